import { homedir } from 'node:os';
import { join } from 'node:path';

export const cacheDir = join(
  process.env.XDG_CACHE_HOME || join(homedir(), '.cache'),
  'setup-server-range',
);

export function inCache(...parts: string[]): string {
  return join(cacheDir, ...parts);
}

// TEST-NET-2: an address of the range can never be a machine on the internet.
export const network = {
  name: 'range-net',
  bridge: 'range0',
  subnet: '198.51.100.0/24',
  gateway: '198.51.100.1',
  // What Docker chooses by itself is never what a host was promised (host-address.ts).
  pool: '198.51.100.240/28',
} as const;

export const addresses = {
  dns: '198.51.100.2',
  production: '198.51.100.3',
  registry: '198.51.100.4',
  staging: '198.51.100.5',
  other: '198.51.100.7',
  downloads: '198.51.100.8',
  elsewhere: '198.51.100.12',
  addressPages: '198.51.100.13',
} as const;

export const zone = 'range.test';
export const dockerRepositoryName = 'download.docker.com';
export const hostPassword = 'correct-horse-9';
export const keyPassphrase = 'battery-staple-7';

export type Suite = 'bookworm' | 'trixie';

/** Told what is being done, one line a stage. */
export type Say = (line: string) => void;
