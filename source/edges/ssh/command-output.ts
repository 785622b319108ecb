import { Readable } from 'node:stream';
import { type ShellCommand, sh } from '../../shell.ts';
import type { Client } from './client.ts';
import { pipedCommand } from './piped-command.ts';

/**
 * What a command writes, as bytes while they come, in a session of its own. It ends well only where the
 * command did: half of it is no whole. `client` runs the launcher.
 */
export function commandOutput(client: Client, { text }: ShellCommand, over: () => void): Readable {
  const command = pipedCommand(client, sh`sh -c ${text}`);
  const stream = new Readable({
    read: () => client.stdout.resume(),
    destroy: (error, done) => {
      client.kill();
      done(error);
    },
  });
  command.into(stream);
  const drained = new Promise<void>((resolve) => client.stdout.once('end', resolve));
  void client.ended.then(async (status) => {
    over();
    if (status !== 0 || !command.begun()) stream.destroy(command.failure());
    await drained;
    stream.push(null);
  });
  return stream;
}
