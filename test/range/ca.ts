import {
  container,
  pauseService,
  resumeService,
  runService,
  startService,
  stopService,
} from './containers.ts';
import { containersWith, docker } from './engine.ts';
import { inside } from './inside.ts';
import { addresses } from './places.ts';
import { servicesImage } from './recipes.ts';
import { refreshTrust } from './trust.ts';

/** production and staging are Let's Encrypt's two addresses; other is another company's. */
export type Ca = 'production' | 'staging' | 'other';
export const cas: Ca[] = ['production', 'staging', 'other'];

export type CaOptions = {
  /** Sleep before each validation, as Pebble does by itself. */
  sleep?: boolean;
  /** Percent of good nonces that are refused; Pebble's own 5 unless told. */
  rejectNonces?: number;
  /** Percent of valid authorizations that are used again; none unless told. */
  reuseAuthorizations?: number;
  /** Lifetime of what is issued; 90 days unless told. */
  certificateSeconds?: number;
};

export async function runCa(which: Ca, image: string, options: CaOptions = {}): Promise<void> {
  const { sleep = false, rejectNonces = 5, reuseAuthorizations = 0 } = options;
  await runService(which, 'ca', image, {
    env: {
      CERT_SECONDS: String(options.certificateSeconds ?? 90 * 24 * 3600),
      PEBBLE_VA_NOSLEEP: sleep ? '0' : '1',
      PEBBLE_WFE_NONCEREJECT: String(rejectNonces),
      PEBBLE_AUTHZREUSE: String(reuseAuthorizations),
    },
  });
}

export const ca = {
  directory: {
    production: 'https://acme-v02.api.letsencrypt.org/directory',
    staging: 'https://acme-staging-v02.api.letsencrypt.org/directory',
    other: 'https://acme.range.test/directory',
  } satisfies Record<Ca, string>,
  address: (which: Ca): string => addresses[which],
  /** A new CA with other habits: its accounts are gone and its root is new. */
  async restart(which: Ca, options: CaOptions = {}): Promise<void> {
    await runCa(which, await servicesImage(), options);
    await refreshTrust();
  },
  stop: (which: Ca) => stopService(which),
  async start(which: Ca): Promise<void> {
    await startService(which);
    await refreshTrust();
  },
  pause: (which: Ca) => pauseService(which),
  resume: (which: Ca) => resumeService(which),
  /** The root it issues under; new at each start. */
  root: (which: Ca) => inside(container(which))('cat', '/run/root.pem'),
  log: (which: Ca) => docker(['logs', container(which)]),
  async running(): Promise<Ca[]> {
    const names = await containersWith('label=range=service', 'status=running');
    return cas.filter((which) => names.includes(container(which)));
  },
};
