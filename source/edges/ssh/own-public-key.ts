import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { execa } from 'execa';
import type { PublicKey } from '../../facts/network/connection.ts';
import { programPath } from '../local/program-path.ts';
import type { Settings } from './settings.ts';

/** The person's own public key: of the first key file that OpenSSH would try, else of the agent. */
export async function ownPublicKey({ identityFiles }: Settings): Promise<PublicKey | null> {
  for (const file of identityFiles) {
    const path = `${file.replace(/^~(?=\/)/, homedir())}.pub`;
    const text = await readFile(path, 'utf8').catch(() => '');
    const key = publicKeyIn(text);
    if (key !== null) return { text: key, from: `${file}.pub` };
  }
  const { stdout, exitCode } = await execa(programPath('ssh-add'), ['-L'], {
    ...{ reject: false, timeout: 5000 },
  });
  const key = exitCode === 0 ? publicKeyIn(stdout) : null;
  return key === null ? null : { text: key, from: 'your SSH agent' };
}

/** The first line that is a public key (sshd(8), AUTHORIZED_KEYS FILE FORMAT, without options). */
export function publicKeyIn(text: string): string | null {
  const lines = text.split(/\r?\n/).map((line) => line.trim());
  return (
    lines.find((line) => /^[a-z][a-z0-9@.-]+ AAAA[A-Za-z0-9+/]+=*( [ -~]*)?$/.test(line)) ?? null
  );
}
