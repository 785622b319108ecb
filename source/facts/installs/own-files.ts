/** Files in a folder of the person's own computer, as they would lie in a bucket. */
export interface OwnFilesFact {
  /** None where there is no such folder, or nothing in it that is looked for. */
  readonly files: readonly OwnFile[];
}

export interface OwnFile {
  /** With slashes, from the folder: `config/production.env`. */
  readonly key: string;
  readonly md5: string;
  /** There seem to be keys or passwords in it. */
  readonly secret?: true;
}

/** Whether a text seems to hold keys or passwords. Names alone tell little: `.env` may be harmless. */
export function seemsSecret(text: string): boolean {
  return SECRETS.some((each) => each.test(text));
}

const SECRETS: readonly RegExp[] = [
  /-----BEGIN [A-Z ]*PRIVATE KEY-----/,
  /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/,
  // A name that says so, with a value.
  /(?:password|passwd|secret|token|api_?key)\w*["']?[ \t]*[=:][ \t]*["']?[^\s"'#]/i,
];

/** The parts of the folder that are looked into: what a release's configuration and its start are called by custom. */
export const OWN_PARTS = ['config', 'deploy'] as const;
