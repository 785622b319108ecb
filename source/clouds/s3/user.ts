import { query } from '../../facts/facts.ts';

/** A bucket for a server that is not at Amazon: a user of its own opens it by a key. */
export interface KeyGoal {
  readonly bucket: string;
  readonly region: string;
  /** Of the person's computer, whose files go into it; '' for none. */
  readonly folder: string;
  /** On the person's computer; the key is written there, for them alone. */
  readonly file: string;
}

/** What there is of a bucket's user, who is called as the bucket. */
export interface UserFact {
  readonly user: boolean;
  /** The bucket that the user may use. */
  readonly opens: string | null;
  readonly keys: readonly { readonly id: string; readonly used: boolean }[];
}

export const NO_USER: UserFact = { user: false, opens: null, keys: [] };

/** What a file of the person's computer says of a key; null where there is no such file. */
export type KeyFileFact = null | { readonly bucket: string; readonly key: string };

export function s3User(region: string, bucket: string) {
  return query('s3User', '', `${region} ${bucket}`);
}

export function s3KeyFile(file: string) {
  return query('s3KeyFile', '', file);
}
