import { open } from 'node:fs/promises';
import { decoded } from '../../answers/answers-file.ts';
import { parseEnvFile } from '../../containers/env-file.ts';
import { ExpectedError } from '../../expected-error.ts';
import type { OwnEnvFileFact } from '../../facts/installs/own-env-file.ts';
import { Secret } from '../../secrets/secret.ts';
import { readObjectAddress } from '../../stores/object-address.ts';
import { readObject } from '../stores/read-object.ts';
import { localPath, whyUnreadable } from './local-path.ts';

/** Far more than any env file has: the wrong file would be a picture or a disk image. */
const MOST_BYTES = 4_000_000;

/**
 * Reads an env file of this computer, or one in a bucket that this computer has the key to. Throws
 * the ExpectedErrors `own-env-file.not-read`, `store.*` and `ec2.*`.
 */
export async function lookAtOwnEnvFile(
  typed: string,
  signal: AbortSignal,
): Promise<OwnEnvFileFact> {
  const address = readObjectAddress(typed);
  const text = address ? await readObject(address, MOST_BYTES, signal) : await textOf(typed);
  const { entries, problems } = parseEnvFile(text);
  return {
    entries: new Map([...entries].map(([name, value]) => [name, new Secret(value)])),
    problems,
  };
}

/** As an old Notepad saves what it calls Unicode. */
function isUtf16(bytes: Uint8Array): boolean {
  return bytes[0] === 0xff && bytes[1] === 0xfe;
}

async function textOf(typed: string): Promise<string> {
  try {
    const file = await open(localPath(typed));
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(MOST_BYTES), 0, MOST_BYTES, 0);
      const bytes = buffer.subarray(0, bytesRead);
      return isUtf16(bytes) ? decoded(bytes) : bytes.toString('utf8');
    } finally {
      await file.close();
    }
  } catch (error) {
    throw new ExpectedError({
      code: 'own-env-file.not-read',
      what: `${typed} on this computer could not be read.`,
      why: whyUnreadable(error),
      next: [
        'Check the path. It is one on this computer; for a file on the server write server: before it.',
      ],
    });
  }
}
