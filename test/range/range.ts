import { mkdir, rm } from 'node:fs/promises';
import type { App } from './apps.ts';
import { runCa } from './ca.ts';
import { container, runTheHand, type Service, startService } from './containers.ts';
import { runDns } from './dns.ts';
import { containersWith, docker, dockerSucceeds, engineAnswers } from './engine.ts';
import { removeLayers } from './layers.ts';
import { oneAtATime } from './lock.ts';
import { prepareMachine, restoreMachine } from './machine.ts';
import { installNeeds, stopOwnEngine } from './needs.ts';
import { cacheDir, inCache, network, type Say, type Suite } from './places.ts';
import { hostImage, servicesImage } from './recipes.ts';
import { pushApps, runRegistry } from './registry.ts';
import { refreshTrust, trustIsFresh } from './trust.ts';
import { makeWebCertificates } from './web-root.ts';

export { type App, allApps } from './apps.ts';
export { type Ca, type CaOptions, ca } from './ca.ts';
export { dns } from './dns.ts';
export { faults } from './faults.ts';
export { type Host, type HostOptions, host, hostNamed } from './host.ts';
export { type Variant, variants } from './host-variants.ts';
export { type OperatorCommand, operatorCommand, operatorHome } from './operator.ts';
export { type OwnCa, type OwnCaOptions, startOwnCa } from './own-ca.ts';
export { hostPassword, keyPassphrase, type Say, type Suite, zone } from './places.ts';
export { registry } from './registry.ts';

export type RangeParts = { suites?: Suite[]; apps?: App[] };

/** Brings the range up, or what of it is missing. Quick when all is there. */
export async function rangeUp(parts: RangeParts = {}, say: Say = () => {}): Promise<void> {
  const { suites = ['bookworm', 'trixie'], apps = ['nginx', 'jatos', 'hello'] } = parts;
  await mkdir(cacheDir, { recursive: true });
  await oneAtATime('up', async () => {
    await installNeeds(say);
    await makeNetwork();
    const image = await servicesImage(say);
    const root = await makeWebCertificates(image);
    await runMissingServices(image, say);
    if (!(await trustIsFresh())) await refreshTrust();
    await Promise.all([
      ...suites.map((suite) => hostImage(suite, 'bare', root, say)),
      pushApps(apps, say),
    ]);
  });
}

async function makeNetwork(): Promise<void> {
  if (await dockerSucceeds(['network', 'inspect', '--format', '.', network.name])) return;
  await docker([
    ...['network', 'create', '-d', 'bridge', '--label', 'range=network'],
    ...['--subnet', network.subnet, '--gateway', network.gateway, '--ip-range', network.pool],
    ...['-o', `com.docker.network.bridge.name=${network.bridge}`, network.name],
  ]);
}

async function runMissingServices(image: string, say: Say): Promise<void> {
  const start: Record<
    'hand' | Exclude<Service, 'downloads' | 'elsewhere' | 'addressPages'>,
    () => Promise<void>
  > = {
    hand: () => runTheHand(image).then(prepareMachine),
    dns: () => runDns(image),
    registry: () => runRegistry(image),
    production: () => runCa('production', image),
    staging: () => runCa('staging', image),
    other: () => runCa('other', image),
  };
  const [running, paused] = await Promise.all([
    runningFrom(image),
    containersWith('label=range=service', 'status=paused'),
  ]);
  const names = Object.keys(start) as (keyof typeof start)[];
  const missing = names.filter((name) => !running.includes(container(name)));
  if (missing.length) say(`Starting ${missing.join(', ')}`);
  await Promise.all(
    names.map((name) => {
      if (missing.includes(name)) return start[name]();
      return name === 'hand' ? undefined : wake(name, paused.includes(container(name)));
    }),
  );
}

/** A test that failed half-way may have left a service stopped. */
async function wake(service: Service, paused: boolean): Promise<void> {
  if (paused) await dockerSucceeds(['unpause', container(service)]);
  await startService(service);
}

async function runningFrom(image: string): Promise<string[]> {
  return containersWith(
    'label=range=service',
    'status=running',
    'status=paused',
    `ancestor=${image}`,
  );
}

/** Stops everything; images and caches stay, and so does the closed way out. */
export async function rangeDown(): Promise<void> {
  if (!(await engineAnswers())) return;
  const all = await containersWith('label=range');
  if (all.length) await docker(['rm', '-fv', ...all]);
  await dockerSucceeds(['network', 'rm', network.name]);
}

/** Removes every trace: images, containers, network, route, caches, and the engine if the range started it. */
export async function rangePurge(): Promise<void> {
  if (await engineAnswers()) {
    if (await containersWith(`name=^${container('hand')}$`).then((names) => names.length)) {
      await restoreMachine();
    }
    await rangeDown();
    const listed = await docker(['image', 'ls', '--format', '{{.Repository}}:{{.Tag}}', 'range-*']);
    for (const image of listed.split('\n').filter(Boolean).reverse()) {
      await dockerSucceeds(['rmi', '-f', image]);
    }
    await dockerSucceeds(['image', 'prune', '-f', '--filter', 'label=range=image']);
    await removeLayers();
    await dockerSucceeds(['volume', 'rm', 'range-web', 'range-registry', 'range-downloads']);
    await stopOwnEngine();
  }
  await rm(inCache(), { recursive: true, force: true });
}
