import type { SshTarget } from '../../hosts/ssh-target.ts';
import type { Abilities } from './abilities.ts';
import type { Settings } from './settings.ts';

/** Flags that say where to go, and with which key. */
export function targetArguments({ user, port, keyFile, configFile }: SshTarget): string[] {
  return [
    ...(configFile ? ['-F', configFile] : []),
    ...(user ? ['-l', user] : []),
    ...(port ? ['-p', port] : []),
    // The agent's other keys would use up the server's patience (MaxAuthTries).
    ...(keyFile ? ['-i', keyFile.replaceAll('%', '%%'), ...set({ IdentitiesOnly: 'yes' })] : []),
  ];
}

/**
 * Flags for a login of ours, whatever the person's configuration adds for logins by hand.
 * With a control path, commands can ride on it.
 */
export function loginArguments(
  target: SshTarget,
  settings: Settings,
  abilities: Abilities,
  controlPath: string | null,
): string[] {
  // -v tells the host key's fingerprint and when the login is accepted.
  const mode = ['-v', ...(controlPath === null ? ['-S', 'none'] : ['-M', '-S', controlPath])];
  return [...mode, ...ownLogin(target, settings, abilities)];
}

/** Flags for a command on a connection of its own, where none can be shared. */
export function singleArguments(
  target: SshTarget,
  settings: Settings,
  abilities: Abilities,
): string[] {
  return ['-S', 'none', ...set({ LogLevel: 'ERROR' }), ...ownLogin(target, settings, abilities)];
}

/** Flags for a login with a terminal, where the server has something to ask. */
export function terminalArguments(
  target: SshTarget,
  settings: Settings,
  abilities: Abilities,
): string[] {
  const own = ownLogin(target, settings, abilities, '-tt');
  return ['-S', 'none', ...set({ LogLevel: 'ERROR' }), ...own];
}

function ownLogin(
  target: SshTarget,
  settings: Settings,
  { askpass }: Abilities,
  terminal: '-T' | '-tt' = '-T',
): string[] {
  return [
    ...targetArguments(target),
    ...[terminal, '-a', '-x'],
    ...set({
      ControlPersist: 'no',
      BatchMode: askpass ? 'no' : 'yes',
      NumberOfPasswordPrompts: '3',
      RemoteCommand: 'none',
      PermitLocalCommand: 'no',
      ClearAllForwardings: 'yes',
      FingerprintHash: 'sha256',
      VisualHostKey: 'no',
      ConnectTimeout: String(patience(settings)),
      // A dead line is noticed within 20 seconds; a shorter gap is ridden out.
      ServerAliveInterval: '5',
      ServerAliveCountMax: '3',
      StrictHostKeyChecking: hostKeyChecking(settings.strictHostKeyChecking),
      ...(settings.hostKeyAlgorithms === null
        ? {}
        : { HostKeyAlgorithms: settings.hostKeyAlgorithms }),
      ...(settings.onlyKnownHosts === null ? {} : knownHostsIn(settings.onlyKnownHosts)),
    }),
    '--',
    target.host,
  ];
}

/** Flags for a command on the open connection. Where that is gone it fails, and does not log in anew. */
export function ridingArguments(target: SshTarget, controlPath: string): string[] {
  return [
    ...['-F', 'none', '-T', '-a', '-x', '-S', controlPath],
    ...set({ ControlMaster: 'no', ProxyCommand: 'false', BatchMode: 'yes', LogLevel: 'ERROR' }),
    '--',
    target.host,
  ];
}

/** The same, in the person's own terminal. */
export function attachedArguments(target: SshTarget, controlPath: string): string[] {
  return ridingArguments(target, controlPath).map((word) => (word === '-T' ? '-tt' : word));
}

/** Flags that speak to the open connection itself: `check`, `exit`, `forward`, `cancel`. */
export function controlArguments(
  target: SshTarget,
  controlPath: string,
  request: 'check' | 'exit' | 'forward' | 'cancel',
  forwarding?: { readonly local: string; readonly remote: string },
): string[] {
  return [
    ...['-F', 'none', '-S', controlPath, ...set({ StreamLocalBindMask: '0177' }), '-O', request],
    ...(forwarding ? ['-L', `${forwarding.local}:${forwarding.remote}`] : []),
    '--',
    target.host,
  ];
}

/**
 * Seconds until the server's first words. What stands before it may ask for its own password
 * meanwhile, and a person needs time to type that.
 */
function patience({ connectTimeout, proxied }: Settings): number {
  const seconds = connectTimeout ?? 15;
  return proxied ? Math.max(seconds, 180) : seconds;
}

/** Stricter than asked for is honoured. What would take a changed key takes new ones only. */
function hostKeyChecking(configured: string): string {
  switch (configured) {
    case 'yes':
    case 'true':
      return 'yes';
    case 'accept-new':
    case 'no':
    case 'off':
    case 'false':
      return 'accept-new';
    default:
      return 'ask';
  }
}

/** A backslash stands before what is meant literally; % before a name in the person's file, and not in that of all. */
function knownHostsIn(path: string): Readonly<Record<string, string>> {
  const file = `"${path.replaceAll('\\', '/')}"`;
  return {
    UserKnownHostsFile: file.replaceAll('%', '%%'),
    GlobalKnownHostsFile: file,
    UpdateHostKeys: 'no',
  };
}

function set(options: Readonly<Record<string, string>>): string[] {
  return Object.entries(options).flatMap(([name, value]) => ['-o', `${name}=${value}`]);
}
