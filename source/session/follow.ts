import type { Connection } from '../hosts/host.ts';
import type { ShellCommand } from '../shell.ts';
import { Channel } from './channel.ts';

/** What a command writes on a host, as root, line by line; its exit code in the end. */
export async function* followOn(
  connection: Connection,
  command: ShellCommand,
  signal: AbortSignal,
): AsyncGenerator<string, number> {
  const lines = new Channel<string>();
  const onLine = (line: string) => lines.put(line);
  const replied = connection.run(command, { root: true, linesOnly: true, onLine, signal });
  replied.then(
    () => lines.close(),
    (error) => lines.fail(error),
  );
  yield* lines;
  return (await replied).code;
}
