import { docker } from './engine.ts';
import { inside } from './inside.ts';
import { addresses, network } from './places.ts';

export type Service = keyof typeof addresses;

export const container = (service: Service | 'hand') => `range-${service}`;

const known = {
  DNS: addresses.dns,
  PRODUCTION: addresses.production,
  STAGING: addresses.staging,
  OTHER: addresses.other,
  REGISTRY: addresses.registry,
};

export type ServiceOptions = { env?: Record<string, string>; options?: string[] };

/** Runs a service's container at its address, and returns when the service answers. */
export async function runService(
  service: Service,
  program: string,
  image: string,
  { env = {}, options = [] }: ServiceOptions = {},
): Promise<void> {
  await docker(['rm', '-fv', container(service)]).catch(() => '');
  const variables = Object.entries({ ...known, ...env }).flatMap(([key, value]) => [
    '-e',
    `${key}=${value}`,
  ]);
  await docker([
    'run',
    '-d',
    '--name',
    container(service),
    '--network',
    network.name,
    '--ip',
    addresses[service],
    '--label',
    'range=service',
    '--restart',
    'unless-stopped',
    '-v',
    'range-web:/web:ro',
    ...variables,
    ...options,
    image,
    'range-service',
    program,
  ]);
  await startService(service);
}

export async function startService(service: Service): Promise<void> {
  await inside(container(service))('range-start');
}

/** The machine stays and refuses connections. */
export async function stopService(service: Service): Promise<void> {
  await inside(container(service))('range-stop');
}

/** The service hangs: connections are taken and nothing comes. */
export async function pauseService(service: Service): Promise<void> {
  await docker(['pause', container(service)]);
}

export async function resumeService(service: Service): Promise<void> {
  await docker(['unpause', container(service)]);
}

// Not --privileged: in some virtual machines even root may not have SYS_RESOURCE, and that fails.
export const allRights = [
  '--cap-add=ALL',
  '--cap-drop=SYS_RESOURCE',
  ...['seccomp', 'apparmor', 'systempaths'].flatMap((what) => [
    '--security-opt',
    `${what}=unconfined`,
  ]),
];

/** Runs a program with the rights of the machine that the engine runs on. */
export const withTheHand = inside(container('hand'));

export async function runTheHand(image: string): Promise<void> {
  await docker(['rm', '-fv', container('hand')]).catch(() => '');
  await docker([
    'run',
    '-d',
    '--name',
    container('hand'),
    '--label',
    'range=service',
    '--restart',
    'unless-stopped',
    ...allRights,
    '--network',
    'host',
    '--pid',
    'host',
    '--init',
    image,
    'sleep',
    'infinity',
  ]);
}
