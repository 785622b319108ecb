/** Files in a folder of the person's own computer, as they would lie in a bucket. */
export interface OwnFilesFact {
  /** None where there is no such folder, or nothing in it that is looked for. */
  readonly files: readonly OwnFile[];
}

export interface OwnFile {
  /** With slashes, from the folder: `config/production.env`. */
  readonly key: string;
  readonly md5: string;
}

/** The parts of the folder that are looked into: what a release's configuration and its start are called by custom. */
export const OWN_PARTS = ['config', 'deploy'] as const;
