/** The CAA records that count for a name (RFC 8659, 3): its own, or those of the nearest name above. */
export interface CaaFact {
  /** Where they stand: `example.org` for `study.example.org`. '' where there are none. */
  readonly at: string;
  /** Flags, tag and value each: `0 issue letsencrypt.org`. Empty: any CA may issue. */
  readonly records: readonly string[];
  /** What went wrong, where the name servers answer with an error: then no CA issues. */
  readonly problem: string | null;
}

/** One of them, taken apart (RFC 8659, 4). */
export interface CaaProperty {
  readonly critical: boolean;
  readonly tag: string;
  /** Of `issue` and `issuewild` the CA's name; '' forbids every CA. */
  readonly issuer: string;
  readonly parameters: ReadonlyMap<string, string>;
}

export function readCaa(record: string): CaaProperty {
  const [, flags = '0', tag = '', value = ''] = /^(\d+) (\S*) ?(.*)$/s.exec(record) ?? [];
  const [issuer = '', ...rest] = value.split(';').map((part) => part.trim());
  const parameters = rest.flatMap((part): [string, string][] => {
    const equals = part.indexOf('=');
    if (equals === -1) return [];
    return [[part.slice(0, equals).trim().toLowerCase(), part.slice(equals + 1).trim()]];
  });
  return {
    critical: (Number(flags) & 128) !== 0,
    tag: tag.toLowerCase(),
    issuer: issuer.toLowerCase(),
    parameters: new Map(parameters),
  };
}
