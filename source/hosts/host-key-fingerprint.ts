import { createHash } from 'node:crypto';

/** The fingerprint of a known_hosts line's key (sshd(8), SSH_KNOWN_HOSTS FILE FORMAT); null where it holds none. */
export function fingerprintOfLine(line: string): string | null {
  const key = line.split(/\s+/).find((field) => field.startsWith('AAAA'));
  if (key === undefined) return null;
  const digest = createHash('sha256').update(Buffer.from(key, 'base64')).digest('base64');
  return `SHA256:${digest.replace(/=+$/, '')}`;
}
