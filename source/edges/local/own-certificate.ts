import { open } from 'node:fs/promises';
import { checkOwnCertificate } from '../../certificates/own-certificate.ts';
import { ExpectedError } from '../../expected-error.ts';
import { type OwnCertificateFact, ownFilesIn } from '../../facts/certificates/own-certificate.ts';
import { Secret } from '../../secrets/secret.ts';
import { localPath, whyUnreadable } from './local-path.ts';

/** Far more than any chain has: the wrong file would be a picture or a disk image. */
const MOST_BYTES = 1_000_000;

/**
 * A person's own certificate files on this machine. Throws the ExpectedErrors `own-files.not-read`
 * and `own-files.not-good`, so that nothing is done on a server for files that can't serve.
 */
export async function lookAtOwnCertificate(
  subject: string,
  now = new Date(),
): Promise<OwnCertificateFact> {
  const files = ownFilesIn(subject);
  const [chain, key] = [await bytesOf(files.chain), await bytesOf(files.key)];
  const own = { chain, key: new Secret(key.toString('latin1')) };
  const [first, ...others] = checkOwnCertificate(own, files.names, now);
  if (first?.status === 'stops') {
    throw new ExpectedError({
      code: 'own-files.not-good',
      what: first.text,
      why: [`It was read from ${files.chain} and ${files.key}.`, ...others.map(({ text }) => text)]
        .join(' ')
        .trim(),
      ...(first.advice && { next: first.advice }),
    });
  }
  const finding = first ?? { status: 'good', text: 'The certificate files are in order.' };
  return { chain: chain.toString('latin1'), key: own.key, finding };
}

async function bytesOf(path: string): Promise<Buffer> {
  try {
    const file = await open(localPath(path));
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(MOST_BYTES), 0, MOST_BYTES, 0);
      return buffer.subarray(0, bytesRead);
    } finally {
      await file.close();
    }
  } catch (error) {
    throw new ExpectedError({
      code: 'own-files.not-read',
      what: `${path} on this computer could not be read.`,
      why: whyUnreadable(error),
      next: ['Check the path. It is one on this computer, not on the server.'],
    });
  }
}
