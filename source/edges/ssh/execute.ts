import type { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { ExpectedError } from '../../expected-error.ts';
import type { Reply, RunOptions } from '../../hosts/host.ts';
import type { ShellCommand } from '../../shell.ts';
import { stripControl } from '../../text/plain-text.ts';
import type { Client } from './client.ts';
import { asLine, framed, newMarks, processId } from './launcher.ts';
import { FramedOutput, Lines } from './output.ts';

/** How a command ended. `status` null: we can't tell, the connection went away or was cut. */
export interface Ended extends Omit<Reply, 'code'> {
  readonly status: number | null;
  /** The command itself began; else what the login shell, or sudo, answered instead of it. */
  readonly begun: boolean;
  readonly clientStatus: number | null;
  /** What was said outside of the command's own output. */
  readonly around: string;
}

export interface Session {
  /** A client whose command is the launcher. */
  readonly client: Client;
  /** Ends what runs on the server under that process id, and all that it started. */
  readonly end: (process: number) => Promise<void>;
}

/** Given up before it began, a command gets this long to tell how it can be ended. */
const START_SECONDS = 2;

/** Hands a command to a session and reads what comes of it. */
export async function execute(
  { client, end }: Session,
  command: ShellCommand,
  { stdin = '', onLine, linesOnly = false, signal, timeoutSeconds }: Omit<RunOptions, 'root'>,
): Promise<Ended> {
  const marks = newMarks();
  const stdout = new FramedOutput(marks, !linesOnly);
  const stderr = new FramedOutput(marks, !linesOnly);
  const ended = Promise.all([
    client.ended,
    read(client.stdout, stdout, onLine),
    read(client.stderr, stderr, onLine),
  ]).then(([status]) => status);
  client.stdin.write(asLine(framed(command, marks)));
  client.stdin.end(typeof stdin === 'string' ? stdin : stdin.reveal());
  const begun = new Promise<void>((resolve) => {
    client.stdout.on('data', () => stdout.begun && resolve());
  });
  const cut = new Cut(signal, timeoutSeconds);
  const clientStatus = await Promise.race([ended, cut.happened]);
  cut.forget();
  if (cut.reason !== null) {
    // Its process id comes with the first output; it was asked to start already.
    if (!stdout.begun)
      await Promise.race([ended, begun, pause(START_SECONDS * 1000, undefined, { ref: false })]);
    client.kill();
    const id = stdout.begun ? processId(stdout.before) : null;
    if (id !== null) await end(id);
    throw cut.reason;
  }
  return {
    status: statusOf(stdout, clientStatus),
    begun: stdout.begun,
    clientStatus,
    stdout: stdout.text(),
    stderr: stderr.text(),
    around: stripControl(`${withoutId(stdout)}\n${stderr.before}`).trim(),
  };
}

/** The command's own word counts; its shell may have been killed before it could give one. */
function statusOf(stdout: FramedOutput, clientStatus: number | null): number | null {
  if (stdout.status !== null) return stdout.status;
  return clientStatus === 255 ? null : clientStatus;
}

function withoutId({ begun, before }: FramedOutput): string {
  return begun ? before.replace(/\n\d+$/, '') : before;
}

/** Reads a stream to its end. */
function read(
  stream: Readable,
  output: FramedOutput,
  onLine: ((line: string) => void) | undefined,
): Promise<void> {
  const lines = onLine && new Lines(onLine);
  stream.on('data', (chunk: Buffer) => {
    const text = output.take(chunk);
    lines?.take(text);
  });
  return new Promise((resolve) => {
    stream.once('close', () => {
      const text = output.take(null);
      lines?.take(text);
      lines?.end();
      resolve();
    });
  });
}

/** Whatever ends a command early: the person, or the time that it was given. */
class Cut {
  reason: unknown = null;
  readonly happened: Promise<null>;
  #timer: NodeJS.Timeout | undefined;
  #forget = () => {};

  constructor(signal: AbortSignal | undefined, seconds: number | undefined) {
    this.happened = new Promise((resolve) => {
      const cut = (reason: unknown) => {
        this.reason = reason;
        resolve(null);
      };
      const abort = () => cut(signal?.reason);
      if (signal?.aborted) abort();
      signal?.addEventListener('abort', abort, { once: true });
      this.#forget = () => signal?.removeEventListener('abort', abort);
      if (seconds !== undefined)
        this.#timer = setTimeout(() => cut(tookTooLong(seconds)), seconds * 1000);
    });
  }

  forget(): void {
    clearTimeout(this.#timer);
    this.#forget();
  }
}

function tookTooLong(seconds: number): ExpectedError {
  return new ExpectedError({
    code: 'ssh.command-timed-out',
    what: `A command on the server did not come to an end within ${seconds} seconds.`,
    why: 'The server may be very busy, or the command waits for something that does not come.',
    next: ['Run setup-server again: it goes on where it stopped.'],
  });
}
