/** A machine at EC2 as files are to describe it, for tools that make it without us. */
export interface TakenAlong {
  readonly name: string;
  /** `t3.small`. */
  readonly type: string;
  readonly architecture: 'x86_64' | 'arm64';
  readonly diskGB: number;
  readonly sshFrom: string;
  /** A line of authorized_keys; null where the person is asked for it by the tool. */
  readonly publicKey: string | null;
  readonly protect: boolean;
  /** A bucket that holds what it needs; null for none. */
  readonly bucket: string | null;
}

/** Where in its bucket the machine finds what to run once it is there. */
export const BOOTSTRAP = 'deploy/server.sh';

/** What the tag `Bootstrap` says: the script that the machine fetches and runs. */
export function bootstrapUrl(bucket: string): string {
  return `s3://${bucket}/${BOOTSTRAP}`;
}
