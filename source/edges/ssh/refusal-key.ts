import type { Trouble } from '../../expected-error.ts';
import { quote } from '../../shell.ts';
import type { FailedLogin } from './refusal.ts';
import { unreadableKey } from './refusal-key-form.ts';
import { ownFileCommand } from './windows.ts';

/** Trouble with the person's own key, before or while it is shown to the server. */
export function keyTrouble(login: FailedLogin): Trouble | null {
  const { target, says } = login;
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
  const open = openToOthers(login);
  if (open) return open;
  if (/Too many authentication failures/.test(says)) {
    return {
      code: 'ssh.too-many-keys',
      what: `${target.host} gave up before the right key was tried.`,
      why: 'Your SSH agent, the program that holds your keys, has several, and a server allows about six attempts.',
      next: [
        'Name the right key file: ssh.key in the answers, or with the address: -i ~/.ssh/my-key root@203.0.113.7',
        'Or take keys that you do not need out of the agent: ssh-add -l lists them, ssh-add -d FILE takes one out.',
      ],
      detail,
    };
  }
  const unread = /Load key "(.+)": (.+)/.exec(says);
  // Of the keys that are only tried by habit, a bad one explains nothing.
  if (unread && (target.keyFile !== '' || !/Permission denied \(/.test(says))) {
    const [, file = '', reason = ''] = unread;
    if (/passphrase/.test(reason)) return null;
    return unreadableKey(file, reason.replace(/[\r.]/g, ''), login.keyForm, detail);
  }
  return unsigned(login);
}

/** OpenSSH on Windows leaves out the number of the permissions. */
function openToOthers({ says, keyForm, person }: FailedLogin): Trouble | null {
  const file = /Permissions (?:\S+ )?for '(.+)' are too open/.exec(says)?.[1];
  if (file === undefined) return null;
  const detail = says.trim();
  if (keyForm === 'folder') return unreadableKey(file, '', keyForm, detail);
  const command =
    person.platform === 'win32' ? ownFileCommand(file, person.name) : `chmod 600 ${quote(file)}`;
  return {
    code: 'ssh.key-permissions',
    what: `Other users of this computer may read your key ${file}, so SSH does not use it.`,
    next: [`Make it yours alone: ${command}`],
    detail,
  };
}

/** The server knows the key, but this computer could not prove that it has it. */
function unsigned({ says }: FailedLogin): Trouble | null {
  const failed = /signing failed for (\S+)(?: "(.*?)")?( from agent)?: (.+)$/m.exec(says);
  if (!failed) return null;
  const [, kind = '', file = '', agent, reason = ''] = failed;
  const detail = says.trim();
  const name = file === '' ? '' : ` ${file}`;
  if (/-SK\b/i.test(kind)) {
    return {
      code: 'ssh.security-key',
      what: `Your key${name} needs its security key, the small device that it was made with, and that did not answer (${reason.trim()}).`,
      why: 'It may not be plugged in, was not touched in time, or the SSH of this computer can not speak to such devices.',
      next: [
        'Plug it in, try again, and touch it when it blinks.',
        `Or let your SSH agent hold the key: ssh-add${name}`,
        'On a Mac the SSH that comes with it can not use them: brew install openssh',
      ],
      detail,
    };
  }
  return {
    code: 'ssh.key-unused',
    what: `The server knows your key${name}, but it could not be used (${reason.trim()}).`,
    why:
      agent === undefined
        ? 'The file may be damaged.'
        : 'Your SSH agent, the program that holds your keys, is locked, or wanted you to agree, and nobody did.',
    next: [
      agent === undefined
        ? 'Take another key that the server knows.'
        : 'Unlock the agent, or name the key file itself: ssh.key in the answers.',
    ],
    detail,
  };
}
