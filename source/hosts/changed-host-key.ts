import type { ChangedHostKey } from './host.ts';

/** The word that must be typed. Anything else leaves everything as it is. */
export const REPLACE = 'replace';

/** What is said of a changed host key, by screens and by lines. */
export interface ChangedHostKeyWords {
  readonly title: string;
  /** A paragraph each. */
  readonly keys: readonly { readonly about: string; readonly fingerprint: string }[];
  readonly paragraphs: readonly string[];
  readonly question: string;
}

/** What a person is told of a server that shows another key, and between what they may choose. */
export function changedHostKeyWords(prompt: ChangedHostKey): ChangedHostKeyWords {
  const { host, keyType, fingerprint, known } = prompt;
  const place = known.line > 0 ? `${known.file}, line ${known.line}` : known.file;
  return {
    title: `${host} shows another key than before`,
    keys: [
      { about: `Now (${keyType})`, fingerprint },
      { about: `Known (${place})`, fingerprint: known.fingerprint ?? 'can not be read' },
    ],
    paragraphs: [
      'By its key a server proves who it is. A server that was created anew or reinstalled, or a new one that got the address of an old one, has a new key: then all is well. If you know of no such change, someone may be answering in its place. Nothing was sent yet.',
      "Compare the fingerprint: your provider's console has it in the server's log (Amazon EC2: Get system log) below SSH HOST KEY FINGERPRINTS. Or open the server's terminal in that console and type: ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub",
    ],
    question: `If it is the same, type ${REPLACE} to take the new key`,
  };
}
