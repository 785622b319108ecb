/** What a person is told when something goes wrong, in the order in which they need it. */
export interface Trouble {
  /** A stable word for scripts and tests: `ssh.permission-denied`, `acme.rate-limited`. */
  readonly code: string;
  /** What happened: one sentence. */
  readonly what: string;
  /** How we know, and what it most likely is. */
  readonly why?: string;
  /** What to do now, most likely remedy first; each a sentence or a command to copy. */
  readonly next?: readonly string[];
  /** The raw message, shown on a key. */
  readonly detail?: string;
  /** It may pass by itself (a lost connection): the loop looks again and retries before it gives up. */
  readonly passing?: boolean;
  readonly cause?: unknown;
}

/**
 * A failure that we foresaw. It is shown as a screen or three lines, never with a stack trace.
 * Every other error that reaches the top is a bug of ours.
 */
export class ExpectedError extends Error {
  readonly trouble: Trouble;

  constructor(trouble: Trouble) {
    super(trouble.what, trouble.cause === undefined ? undefined : { cause: trouble.cause });
    this.name = 'ExpectedError';
    this.trouble = trouble;
  }

  get code(): string {
    return this.trouble.code;
  }
}
