import { existsSync } from 'node:fs';
import { chmod, mkdir, readFile, rm } from 'node:fs/promises';
import { execa } from 'execa';
import { oneAtATime } from './lock.ts';
import { inCache, keyPassphrase } from './places.ts';

export type OperatorKey = { file: string; publicKey: string };

/** The operator's plain key, or the one with a passphrase. */
export async function operatorKey(kind: 'plain' | 'passphrase' = 'plain'): Promise<OperatorKey> {
  const folder = inCache('operator', 'keys');
  const file = `${folder}/${kind === 'plain' ? 'id_ed25519' : 'id_with_passphrase'}`;
  if (!existsSync(`${file}.pub`)) {
    await oneAtATime(`key-${kind}`, async () => {
      if (existsSync(`${file}.pub`)) return;
      await mkdir(folder, { recursive: true });
      await chmod(folder, 0o700);
      await rm(file, { force: true });
      const passphrase = kind === 'plain' ? '' : keyPassphrase;
      const comment = `range-operator-${kind}`;
      await execa('ssh-keygen', [
        '-q',
        '-t',
        'ed25519',
        '-N',
        passphrase,
        '-C',
        comment,
        '-f',
        file,
      ]);
    });
  }
  return { file, publicKey: (await readFile(`${file}.pub`, 'utf8')).trim() };
}
