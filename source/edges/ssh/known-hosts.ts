import { readFile } from 'node:fs/promises';
import { execa } from 'execa';
import { fingerprintOfLine } from '../../hosts/host-key-fingerprint.ts';
import { programPath } from '../local/program-path.ts';

export interface KnownKey {
  /** `SHA256:…`; null where it can't be read. */
  readonly fingerprint: string | null;
  /** Counted from 1. */
  readonly line: number;
}

/**
 * The key of a type (`ED25519`, as OpenSSH says it) by which a file knows a server, hashed names
 * too; the one in `line` where there is none of that type.
 */
export async function knownKey(
  name: string,
  keyType: string,
  file: string,
  line: number,
): Promise<KnownKey> {
  const { says } = await keygen('-F', name, '-f', file);
  const found = [...says.matchAll(/^# Host .* found: line (\d+)\b.*\r?\n(.*)$/gm)];
  const same = found.find(([, , key = '']) => typeOf(key).includes(keyType) && keyType !== '');
  if (same) return { fingerprint: fingerprintOfLine(same[2] ?? ''), line: Number(same[1]) };
  const text = await readFile(file, 'utf8').catch(() => '');
  return { fingerprint: fingerprintOfLine(text.split('\n')[line - 1] ?? ''), line };
}

/** Runs ssh-keygen without questions; `says` is all that it said. */
export async function keygen(
  ...args: readonly string[]
): Promise<{ readonly done: boolean; readonly says: string }> {
  const { exitCode, all, message } = await execa(programPath('ssh-keygen'), args, {
    ...{ stdin: 'ignore', reject: false, all: true },
  });
  return { done: exitCode === 0, says: all || (message ?? '') };
}

/** `SSH-ED25519` of a known_hosts line. */
function typeOf(line: string): string {
  const fields = line.split(/\s+/);
  return (fields[fields.findIndex((field) => field.startsWith('AAAA')) - 1] ?? '').toUpperCase();
}
