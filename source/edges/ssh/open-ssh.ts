import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Asker, Connection } from '../../hosts/host.ts';
import type { SshTarget } from '../../hosts/ssh-target.ts';
import { type Abilities, abilitiesOn } from './abilities.ts';
import { serveAskpass } from './askpass-server.ts';
import { Clients } from './client.ts';
import { Line } from './line.ts';
import { makePrivateDirectory } from './private-directory.ts';
import { Prompter } from './prompter.ts';
import type { Settings } from './settings.ts';
import { SshConnection } from './ssh-connection.ts';

export interface SshOptions {
  /** Gives up the login. Commands have signals of their own. */
  readonly signal?: AbortSignal;
  /** The server must show one of these ed25519 keys (`AAAA…`), whatever this computer knows it by. */
  readonly hostKeys?: readonly string[];
  /** What may be used of OpenSSH; all that it can do where absent. */
  readonly abilities?: Abilities;
  /** For tests: the way of Windows, elsewhere. */
  readonly platform?: NodeJS.Platform;
}

/**
 * Logs in with the person's own OpenSSH. Where another answer would let us in, the connection's
 * `fact` says so; other failures are ExpectedErrors `ssh.…`.
 */
export async function openSsh(
  target: SshTarget,
  asker: Asker,
  { signal, hostKeys, abilities: only, platform = process.platform }: SshOptions = {},
): Promise<Connection> {
  const { path: directory, remove } = await makePrivateDirectory();
  const clients = new Clients(directory, platform);
  let stopAskpass = () => {};
  const cleanUp = () => {
    stopAskpass();
    clients.killAll();
    remove();
  };
  try {
    const configured = await clients.settings(target);
    const settings = hostKeys ? knownBy(hostKeys, configured, directory) : configured;
    const version = platform === 'win32' ? await clients.version() : '';
    const abilities = only ?? abilitiesOn(platform, version);
    const prompter = new Prompter(asker, {
      user: target.user || settings.user,
      host: target.host,
    });
    if (abilities.askpass) stopAskpass = await serveAskpass(directory, prompter.answer);
    const parts = { target, settings, clients, prompter, directory, abilities };
    const line = new Line(parts);
    const fact = await line.first(signal);
    if (!fact.open) cleanUp();
    return new SshConnection(parts, line, fact, cleanUp);
  } catch (error) {
    cleanUp();
    throw error;
  }
}

/** No other key is taken, and nothing of it is written into the person's files. */
function knownBy(hostKeys: readonly string[], settings: Settings, directory: string): Settings {
  const onlyKnownHosts = join(directory, 'known_hosts');
  writeFileSync(onlyKnownHosts, hostKeys.map((key) => `* ssh-ed25519 ${key}\n`).join(''));
  return {
    ...settings,
    ...{ strictHostKeyChecking: 'yes', hostKeyAlgorithms: 'ssh-ed25519', onlyKnownHosts },
  };
}
