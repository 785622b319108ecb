import { Duplex } from 'node:stream';
import { sh } from '../../shell.ts';
import type { Client } from './client.ts';
import { pipedCommand } from './piped-command.ts';

/**
 * A stream to the Docker engine through Docker's own client on the server, in a session of its own.
 * `client` runs the launcher.
 */
export function dialStdio(client: Client, over: () => void): Duplex {
  const command = pipedCommand(client, sh`docker system dial-stdio`);
  const stream = new Duplex({
    read: () => client.stdout.resume(),
    write: (chunk, _encoding, done) => {
      client.stdin.write(chunk, () => done());
    },
    final: (done) => {
      client.stdin.end(() => done());
    },
    destroy: (error, done) => {
      client.kill();
      done(error);
    },
  });
  command.into(stream);
  client.stdout.once('end', () => stream.push(null));
  void client.ended.then((status) => {
    over();
    // Without a begin, Docker's client was never started: sudo refused, or the line is dead.
    if (!command.begun() || (status !== null && status > 0)) stream.destroy(command.failure());
  });
  return stream;
}
