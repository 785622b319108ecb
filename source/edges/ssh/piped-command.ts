import type { ShellCommand } from '../../shell.ts';
import type { Client } from './client.ts';
import { asLine, newMarks, piped } from './launcher.ts';
import { BytesAfterMark } from './output.ts';

/** The stream that a command's bytes go to. */
interface Into {
  readonly push: (bytes: Buffer) => boolean;
}

/** A command in a session of its own, whose output is a stream. */
export interface PipedCommand {
  /** Passes on what the command itself writes, no faster than it is read. */
  readonly into: (stream: Into) => void;
  /** Whether the command was begun. */
  readonly begun: () => boolean;
  /** Why it failed: the end of what it wrote to its standard error. */
  readonly failure: () => Error;
}

/** Begins a command in the launcher that `client` runs. */
export function pipedCommand(client: Client, command: ShellCommand): PipedCommand {
  const marks = newMarks();
  const output = new BytesAfterMark(marks.begin);
  client.stdin.write(asLine(piped(command, marks)));
  let says = '';
  client.stderr.on('data', (chunk: Buffer) => {
    says = (says + chunk.toString()).slice(-2000);
  });
  return {
    into: (stream) =>
      void client.stdout.on('data', (chunk: Buffer) => {
        const bytes = output.take(chunk);
        if (bytes.length > 0 && !stream.push(bytes)) client.stdout.pause();
      }),
    begun: () => output.seen,
    failure: () => new Error(says.trim()),
  };
}
