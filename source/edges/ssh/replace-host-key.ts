import { access, constants, realpath } from 'node:fs/promises';
import { ExpectedError, type Trouble } from '../../expected-error.ts';
import { REPLACE } from '../../hosts/changed-host-key.ts';
import { type ChangedKey, hostKeyAlgorithms } from './host-key.ts';
import { keygen } from './known-hosts.ts';
import type { Prompter } from './prompter.ts';
import { knownHostsName, type Settings } from './settings.ts';

/** The server, or one on the way to it, shows another key than the one that is known. */
export class HostKeyChanged extends ExpectedError {
  readonly changed: ChangedKey;

  constructor(trouble: Trouble, changed: ChangedKey) {
    super(trouble);
    this.changed = changed;
  }
}

interface Replacing {
  readonly settings: Settings;
  readonly prompter: Prompter;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Asks whether the new key shall take the place of the known one. Where that is typed, lets OpenSSH
 * forget the server, in every file of the person's that knows it (ssh-keygen keeps a copy of each,
 * `.old`), and gives the settings for a login that takes this very key. Null: all is as it was.
 */
export async function replaceHostKey(
  { changed }: HostKeyChanged,
  { settings, prompter, signal }: Replacing,
): Promise<Settings | null> {
  const own = knownHostsName(settings);
  const name = changed.name || own;
  // Whoever wants to be strict enters keys by hand.
  if (/^(yes|true)$/.test(settings.strictHostKeyChecking)) return null;
  if (!(await mayBeChanged(changed.file))) return null;
  const { keyType, shown: fingerprint, file, line, knownFingerprint } = changed;
  const known = { fingerprint: knownFingerprint, file, line };
  const prompt = { ask: 'changed-host-key', host: name, keyType, fingerprint, known } as const;
  if ((await prompter.ask(prompt, signal)) !== REPLACE) return null;
  for (const path of new Set([file, ...settings.knownHostsFiles])) await forget(name, path);
  prompter.rememberHostKey(name, fingerprint);
  if (name !== own) return settings;
  return {
    ...settings,
    // Also where new keys are taken unasked: it shall be this one.
    strictHostKeyChecking: 'ask',
    hostKeyAlgorithms: hostKeyAlgorithms(keyType),
  };
}

async function mayBeChanged(file: string): Promise<boolean> {
  return await access(file, constants.W_OK).then(
    () => true,
    () => false,
  );
}

async function forget(name: string, file: string): Promise<void> {
  // ssh-keygen puts a new file in the place of a link.
  const path = await realpath(file).catch(() => null);
  if (path === null || !(await keygen('-F', name, '-f', path)).done) return;
  const { done, says } = await keygen('-R', name, '-f', path);
  if (done) return;
  throw new ExpectedError({
    code: 'ssh.host-key-kept',
    what: `The old key of ${name} could not be taken out of ${path}.`,
    why: 'ssh-keygen, the program for that, says why below.',
    next: [`Take the lines of ${name} out by hand, and run setup-server again.`],
    detail: says,
  });
}
