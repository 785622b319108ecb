/** What a file is that was given as a private key. */
export type KeyForm =
  | 'folder'
  | 'empty'
  /** In a format of OpenSSH's: if it can't be read all the same, its kind is not known. */
  | 'private'
  | 'putty'
  | 'public'
  /** Of ssh.com and its descendants (RFC 4716 has the public half). */
  | 'ssh2'
  | 'certificate'
  /** Its lines end as Windows writes them, which OpenSSH does not take in its own format. */
  | 'windows-lines'
  /** A part is missing, or something was put before it. */
  | 'damaged'
  | 'other';

/** Judges by the first few thousand bytes. */
export function keyForm(bytes: Uint8Array): KeyForm {
  const text = Buffer.from(bytes).toString('latin1');
  if (text.trim() === '') return 'empty';
  if (/^PuTTY-User-Key-File-\d/m.test(text)) return 'putty';
  if (/^\s*(ssh-|ecdsa-|sk-)\S+ AAAA/.test(text)) return 'public';
  if (/^---- BEGIN SSH2 PUBLIC KEY|^-----BEGIN [A-Z ]*PUBLIC KEY/m.test(text)) return 'public';
  if (/^---- BEGIN SSH2 [A-Z ]*PRIVATE KEY/m.test(text)) return 'ssh2';
  if (/-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----/.test(text)) {
    if (!/^-----BEGIN [^\n]*-----\r?\n[\s\S]*\r?\n-----END [^\n]*-----/.test(text))
      return 'damaged';
    return text.includes('\r\n') ? 'windows-lines' : 'private';
  }
  return /-----BEGIN [A-Z0-9 ]*CERTIFICATE-----/.test(text) ? 'certificate' : 'other';
}
