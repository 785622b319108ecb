/** What a CA tells about itself in its directory (RFC 8555, 7.1.1). */
export interface Directory {
  /** Accounts must be opened on its website first (external account binding). */
  readonly accountsFromElsewhere: boolean;
  /** The page with its terms; null where it names none. */
  readonly terms: string | null;
  /** The names by which CAA records call it. */
  readonly caaNames: readonly string[];
  /** Kinds of certificates by name, with the page or text about each (draft-ietf-acme-profiles). */
  readonly profiles: Readonly<Record<string, string>>;
  /** Where it suggests when to renew (RFC 9773); null where it does not. */
  readonly renewalInfo: string | null;
}

export function readDirectory(body: unknown): Directory {
  const { meta, renewalInfo } = asRecord(body);
  const { externalAccountRequired, termsOfService, caaIdentities, profiles } = asRecord(meta);
  return {
    accountsFromElsewhere: externalAccountRequired === true,
    terms: typeof termsOfService === 'string' ? termsOfService : null,
    caaNames: Array.isArray(caaIdentities)
      ? caaIdentities.filter((name) => typeof name === 'string')
      : [],
    profiles: Object.fromEntries(
      Object.entries(asRecord(profiles)).filter(([, about]) => typeof about === 'string'),
    ) as Record<string, string>,
    renewalInfo: typeof renewalInfo === 'string' ? renewalInfo : null,
  };
}

function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
