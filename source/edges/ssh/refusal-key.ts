import type { Trouble } from '../../expected-error.ts';
import { quote } from '../../shell.ts';
import type { FailedLogin } from './refusal.ts';

/** Trouble with the person's own key, before or while it is shown to the server. */
export function keyTrouble({ target, says }: FailedLogin): Trouble | null {
  const detail = says.trim();
  const absent = /Identity file (.+) not accessible: (.+?)\.?$/m.exec(says);
  if (absent) {
    const [, file = ''] = absent;
    return {
      code: 'ssh.key-missing',
      what: `There is no key file ${file} on this computer, or it may not be read.`,
      next: [
        'Check the path. The keys that you have: ls ~/.ssh',
        ...(file.startsWith('/') || file.startsWith('~')
          ? []
          : ['It was looked for in the folder in which you started setup-server.']),
      ],
      detail,
    };
  }
  const open = /Permissions .* for '(.+)' are too open/.exec(says);
  if (open) {
    return {
      code: 'ssh.key-permissions',
      what: `Other users of this computer may read your key ${open[1]}, so SSH does not use it.`,
      next: [`Make it yours alone: chmod 600 ${quote(open[1] ?? '')}`],
      detail,
    };
  }
  if (/Too many authentication failures/.test(says)) {
    return {
      code: 'ssh.too-many-keys',
      what: `${target.host} gave up before the right key was tried.`,
      why: 'Your SSH agent, the program that holds your keys, has several, and a server allows about six attempts.',
      next: ['Name the right key file: ssh.key in the answers, or under more settings.'],
      detail,
    };
  }
  const unread = /Load key "(.+)": (.+)/.exec(says);
  // Of the keys that are only tried by habit, a bad one explains nothing.
  if (unread && (target.keyFile !== '' || !/Permission denied \(/.test(says))) {
    const [, file = '', reason = ''] = unread;
    if (/passphrase/.test(reason)) return null;
    return {
      code: 'ssh.key-unreadable',
      what: `The file ${file} is not a private key that OpenSSH can read (${reason.replace(/[\r.]/g, '')}).`,
      why: 'It may be in the format of PuTTY (.ppk), be the public half (.pub), or have been changed by an editor.',
      next: [
        'A PuTTY key: open it in PuTTYgen, then Conversions, Export OpenSSH key.',
        'A file that ends in .pub: name the one beside it, without .pub.',
      ],
      detail,
    };
  }
  return null;
}
