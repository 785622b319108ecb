import { join } from 'node:path';
import { pipePath, promptsReachUs } from './windows.ts';

/** What the OpenSSH of this machine can do for us. */
export interface Abilities {
  /** Several sessions share one login (ControlMaster). */
  readonly multiplex: boolean;
  /** Prompts come to us (SSH_ASKPASS); else keys must be open and hosts known beforehand. */
  readonly askpass: boolean;
}

/** `version` is what `ssh -V` says; it counts on Windows only. */
export function abilitiesOn(platform: NodeJS.Platform, version: string): Abilities {
  if (platform !== 'win32') return { multiplex: true, askpass: true };
  return { multiplex: false, askpass: promptsReachUs(version) };
}

/** Where a program on this machine listens. */
export function socketPath(directory: string, name: string, platform: NodeJS.Platform): string {
  return platform === 'win32' ? pipePath(directory, name) : join(directory, name);
}
