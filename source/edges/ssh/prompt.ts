import type { Prompt } from '../../hosts/host.ts';
import { stripControl } from '../../text/plain-text.ts';

/** What OpenSSH hands to SSH_ASKPASS. */
export interface Asked {
  readonly text: string;
  /** SSH_ASKPASS_PROMPT: `none` for a notice that wants no answer, `confirm` for yes or no, else ''. */
  readonly hint: string;
  /** The same client asked the same before: the answer was wrong. */
  readonly again: boolean;
}

/** What is meant by a prompt's text, as OpenSSH 7.6 to 10 write it. `login` is who we log in as, where the text does not tell. */
export function parsePrompt(asked: Asked, login: { user: string; host: string }): Prompt {
  const { again, hint } = asked;
  const text = stripControl(asked.text).trim();
  if (hint === 'none') return { ask: 'notice', text };
  const hostKey =
    /authenticity of host '(.+?)(?: \(([^)]*)\))?' can't be established[\s\S]*?^(\S+) key fingerprint is:? (\S+?)\.?$/m.exec(
      text,
    );
  if (hostKey && /\(yes\/no/.test(text)) {
    const [, host = '', , keyType = '', fingerprint = ''] = hostKey;
    return { ask: 'host-key', host, keyType, fingerprint };
  }
  const passphrase = /^Enter passphrase for (?:key )?'?(.+?)'?:$/.exec(text);
  if (passphrase) return { ask: 'passphrase', keyFile: passphrase[1] ?? '', again };
  const password = /^(?:\(?(.+)@([^@\s]+?)\)?(?:'s)? )?password:$/i.exec(text);
  if (password) {
    const [, user = login.user, host = login.host] = password;
    return { ask: 'password', user, host, again };
  }
  return { ask: 'other', text, echo: false, ...(again ? { again } : {}) };
}
