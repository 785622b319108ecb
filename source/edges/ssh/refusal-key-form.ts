import type { Trouble } from '../../expected-error.ts';
import { quote } from '../../shell.ts';
import type { KeyForm } from './key-form.ts';

/** A key file that OpenSSH can't read: what it is, and what makes it one that can be. */
export function unreadableKey(
  file: string,
  reason: string,
  form: KeyForm | null,
  detail: string,
): Trouble {
  const { why, next } = FORMS[form ?? 'other'](file);
  const says = reason === '' ? '' : ` (${reason})`;
  return {
    code: 'ssh.key-unreadable',
    what: `${file} is not a private key that OpenSSH can read${says}.`,
    why,
    next,
    detail,
  };
}

const ANOTHER = 'Or name another key: yours are in ~/.ssh, without .pub at their end.';

const FORMS: Readonly<
  Record<KeyForm, (file: string) => { readonly why: string; readonly next: readonly string[] }>
> = {
  folder: () => ({
    why: 'It is a folder.',
    next: ['Name the file in it: the private key, without .pub at its end.'],
  }),
  empty: () => ({ why: 'The file is empty.', next: ['Download or copy it again.', ANOTHER] }),
  putty: (file) => ({
    why: 'It is a key of PuTTY, which has a format of its own.',
    next: [
      'Open it in PuTTYgen, then Conversions, Export OpenSSH key; name the new file.',
      `Or, where puttygen is installed: puttygen ${quote(file)} -O private-openssh -o ${quote(`${file.replace(/\.ppk$/, '')}-openssh`)}`,
    ],
  }),
  public: (file) => ({
    why: 'It is the public half of a key, which is for servers. What is needed is the private half.',
    next: [
      file.endsWith('.pub')
        ? `Name the file beside it: ${file.slice(0, -'.pub'.length)}`
        : 'Name the file of the same key that begins with -----BEGIN.',
    ],
  }),
  ssh2: (file) => ({
    why: 'It is a key in the format of ssh.com.',
    next: [
      `Convert it, and name the new file: ssh-keygen -i -f ${quote(file)} > ${quote(`${file}-openssh`)}`,
    ],
  }),
  certificate: () => ({
    why: 'It is a certificate, as websites have it, and no key.',
    next: [ANOTHER.replace(/^Or n/, 'N')],
  }),
  'windows-lines': (file) => ({
    why: 'Its lines end as Windows writes them; an editor may have saved it so.',
    next: [`Mend that: perl -pi -e 's/\\r//' ${quote(file)}`, ANOTHER],
  }),
  damaged: () => ({
    why: 'A part of it is missing, or there is something before its first line. That happens when a key is copied and pasted.',
    next: [
      'Copy it again as a whole, from -----BEGIN to the last dash of -----END, with its line ends.',
      ANOTHER,
    ],
  }),
  private: () => ({
    why: 'It is a private key, of a kind that this OpenSSH does not know.',
    next: [
      "Make a new one, and put it on the server in your provider's console: ssh-keygen -t ed25519",
      ANOTHER,
    ],
  }),
  other: () => ({
    why: 'It does not begin as keys do: -----BEGIN OPENSSH PRIVATE KEY-----',
    next: ['Check the path.', ANOTHER],
  }),
};
