/** Why a certificate is no longer to be trusted: those of RFC 5280's reasons that a subscriber may give. */
export type RevocationReason = 'unspecified' | 'key-compromise' | 'superseded' | 'no-longer-used';

export interface RevocationWords {
  readonly value: RevocationReason;
  /** RFC 5280, 5.3.1. */
  readonly code: number;
  /** By certbot's name for it. */
  readonly certbot: string;
  readonly label: string;
  readonly note: string;
}

export const REVOCATION_REASONS: readonly RevocationWords[] = [
  {
    value: 'key-compromise',
    code: 1,
    certbot: 'keycompromise',
    label: 'Somebody else may have its key',
    note: 'the server was broken into, or a backup was lost',
  },
  {
    value: 'superseded',
    code: 4,
    certbot: 'superseded',
    label: 'Another one takes its place',
    note: 'and nobody else has its key',
  },
  {
    value: 'no-longer-used',
    code: 5,
    certbot: 'cessationofoperation',
    label: 'The website is given up',
    note: 'or the name goes to somebody else',
  },
  {
    value: 'unspecified',
    code: 0,
    certbot: 'unspecified',
    label: 'Another reason',
    note: 'none is told to the authority',
  },
];

export function revocationOf(reason: RevocationReason): RevocationWords {
  const found = REVOCATION_REASONS.find(({ value }) => value === reason);
  if (!found) throw new TypeError(`There is no reason "${reason}".`);
  return found;
}
