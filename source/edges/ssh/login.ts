import { userInfo } from 'node:os';
import { ExpectedError } from '../../expected-error.ts';
import type { ConnectionFact } from '../../facts/network/connection.ts';
import type { Prompt } from '../../hosts/host.ts';
import type { SshTarget } from '../../hosts/ssh-target.ts';
import type { Abilities } from './abilities.ts';
import type { Client, Clients } from './client.ts';
import { loginArguments } from './client-arguments.ts';
import { readDebugLines } from './debug-lines.ts';
import { type ChangedKey, endedAtHostKey, parseChangedKey } from './host-key.ts';
import { knownKey } from './known-hosts.ts';
import { asLine, greeting, LAUNCHER, newMarks } from './launcher.ts';
import { lookAtKey } from './look-at-key.ts';
import { ownPublicKey } from './own-public-key.ts';
import type { Prompter } from './prompter.ts';
import { judgeLogin, otherUser } from './refusal.ts';
import { HostKeyChanged } from './replace-host-key.ts';
import { knownHostsName, type Settings } from './settings.ts';

type Fact<Open extends boolean> = Extract<ConnectionFact, { open: Open }>;

/** A login that came about. It holds the connection until it is hung up, or we exit. */
export interface Login {
  readonly fact: Fact<true>;
  readonly uid: number;
  readonly client: Client;
  readonly as: LoginName;
}

/** Where to log in, and as whom. */
export interface LoginName {
  readonly target: SshTarget;
  /** The user that was named, where the server wanted another one. */
  readonly insteadOf?: string;
}

export interface Opening extends LoginName {
  readonly settings: Settings;
  readonly abilities: Abilities;
  readonly clients: Clients;
  readonly prompter: Prompter;
  readonly controlPath: string | null;
  readonly signal?: AbortSignal | undefined;
}

/** After the login was accepted, a shell has this long to answer. */
const SHELL_SECONDS = 30;

/** Logs in. Gives a fact where another answer lets us in; everything else is an ExpectedError. */
export async function logIn(opening: Opening): Promise<Login | Fact<false>> {
  const { target, insteadOf, settings, abilities, clients, prompter, controlPath, signal } =
    opening;
  signal?.throwIfAborted();
  const marks = newMarks();
  const client = clients.start([
    ...loginArguments(target, settings, abilities, controlPath),
    LAUNCHER,
  ]);
  client.stdin.write(asLine(greeting(marks)));
  const declined: Prompt[] = [];
  const answered: Prompt[] = [];
  let stdout = '';
  let stderr = '';
  const end = await new Promise<End>((settle) => {
    let patience: NodeJS.Timeout | undefined;
    const finish = (result: End) => {
      clearTimeout(patience);
      signal?.removeEventListener('abort', abort);
      settle(result);
    };
    const abort = () => finish({ failed: signal?.reason });
    signal?.addEventListener('abort', abort, { once: true });
    prompter.begin({ declined, answered, failed: (failed) => finish({ failed }) });
    client.stdout.on('data', (chunk: Buffer) => {
      stdout += chunk.toString();
      const [, uid, user] = new RegExp(`${marks.begin}(\\d+) (.*)${marks.end}`).exec(stdout) ?? [];
      if (user !== undefined) finish({ uid: Number(uid), user });
      // Said at once, but the server holds the line for ten seconds more.
      else if (otherUser(stdout) !== null) finish({ status: null });
    });
    client.stderr.on('data', (chunk: Buffer) => {
      stderr += chunk.toString();
      if (patience === undefined && readDebugLines(stderr).accepted)
        patience = setTimeout(() => finish({ status: null }), SHELL_SECONDS * 1000);
    });
    void client.ended.then((status) => finish({ status }));
  });
  const { fingerprint, accepted, password, rest } = readDebugLines(stderr);
  if ('user' in end) {
    // From here on it only holds the connection; what it says is not kept.
    for (const stream of [client.stdout, client.stderr]) stream.removeAllListeners('data').resume();
    const instead = insteadOf === undefined ? {} : { insteadOf };
    const by = password ? { password, ...(await keyToInstall(settings)) } : {};
    const fact = { open: true, user: end.user, ...instead, fingerprint, ...by } as const;
    return { fact, uid: end.uid, client, as: { target, ...instead } };
  }
  client.kill();
  if ('failed' in end && end.failed) throw end.failed;
  const status = 'status' in end ? end.status : null;
  const says = `${rest}\n${stdout}`;
  const changed = await changedKeyIn(stderr, says, status, settings);
  const passwordGiven = answered.some(({ ask }) => ask === 'password');
  const judged = judgeLogin({
    ...{ target, settings, status, says, accepted, declined, passwordGiven },
    ...{ changed, keyForm: await lookAtKey(target.keyFile), person: person() },
  });
  if ('trouble' in judged && changed !== null) throw new HostKeyChanged(judged.trouble, changed);
  if ('trouble' in judged) throw new ExpectedError(judged.trouble);
  return judged.fact;
}

type End =
  | { readonly uid: number; readonly user: string }
  | { readonly status: number | null }
  /** Ended by us: with an error to pass on, or null where a prompt was declined. */
  | { readonly failed: unknown };

function person() {
  return { name: userInfo().username, platform: process.platform };
}

async function keyToInstall(settings: Settings) {
  const publicKey = await ownPublicKey(settings);
  return publicKey === null ? {} : { publicKey };
}

async function changedKeyIn(
  stderr: string,
  says: string,
  status: number | null,
  settings: Settings,
): Promise<ChangedKey | null> {
  const changed = parseChangedKey(says);
  if (changed === null) return null;
  const { first, last } = endedAtHostKey(stderr, status);
  const isOwn = changed.name === '' || changed.name === knownHostsName(settings);
  if (isOwn ? !first && !last : !first || settings.proxyJump === '') return null;
  const { file, keyType } = changed;
  const name = changed.name || knownHostsName(settings);
  const known = await knownKey(name, keyType, file, changed.line);
  return { ...changed, line: known.line, knownFingerprint: known.fingerprint };
}
