import { distributionOf } from '../distributions/index.ts';
import { ExpectedError } from '../expected-error.ts';
import { type Facts, query } from '../facts/facts.ts';
import { portsTaken } from '../facts/network/listeners.ts';
import type { Cluster, ClusterNode } from './cluster.ts';
import { PORTS_SCRIPT } from './ports.ts';

/** More than that, and certificates between the servers may not be valid yet. */
const CLOCKS_SECONDS = 30;

/**
 * Throws what keeps servers from working as one. Each is told by its name: what is wrong with one is
 * not wrong with all. `alike`: none may have less memory than the first.
 */
export function refuseServers(cluster: Cluster, facts: Facts, alike = false): void {
  const wrong = cluster.nodes.flatMap((node, index) => {
    const problem = problemOf(node, index === 0, facts);
    return problem === undefined ? [] : [`${node.name}: ${problem}`];
  });
  const all = [
    ...wrong,
    ...(alike ? lessMemory(cluster, facts) : []),
    ...clocksApart(cluster, facts),
    ...versionsApart(cluster, facts),
  ];
  if (all.length === 0) return;
  const well = cluster.nodes.map(({ name }) => name).filter((name) => !isNamed(name, wrong));
  throw new ExpectedError({
    code: 'swarm.servers',
    what: 'These servers cannot work as one yet.',
    why: [
      ...all,
      ...(wrong.length > 0 && well.length > 0 ? [`All is well with ${well.join(', ')}.`] : []),
    ].join('\n'),
    next: ['Put that right, or take another server, then try again.'],
  });
}

function isNamed(name: string, wrong: readonly string[]): boolean {
  return wrong.some((each) => each.startsWith(`${name}: `));
}

function problemOf({ host }: ClusterNode, first: boolean, facts: Facts): string | undefined {
  const system = facts.get(query('system', host));
  const judged = system && distributionOf(system);
  if (!judged?.works) return judged?.why ?? 'It did not tell what kind of server it is.';
  if (facts.get(query('login', host))?.root === 'no') return 'We may not do what root may there.';
  const docker = facts.get(query('docker', host));
  if (docker?.rootless || docker?.origin === 'snap' || docker?.origin === 'podman')
    return "Its Docker is not Docker's own, or runs without root's rights.";
  const config = facts.get(query('daemonConfig', host))?.value;
  if (config?.['live-restore'] === true)
    return 'Its Docker has "live-restore" in /etc/docker/daemon.json, with which it can be in no cluster. Take that out, and restart Docker.';
  const inCluster = (facts.get(query('swarm', host))?.state ?? 'inactive') !== 'inactive';
  if (inCluster && !facts.get(query('file', host, PORTS_SCRIPT)))
    return 'It is in a cluster already that setup-server did not make. Take another server, or have it leave there: docker swarm leave';
  if (first) return undefined;
  const installs = facts.get(query('installs', host)) ?? [];
  if (installs.length > 0) return `${installs.join(', ')} was set up there. Take an empty server.`;
  const taken = portsTaken(facts.get(query('listeners', host)) ?? []).find(
    ({ install }) => install === undefined,
  );
  const who = taken?.container ?? taken?.program ?? 'something';
  return taken && `Port ${taken.port} is taken there, by ${who}.`;
}

/** From our own clock alone nothing follows: it may be the wrong one. */
function clocksApart({ nodes }: Cluster, facts: Facts): string[] {
  const ahead = nodes.map(({ host }) => facts.get(query('clock', host))?.aheadSeconds ?? 0);
  const apart = Math.max(...ahead) - Math.min(...ahead);
  if (apart <= CLOCKS_SECONDS) return [];
  const list = nodes.map(({ name }, index) => `${name} ${ahead[index]} s`).join(', ');
  return [
    `Their clocks are ${apart} seconds apart (against this computer: ${list}). On each: timedatectl set-ntp true.`,
  ];
}

/** What a kernel reports differs a little between servers of one size. */
const NEARLY = 0.95;

function lessMemory({ nodes: [first, ...others] }: Cluster, facts: Facts): string[] {
  const memory = ({ host }: ClusterNode) => facts.get(query('memory', host))?.totalMB;
  const enough = (memory(first) ?? 0) * NEARLY;
  return others.flatMap((node) => {
    const has = memory(node);
    return has === undefined || has >= enough
      ? []
      : [
          `${node.name} has ${has} MB of memory, ${first.name} has ${memory(first)} MB. A copy takes as much on each.`,
        ];
  });
}

/** Docker takes care of its neighbours' versions, not of those years apart. */
function versionsApart({ nodes }: Cluster, facts: Facts): string[] {
  const seen = nodes.flatMap(({ host, name }) => {
    const version = facts.get(query('docker', host))?.version;
    return version ? [{ name, version, major: Number(version.split('.')[0]) }] : [];
  });
  const majors = seen.map(({ major }) => major);
  if (seen.length < 2 || Math.max(...majors) - Math.min(...majors) <= MAJORS) return [];
  const list = seen.map(({ name, version }) => `${name} ${version}`).join(', ');
  return [`Their Dockers are too far apart (${list}). Update the older ones.`];
}

/** From 20.10 to 29: over that, the parts that servers talk by have changed. */
const MAJORS = 9;
