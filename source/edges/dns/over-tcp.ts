import { connect } from 'node:net';
import { uint16 } from './message.ts';

/**
 * One message to a name server and its reply, over TCP (RFC 1035, 4.2.2): no length limit, and
 * nobody can answer in its place blindly. Throws Node's own error, ETIMEDOUT after `limitSeconds`.
 */
export function askOverTcp(
  { host, port }: { readonly host: string; readonly port: number },
  message: Buffer,
  limitSeconds: number,
  signal: AbortSignal,
): Promise<Buffer> {
  signal.throwIfAborted();
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, autoSelectFamilyAttemptTimeout: 2000 });
    const give = (error: Error) => socket.destroy(error);
    const stop = () => give(new Error('Given up.'));
    const limit = setTimeout(
      () => give(Object.assign(new Error('No answer.'), { code: 'ETIMEDOUT' })),
      limitSeconds * 1000,
    );
    signal.addEventListener('abort', stop, { once: true });
    let got = Buffer.alloc(0);
    socket.on('connect', () => socket.write(Buffer.concat([uint16(message.length), message])));
    socket.on('data', (chunk) => {
      got = Buffer.concat([got, chunk]);
      if (got.length < 2 || got.length < 2 + got.readUInt16BE(0)) return;
      resolve(got.subarray(2, 2 + got.readUInt16BE(0)));
      socket.destroy();
    });
    socket.on('error', reject);
    socket.on('close', () => {
      clearTimeout(limit);
      signal.removeEventListener('abort', stop);
      reject(Object.assign(new Error('Closed without an answer.'), { code: 'ECONNRESET' }));
    });
  });
}
