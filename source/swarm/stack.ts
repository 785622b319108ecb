import { LABEL } from '../containers/container.ts';
import { sharedNetwork } from '../containers/install-containers.ts';
import { nginxConfiguration, siteConfiguration } from '../front/configuration.ts';
import { CHALLENGES_INSIDE, FRONT_IMAGE, INSIDE } from '../front/container.ts';
import { BALANCED_VISITOR } from '../front/site.ts';
import { type Goal, isBehindBalancer } from '../goal.ts';
import { CHALLENGES, certificateFile, certificateFolder } from '../paths.ts';
import { sha256 } from '../text/sha256.ts';
import { appServices, dataVolumes } from './app-services.ts';
import type { Cluster, Health } from './cluster.ts';
import { carrierScript, frontScript, PLACES, SERVED, stickyPlace } from './front-scripts.ts';
import type { Marks } from './marks.ts';
import { appParts, rolesOf } from './parts.ts';
import { common, DEPLOYED, NOTICED, ONE_BY_ONE, on, portOpen, type Service } from './service.ts';

/** On a server of the cluster: visitors may come in there. */
export const FRONT_LABEL = 'setup-server.front';
/** On the server that the app was set up on: it has the challenges, and renews the certificate. */
export const FIRST_LABEL = 'setup-server.first';

/** What lets visitors in, beside the app's own parts. */
const FRONT_PARTS: readonly string[] = ['challenges', 'carrier', 'front'];

/** All services of an app on a cluster, by their names. */
export function partNames(goal: Goal): readonly string[] {
  return [...appParts(goal).map(({ name }) => name), ...FRONT_PARTS];
}

const CHALLENGES_CONFIGURATION = `# Written by setup-server, which also overwrites it.
events {}
pid /run/nginx.pid;
error_log /dev/stderr warn;
http {
  access_log off;
  server {
    listen 80;
    location ^~ /.well-known/acme-challenge/ {
      alias ${CHALLENGES_INSIDE}/;
      default_type text/plain;
    }
  }
}
`;

/** What stands on a part that is as it is wanted, by what it reads when it is deployed. */
export function specOf(part: string, goal: Goal, cluster: Cluster, markOf: Marks): string {
  return [definitionOf(part, goal, cluster), ...readBy(part, goal).map(markOf)].join('-');
}

/** The beginning of that, whatever it reads. How many copies there are is no matter of what they are. */
export function definitionOf(part: string, goal: Goal, cluster: Cluster): string {
  return defined(services(goal, cluster)[part], configTexts(goal));
}

function defined(service: Service | undefined, texts: Record<string, string>): string {
  // Another configuration is another part, too: a file that was written says nothing of what runs.
  const read = service?.configs?.map(({ target }) => texts[target.slice(1)]);
  const { replicas: _, ...deploy } = service?.deploy ?? {};
  return sha256(JSON.stringify([service && { ...service, deploy }, read])).slice(0, 32);
}

/** How many copies of a part there shall be; null for one on every server. */
export function replicasOf(part: string, goal: Goal, cluster: Cluster): number | null {
  return services(goal, cluster)[part]?.deploy.replicas ?? null;
}

/** Files of the first server whose content goes into the cluster when a part is deployed: with another content it is another part. */
function readBy(part: string, goal: Goal): readonly string[] {
  if (part === 'carrier')
    return isBehindBalancer(goal.certificate) ? [] : [certificateFile(goal.install)];
  return appParts(goal).find(({ name }) => name === part)?.reads ?? [];
}

/** A line for each of them: in which variable the stack's file has its mark, and where it lies. */
export function readsText(goal: Goal): string {
  return settingsRead(goal)
    .map((path) => `${variableOf(path, goal)} ${path}\n`)
    .join('');
}

function settingsRead(goal: Goal): readonly string[] {
  return [...new Set(appParts(goal).flatMap(({ reads }) => reads))];
}

function variableOf(path: string, goal: Goal): string {
  const index = settingsRead(goal).indexOf(path);
  return index === -1 ? CERTIFICATE : `READ_${index}`;
}

/** What the parts read, by the files' names. */
export function configTexts(goal: Goal) {
  const { install, names, recipe, stopped } = goal;
  const { port } = recipe.front;
  const balanced = isBehindBalancer(goal.certificate);
  const apart = rolesOf(goal).flatMap(({ name, paths, sticky }) => [
    ...(paths === undefined ? [] : [{ paths, at: `${name}:${port}` }]),
    ...(sticky === undefined ? [] : [{ paths: sticky, at: stickyPlace(name) }]),
  ]);
  const site = {
    ...{ install, names, container: 'app', front: recipe.front },
    ...{ challengesAt: 'challenges', apart },
    ...(stickyParts(goal).length > 0 && { places: PLACES }),
    ...(balanced && { plain: true as const, balanced: recipe.ready }),
    ...(stopped !== undefined && { stopped: true as const }),
  };
  return {
    'nginx.conf': nginxConfiguration(site),
    'site.conf': siteConfiguration(site),
    'challenges.conf': CHALLENGES_CONFIGURATION,
    'front.sh': frontScript(balanced ? BALANCED_VISITOR : '$remote_addr'),
    'carrier.sh': carrierScript(!balanced),
  };
}

/** As the front's script wants them: `app:80`. */
function stickyParts(goal: Goal): readonly string[] {
  const { port } = goal.recipe.front;
  return rolesOf(goal).flatMap(({ name, sticky }) =>
    sticky === undefined ? [] : [`${name}:${port}`],
  );
}

