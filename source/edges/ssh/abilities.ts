import { basename, join } from 'node:path';

/** What the OpenSSH of this machine can do for us. */
export interface Abilities {
  /** Several sessions share one login (ControlMaster). */
  readonly multiplex: boolean;
  /** Prompts come to us (SSH_ASKPASS); else keys must be open and hosts known beforehand. */
  readonly askpass: boolean;
}

/** OpenSSH on Windows shares no logins; its SSH_ASKPASS needs a program of another kind than ours. */
export function abilitiesOn(platform: NodeJS.Platform): Abilities {
  const windows = platform === 'win32';
  return { multiplex: !windows, askpass: !windows };
}

/** Where a program on this machine listens: Windows has named pipes, outside of all folders. */
export function socketPath(directory: string, name: string, platform: NodeJS.Platform): string {
  if (platform !== 'win32') return join(directory, name);
  return `\\\\.\\pipe\\${basename(directory)}-${name}`;
}
