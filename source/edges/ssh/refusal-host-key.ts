import type { Trouble } from '../../expected-error.ts';
import { REPLACE } from '../../hosts/changed-host-key.ts';
import { forgetCommand } from './host-key.ts';
import type { FailedLogin } from './refusal.ts';
import { knownHostsName } from './settings.ts';

/** The server shows another key than the one that is known. Never repaired by ourselves. */
export function changedKey(login: FailedLogin): Trouble | null {
  const { changed } = login;
  if (!changed) return revokedKey(login);
  const { host } = login.target;
  return {
    code: 'ssh.host-key-changed',
    what: `${host} is not the server that this computer knows under that address.`,
    why: [
      `Its key, by which a server proves who it is, was ${changed.knownFingerprint ?? 'another one'} and is now ${changed.shown}${changed.keyType && ` (${changed.keyType})`}.`,
      'Most often the server was created anew, or another one has got its address. It could also be someone who listens in: so nothing was sent.',
    ].join(' '),
    next: [
      `If you created the server anew: run setup-server again, compare the new fingerprint with the one in your provider's console, and type ${REPLACE}.`,
      `Or let this computer forget the old key yourself: ${forgetCommand(changed.name || knownHostsName(login.settings), changed.file)}`,
      beforehand(changed.shown),
      'If you know of no change, ask whoever runs the server before you go on.',
    ],
    detail: login.says.trim(),
  };
}

function revokedKey({ says, target }: FailedLogin): Trouble | null {
  if (!/REVOKED HOST KEY DETECTED/.test(says)) return null;
  return {
    code: 'ssh.host-key-revoked',
    what: `The key that ${target.host} shows was marked as stolen on this computer.`,
    why: 'It stands as @revoked in your known_hosts file.',
    next: ['Ask whoever runs the server for one with a new key.'],
    detail: says.trim(),
  };
}

/** A new key that nobody was asked about: the configuration forbids it, or we can't. */
export function unknownKey({ says, target }: FailedLogin): Trouble | null {
  if (!/Host key verification failed/.test(says)) return null;
  const strict = /you have requested strict checking/.test(says);
  return {
    code: 'ssh.host-key-unknown',
    what: `This computer does not know the key of ${target.host}.`,
    why: strict
      ? 'Your SSH configuration has StrictHostKeyChecking yes, so new servers are not even asked about.'
      : 'By its key a server proves who it is. You must confirm it once, and here SSH cannot ask you for it.',
    next: [
      `Log in once by hand, and compare the fingerprint: ssh -o StrictHostKeyChecking=ask ${target.host}`,
    ],
    detail: says.trim(),
  };
}

/** Somebody was asked something, and did not answer; or nobody was there. */
export function declined(login: FailedLogin): Trouble | null {
  const [prompt] = login.declined;
  if (!prompt) return null;
  switch (prompt.ask) {
    case 'host-key':
      return {
        code: 'ssh.host-key-declined',
        what: `The key of ${login.target.host} was not confirmed, so nothing was sent.`,
        why: `At first contact a server shows its key, here ${prompt.keyType} with the fingerprint ${prompt.fingerprint}. Only you can tell whether it is your server's.`,
        next: [
          "Compare the fingerprint with the one in your provider's console, then try again and confirm it.",
          beforehand(prompt.fingerprint),
        ],
      };
    case 'passphrase':
      return {
        code: prompt.again ? 'ssh.passphrase-wrong' : 'ssh.passphrase-missing',
        what: `The key ${prompt.keyFile} is locked with a passphrase${prompt.again ? ', and the one given does not open it' : ''}.`,
        next: [
          'Run setup-server again and type the passphrase when it asks.',
          `Or unlock the key beforehand: ssh-add ${prompt.keyFile}`,
          'Where nobody can be asked, give it in SETUP_SERVER_SSH_PASSPHRASE or SETUP_SERVER_SSH_PASSPHRASE_FILE.',
        ],
      };
    case 'other':
      return {
        code: 'ssh.unanswered',
        what: `${login.target.host} asked something that was not answered: ${prompt.text}`,
        next: ['Run setup-server again in a terminal and answer it.'],
      };
    default:
      return null;
  }
}

function beforehand(fingerprint: string): string {
  return `Where nobody can be asked, put this into the answers file: ssh.fingerprint: ${fingerprint} (swarm.fingerprints where it is a further server)`;
}
