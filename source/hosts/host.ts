import type { Readable } from 'node:stream';
import type { Answers } from '../answers/answers.ts';
import type { Facts, Query } from '../facts/facts.ts';
import type { LoginFact } from '../facts/machine.ts';
import type { ConnectionFact } from '../facts/network/connection.ts';
import type { LoginKey } from '../goal.ts';
import type { Question } from '../questions/question.ts';
import type { Secret } from '../secrets/secret.ts';
import type { ShellCommand } from '../shell.ts';

/** A kind of host that the wizard can set up: one file each, one line in `index.ts`. */
export interface HostKind {
  readonly id: string;
  /** For the list of choices. */
  readonly label: string;
  readonly note: string;
  /** What must be known to reach it. */
  readonly questions: readonly Question[];
  /** What is asked once we are connected. */
  readonly afterwards?: readonly Question[];
  /** A key that shall be let in, by these answers. */
  readonly loginKey?: (answers: Answers, facts: Facts) => LoginKey | undefined;
  /** The host that these answers mean, as one text: `ssh://root@203.0.113.7:22`. */
  readonly address: (answers: Answers) => string;
  /** What must be looked at before more can be asked. */
  readonly looks: (answers: Answers) => readonly Query[];
}

/** An open way into a host. What every edge and probe works through. */
export interface Connection {
  /** What came of opening it, and who we are there. */
  readonly fact: ConnectionFact;
  /**
   * Runs a command on the host through `sh`, with LC_ALL=C. A non-zero exit is a result, not an
   * error; a lost connection is an ExpectedError `ssh.connection-lost` with `passing`.
   */
  readonly run: (command: ShellCommand, options?: RunOptions) => Promise<Reply>;
  /**
   * Finds out how we become root, and asks for a password where that is needed. A refusal is a
   * result; asked again, it tries again. Absent where we are root anyway.
   */
  readonly becomeRoot?: (signal?: AbortSignal) => Promise<Rooted>;
  /**
   * What a command writes, as bytes while they come, as root. It ends with an error where the command
   * fails, or the connection is lost.
   */
  readonly output: (command: ShellCommand, signal?: AbortSignal) => Promise<Readable>;
  /** A path of a socket on this machine that is the host's Docker engine. */
  readonly dockerSocket: (signal?: AbortSignal) => Promise<string>;
  /** Runs a command on the host in the person's own terminal, as root, until it ends. Gives its exit code. */
  readonly attach: (command: ShellCommand) => Promise<number>;
  /** Leaves and enters again: a new group membership counts then. */
  readonly reconnect: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/** How we become root, or why we can't. */
export type Rooted = Pick<LoginFact, 'root' | 'why'>;

export interface RunOptions {
  /** As root, by the way that the host offers. */
  readonly root?: boolean;
  readonly stdin?: string | Secret;
  /** Each line of either output as it comes, free of terminal escapes. */
  readonly onLine?: (line: string) => void;
  /** The reply has no output, which may be without end: the lines are all that is wanted. */
  readonly linesOnly?: boolean;
  readonly signal?: AbortSignal;
  readonly timeoutSeconds?: number;
}

export interface Reply {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Something that the way in asks of the person: a host key to confirm, a passphrase. */
export type Prompt =
  | {
      readonly ask: 'host-key';
      readonly host: string;
      readonly keyType: string;
      /** `SHA256:…`. */
      readonly fingerprint: string;
    }
  /** The server shows another key than the one that is known. Only the answer 'replace' takes it. */
  | ChangedHostKey
  /** `again`: the answer before was wrong. */
  | { readonly ask: 'passphrase'; readonly keyFile: string; readonly again: boolean }
  | {
      readonly ask: 'password';
      readonly user: string;
      readonly host: string;
      readonly again: boolean;
    }
  /** Wanted by sudo on the host, of the user who logged in. */
  | {
      readonly ask: 'sudo-password';
      readonly user: string;
      readonly host: string;
      readonly again: boolean;
    }
  /**
   * A new password, in place of one that has expired; with `repeat` the same once more. `problem`:
   * why the one before was not taken.
   */
  | {
      readonly ask: 'new-password';
      readonly user: string;
      readonly host: string;
      readonly repeat: boolean;
      readonly problem: string | null;
    }
  /** Wants no answer, only to be seen until the signal: "Confirm user presence for key …". */
  | { readonly ask: 'notice'; readonly text: string }
  /** Anything else that OpenSSH, or the server, asks, in its own words: one-time codes. */
  | {
      readonly ask: 'other';
      readonly text: string;
      readonly echo: boolean;
      readonly again?: true;
    };

export interface ChangedHostKey {
  readonly ask: 'changed-host-key';
  /** As known_hosts names it. */
  readonly host: string;
  readonly keyType: string;
  /** `SHA256:…` of the key that is shown now. */
  readonly fingerprint: string;
  /** The key that this computer knows: its fingerprint, where it can be read, and where it stands. */
  readonly known: {
    readonly fingerprint: string | null;
    readonly file: string;
    readonly line: number;
  };
}

/**
 * Answers a prompt; null declines it. A host key is confirmed by the answer 'yes'.
 * The signal says that the answer is no longer wanted.
 */
export type Asker = (prompt: Prompt, signal: AbortSignal) => Promise<Secret | string | null>;
