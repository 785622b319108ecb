import { Readable } from 'node:stream';
import { type ShellCommand, sh } from '../../shell.ts';
import type { Client } from './client.ts';
import { asLine, newMarks, piped } from './launcher.ts';
import { BytesAfterMark } from './output.ts';

/**
 * What a command writes, as bytes while they come, in a session of its own. It ends well only where the
 * command did: half of it is no whole. `client` runs the launcher.
 */
export function commandOutput(client: Client, { text }: ShellCommand, over: () => void): Readable {
  const marks = newMarks();
  const output = new BytesAfterMark(marks.begin);
  client.stdin.write(asLine(piped(sh`sh -c ${text}`, marks)));
  let says = '';
  const stream = new Readable({
    read: () => client.stdout.resume(),
    destroy: (error, done) => {
      client.kill();
      done(error);
    },
  });
  client.stdout.on('data', (chunk: Buffer) => {
    const bytes = output.take(chunk);
    if (bytes.length > 0 && !stream.push(bytes)) client.stdout.pause();
  });
  client.stderr.on('data', (chunk: Buffer) => {
    says = (says + chunk.toString()).slice(-2000);
  });
  const drained = new Promise<void>((resolve) => client.stdout.once('end', resolve));
  void client.ended.then(async (status) => {
    over();
    if (status !== 0 || !output.seen) stream.destroy(new Error(says.trim()));
    await drained;
    stream.push(null);
  });
  return stream;
}
