import { Duplex } from 'node:stream';
import { sh } from '../../shell.ts';
import type { Client } from './client.ts';
import { asLine, newMarks, piped } from './launcher.ts';
import { BytesAfterMark } from './output.ts';

/**
 * A stream to the Docker engine through Docker's own client on the server, in a session of its own.
 * `client` runs the launcher.
 */
export function dialStdio(client: Client, over: () => void): Duplex {
  const marks = newMarks();
  const output = new BytesAfterMark(marks.begin);
  client.stdin.write(asLine(piped(sh`docker system dial-stdio`, marks)));
  let says = '';
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
  client.stdout.on('data', (chunk: Buffer) => {
    const bytes = output.take(chunk);
    if (bytes.length > 0 && !stream.push(bytes)) client.stdout.pause();
  });
  client.stdout.once('end', () => stream.push(null));
  client.stderr.on('data', (chunk: Buffer) => {
    says = (says + chunk.toString()).slice(-2000);
  });
  void client.ended.then((status) => {
    over();
    // Without a begin, Docker's client was never started: sudo refused, or the line is dead.
    if (!output.seen || (status !== null && status > 0)) stream.destroy(new Error(says.trim()));
  });
  return stream;
}
