import { quote } from '../../shell.ts';

/** What OpenSSH says of a host key that is not the known one. */
export interface ChangedKey extends ChangedKeySaid {
  /** The known key's; null where it can't be read. */
  readonly knownFingerprint: string | null;
}

export interface ChangedKeySaid {
  readonly keyType: string;
  /** The server, as known_hosts names it; '' where OpenSSH did not say. */
  readonly name: string;
  /** `SHA256:…` of the key that the server showed now. */
  readonly shown: string;
  /** Where the known one stands: a file and its line, counted from 1. */
  readonly file: string;
  readonly line: number;
}

export function parseChangedKey(text: string): ChangedKeySaid | null {
  if (!text.includes('REMOTE HOST IDENTIFICATION HAS CHANGED')) return null;
  const shown = /fingerprint for the (\S+) key sent by the remote host is\s+(\S+?)\.?$/m.exec(text);
  const name = /^Host key for (\S+) has changed and/m.exec(text);
  const known = /^Offending (?:\S+ )?key in (.+):(\d+)$/m.exec(text);
  return {
    keyType: shown?.[1] ?? '',
    name: name?.[1] ?? '',
    shown: shown?.[2] ?? '',
    file: known?.[1] ?? '',
    line: Number(known?.[2] ?? 0),
  };
}

/**
 * Whether it was OpenSSH that ended at a host key. A server can write the same words into its
 * banner, but that comes after a login was begun, and never last. `stderr` is that of `ssh -v`.
 */
export function endedAtHostKey(
  stderr: string,
  status: number | null,
): { readonly first: boolean; readonly last: boolean } {
  const own = status === 255;
  const [before = ''] = stderr.split('SSH2_MSG_SERVICE_ACCEPT received');
  return {
    first: own && parseChangedKey(before) !== null,
    last: own && /\nHost key verification failed\.\s*$/.test(stderr),
  };
}

/**
 * The signature algorithms (ssh_config(5), HostKeyAlgorithms) of a key type as OpenSSH names it.
 * Null for types that are not known: then OpenSSH chooses.
 */
export function hostKeyAlgorithms(keyType: string): string | null {
  switch (keyType) {
    case 'ED25519':
      return 'ssh-ed25519';
    case 'RSA':
      return 'rsa-sha2-512,rsa-sha2-256';
    case 'ECDSA':
      return 'ecdsa-sha2-nistp256,ecdsa-sha2-nistp384,ecdsa-sha2-nistp521';
    default:
      return null;
  }
}

/** The command that forgets the known key. */
export function forgetCommand(name: string, file: string): string {
  const inFile = file === '' || file.endsWith('/.ssh/known_hosts') ? '' : `-f ${quote(file)} `;
  return `ssh-keygen ${inFile}-R ${quote(name)}`;
}
