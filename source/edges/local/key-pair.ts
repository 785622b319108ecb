import { access, mkdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { execa } from 'execa';
import { ExpectedError } from '../../expected-error.ts';
import { publicKeyIn } from '../ssh/own-public-key.ts';
import { localPath } from './local-path.ts';
import { programPath } from './program-path.ts';

/** The public half of a key file of this computer; null where there is none. */
export async function lookAtPublicKey(file: string): Promise<string | null> {
  const text = await readFile(`${localPath(file)}.pub`, 'utf8').catch(() => '');
  return publicKeyIn(text);
}

/** Makes a key pair without a passphrase, for the person's eyes alone. One that is there is never written over. */
export async function makeKeyPair(file: string, signal: AbortSignal): Promise<void> {
  const path = localPath(file);
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const words = ['-q', '-t', 'ed25519', '-N', '', '-C', 'setup-server', '-f', path];
  // ssh-keygen would ask at the terminal whether to write over it.
  if (
    await access(path).then(
      () => true,
      () => false,
    )
  )
    throw keyInTheWay(file);
  const made = await execa(programPath('ssh-keygen'), words, {
    ...{ reject: false, stdin: 'ignore', cancelSignal: signal, timeout: 30_000 },
  });
  if (made.exitCode === 0) return;
  throw new ExpectedError({
    code: 'key.not-made',
    what: `The key ${file} could not be made on this computer.`,
    why: made.stderr || made.message || 'ssh-keygen does not say why.',
    next: ['Look whether the folder may be written to, and try again.'],
  });
}

function keyInTheWay(file: string): ExpectedError {
  return new ExpectedError({
    code: 'key.in-the-way',
    what: `There is a file ${file} already, without the public half beside it.`,
    why: 'It may be a key that something else needs, so it is left alone.',
    next: [
      `If it is a key of yours: ssh-keygen -y -f ${file} > ${file}.pub`,
      'Otherwise move it to another place. Then try again.',
    ],
  });
}
