import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { ExpectedError } from '../../expected-error.ts';

type Stream = AsyncIterable<Uint8Array>;

/** Encrypts for a public key of age (https://age-encryption.org/v1), as it comes. */
export async function encrypted(plain: Readable, recipient: string): Promise<Stream> {
  const { Encrypter } = await import('age-encryption');
  const encrypter = new Encrypter();
  encrypter.addRecipient(recipient);
  return asStream(await encrypter.encrypt(asWeb(plain)));
}

/** The same back. Throws the ExpectedError `age.identity` where that key does not open it. */
export async function decrypted(secret: Readable, identity: string): Promise<Stream> {
  const { Decrypter } = await import('age-encryption');
  const decrypter = new Decrypter();
  try {
    decrypter.addIdentity(identity);
    return asStream(await decrypter.decrypt(asWeb(secret)));
  } catch (error) {
    throw new ExpectedError({
      code: 'age.identity',
      what: 'The key does not open this copy.',
      why: 'It was encrypted for another one, or the key was not copied whole.',
      next: ['Give the key that you kept: it begins with AGE-SECRET-KEY-1.'],
      cause: error,
    });
  }
}

/** Bytes in arrays of their own: those of a Buffer may lie within a larger one. */
function asWeb(stream: Readable): globalThis.ReadableStream<Uint8Array> {
  return Readable.toWeb(stream) as globalThis.ReadableStream<Uint8Array>;
}

function asStream(stream: globalThis.ReadableStream<Uint8Array>): Stream {
  return Readable.fromWeb(stream as ReadableStream<Uint8Array>);
}
