import { type HostKeys, shownBy } from '../clouds/host-keys.ts';
import { makeHostKey, type OwnHostKeyAction, takeHostKey } from '../clouds/own-host-key.ts';
import { passing, refusedAnew } from '../edges/ssh/trouble.ts';
import { ExpectedError } from '../expected-error.ts';
import type { Connection } from '../hosts/host.ts';
import type { SshTarget } from '../hosts/ssh-target.ts';
import type { Session } from '../session/session.ts';
import type { ShellCommand } from '../shell.ts';

export interface HostKeyDoors {
  readonly enter: Session['enter'];
  /** With what the person's logins go. */
  readonly way: Pick<SshTarget, 'keyFile' | 'configFile'>;
  /** Notes beside the machine, at its provider, which keys it may show. */
  readonly note: (keys: HostKeys) => Promise<void>;
}

/**
 * Has the machine make a key that only it knows. Whatever it may show is noted before it shows it, and nothing else is
 * taken: so this may be cut off anywhere, and go on from another computer.
 */
export async function giveOwnHostKey(
  action: OwnHostKeyAction,
  { enter, way, note }: HostKeyDoors,
  signal: AbortSignal,
): Promise<void> {
  const { ip, keys } = action;
  const keyFile = action.keyFile ?? way.keyFile;
  const target = { ...way, ...{ host: ip, user: 'root', port: '', keyFile } };
  const within = async <T>(known: readonly string[], work: (there: Connection) => Promise<T>) => {
    const connection = await enter(target, known, signal).catch((error) => {
      throw isOtherKey(error) ? otherServer(action) : passing(error);
    });
    try {
      if (!connection.fact.open) throw refusedAnew(ip, connection.fact);
      return await work(connection);
    } finally {
      await connection.close();
    }
  };
  const own = await within(shownBy(keys), async (there) => {
    const said = await done(there, makeHostKey(keys.first ?? ''), action, signal);
    const [, key] = /^ssh-ed25519 (AAAA[A-Za-z0-9+/]{64})(?: |$)/m.exec(said) ?? [];
    if (key === undefined) throw notMade(action, said);
    if (key !== keys.own) await note({ ...keys, own: key });
    await done(there, takeHostKey(key), action, signal);
    return key;
  });
  await within([own], async () => {});
  await note({ first: null, own });
}

async function done(
  there: Connection,
  command: ShellCommand,
  action: OwnHostKeyAction,
  signal: AbortSignal,
): Promise<string> {
  const { code, stdout, stderr } = await there.run(command, { signal, timeoutSeconds: 60 });
  if (code !== 0) throw notMade(action, stderr);
  return stdout;
}

function isOtherKey(error: unknown): boolean {
  const codes = ['ssh.host-key-changed', 'ssh.host-key-unknown'];
  return error instanceof ExpectedError && codes.includes(error.code);
}

/** Passing, since a server may answer for a moment before it has read what it was made with. */
function otherServer({ at, name, ip }: OwnHostKeyAction): ExpectedError {
  return new ExpectedError({
    code: 'launch.other-server',
    what: `What answers at ${ip} is not the server that was made.`,
    why: 'It does not have the key by which that one proves who it is. It may still be starting; or somebody listens in, so nothing was sent.',
    next: [
      'Wait a minute, and run the same once more.',
      'Try from another network.',
      `If it stays so, delete the server, and make it anew: npx setup-server launch ${at} --remove ${name}`,
    ],
    passing: true,
  });
}

function notMade({ ip }: OwnHostKeyAction, says: string): ExpectedError {
  return new ExpectedError({
    code: 'launch.no-host-key',
    what: `The server at ${ip} did not make a key of its own.`,
    why: says.trim() || 'It does not say why.',
    next: ['Run the same once more: it goes on where it stopped.'],
  });
}