/** What all is deployed from, as `docker stack deploy` reads it: YAML, of which JSON is a part (yaml.org/spec/1.2.2, 1.3). */
export function stackText(goal: Goal, cluster: Cluster): string {
  const { install } = goal;
  const texts = configTexts(goal);
  const stack = {
    version: '3.8',
    services: Object.fromEntries(
      Object.entries(services(goal, cluster)).map(([part, service]) => [
        part,
        labelled(part, service, goal, defined(service, texts)),
      ]),
    ),
    networks: {
      cluster: {
        driver: 'overlay',
        ...(cluster.encrypted && { driver_opts: { encrypted: 'true' } }),
      },
      ...(goal.cluster?.spread.stays && {
        shared: { external: true, name: sharedNetwork(install) },
      }),
    },
    volumes: {
      ...dataVolumes(goal),
      served: { driver_opts: { type: 'tmpfs', device: 'tmpfs', o: 'mode=0700,size=4m' } },
    },
    secrets: Object.fromEntries(
      secretsOf(goal).map((name) => [
        name,
        {
          file: `${certificateFolder(install)}/${name}.pem`,
          name: `${install}-${name}-${later(CERTIFICATE)}`,
        },
      ]),
    ),
    configs: Object.fromEntries(
      Object.entries(texts).map(([name, text]) => [
        configName(name),
        { file: `./${name}`, name: `${install}-${configName(name)}-${sha256(text).slice(0, 16)}` },
      ]),
    ),
  };
  const text = JSON.stringify(stack, null, 2).replaceAll('$', '$$$$');
  return `# Written by setup-server, which also overwrites it.\n${text.replaceAll(LATER, `$${'{$1}'}`)}\n`;
}

/** The variable that has the certificate's mark. */
const CERTIFICATE = 'CERTIFICATE';

/** Stands for a variable until it is deployed: a renewal changes no file of ours. */
function later(variable: string): string {
  return `@then:${variable}@`;
}

const LATER = /@then:(CERTIFICATE|READ_\d+)@/g;

function labelled(part: string, service: Service, goal: Goal, definition: string): Service {
  const marks = readBy(part, goal).map((path) => later(variableOf(path, goal)));
  const spec = [definition, ...marks].join('-');
  const install = FRONT_PARTS.includes(part) ? 'front' : goal.install;
  const labels = { [LABEL.install]: install, [LABEL.spec]: spec };
  return { ...service, labels, deploy: { ...service.deploy, labels } };
}

function services(goal: Goal, cluster: Cluster): Readonly<Record<string, Service>> {
  const { install } = goal;
  const ports = isBehindBalancer(goal.certificate) ? [80] : [80, 443];
  return {
    ...appServices(goal, cluster),
    challenges: {
      image: FRONT_IMAGE,
      entrypoint: ['nginx', '-c', '/challenges.conf', '-g', 'daemon off;'],
      configs: [config('challenges.conf')],
      volumes: [{ type: 'bind', source: CHALLENGES, target: CHALLENGES_INSIDE, read_only: true }],
      ...common({ stop: { timeoutSeconds: 10 } }),
      deploy: { replicas: 1, ...DEPLOYED, placement: on(FIRST_LABEL) },
    },
    carrier: {
      image: FRONT_IMAGE,
      entrypoint: ['sh', '/carrier.sh', install],
      configs: ['nginx.conf', 'site.conf', 'carrier.sh'].map(config),
      secrets: secretsOf(goal).map((name) => {
        return { source: name, target: `${name}.pem`, mode: 0o400 };
      }),
      volumes: [{ type: 'volume', source: 'served', target: SERVED }],
      ...common({ stop: { timeoutSeconds: 10 } }),
      deploy: { mode: 'global', ...DEPLOYED },
    },
    front: {
      image: FRONT_IMAGE,
      entrypoint: ['sh', '/front.sh', ...stickyParts(goal)],
      configs: [config('front.sh')],
      volumes: [{ type: 'volume', source: 'served', target: INSIDE, read_only: true }],
      // On each server for itself: visitors keep their addresses, and no other server need be there.
      ports: ports.map((port) => {
        return { target: port, published: port, protocol: 'tcp', mode: 'host' };
      }),
      healthcheck: portOpen(Math.max(...ports), 60),
      sysctls: NOTICED,
      ...common({ stop: { timeoutSeconds: 60 } }),
      deploy: {
        ...{ mode: 'global', ...DEPLOYED, placement: on(FRONT_LABEL) },
        update_config: { ...ONE_BY_ONE, order: 'stop-first', failure_action: 'rollback' },
      },
    },
  };
}

/** What a balancer in front has, no front needs. */
function secretsOf({ certificate }: Goal): readonly string[] {
  return isBehindBalancer(certificate) ? [] : ['fullchain', 'key'];
}

function config(name: string) {
  return { source: configName(name), target: `/${name}` };
}

function configName(file: string): string {
  return file.replace('.', '-');
}

/** Whether a container could tell that its port is open. */
export const CAN_TELL: readonly string[] = ['grep', '-q', '0A', '/proc/net/tcp'];

/** Whether its image, or what it was started with, tells how it is; null where it does not run. */
export function healthSeen(own: string | null, canTell: boolean): Health {
  if (own !== null) return 'own';
  return canTell ? 'port' : 'none';
}
