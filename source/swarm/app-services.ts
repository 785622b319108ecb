import type { ContainerSpec, Mount } from '../containers/container.ts';
import type { Goal } from '../goal.ts';
import type { Cluster } from './cluster.ts';
import { type AppPart, appParts, gateOf, rests } from './parts.ts';
import { common, DEPLOYED, ONE_BY_ONE, on, portOpen, type Service } from './service.ts';

/** The app and what it works with, as services by their names. */
export function appServices(goal: Goal, cluster: Cluster): Record<string, Service> {
  return Object.fromEntries(
    appParts(goal).map((part) => [part.name, appService(goal, cluster, part)]),
  );
}

/** Volumes that are on the first server already: these, and no others of such names. */
export function dataVolumes(goal: Goal): Record<string, object> {
  const names = appParts(goal).flatMap(({ spec }) =>
    spec.volumes.map(({ source }) => source).filter((source) => !source.startsWith('/')),
  );
  return Object.fromEntries(names.map((name) => [volumeKey(name), { external: true, name }]));
}

function appService(goal: Goal, cluster: Cluster, part: AppPart): Service {
  const { spec, companion, envFiles, aliases, runs } = part;
  const gated = rests(goal);
  const image = companion === undefined ? cluster.image : (cluster.beside?.[companion] ?? '');
  const { openFiles, ...plain } = spec;
  return {
    image,
    env_file: envFiles,
    ...asItIs(spec),
    ...(spec.volumes.length > 0 && { volumes: spec.volumes.map(mounted) }),
    ...healthOf(goal, cluster, part),
    ...common(cluster.openFiles ? spec : plain),
    // What is run first to stop it takes its time, too.
    ...(spec.stop.command && { stop_grace_period: `${graceSeconds(spec)}s` }),
    ...(gated && { networks: { cluster: { aliases } } }),
    ...(goal.cluster?.spread.stays && { networks: ['cluster', 'shared'] }),
    deploy: {
      ...{ replicas: runs === 'once' ? 1 : cluster.replicas, ...DEPLOYED, ...limits(spec) },
      ...(gated ? { placement: on(gateOf(part)), ...TOGETHER } : ROLLING),
    },
  };
}

/** The new copy answers before the old one goes; one that does not become well is taken back. */
const ROLLING = {
  update_config: { ...ONE_BY_ONE, order: 'start-first', failure_action: 'rollback' },
  rollback_config: { ...ONE_BY_ONE, order: 'start-first' },
};

/** Never an old one beside a new one: both would write to the same data. */
const TOGETHER = {
  update_config: { parallelism: 0, order: 'stop-first', failure_action: 'pause' },
};

/** How long a stop command may take, on top of what the container is given afterwards. */
const COMMAND_SECONDS = 120;

/** For how long Swarm waits before it ends one that does not stop. */
export function graceSeconds({ stop }: Pick<ContainerSpec, 'stop'>): number {
  return stop.timeoutSeconds + (stop.command ? COMMAND_SECONDS : 0);
}

/**
 * Swarm waits until it is well, and starts one anew that is not for long. Of one with data, nobody
 * but a person should end what is only busy: it is given a hundred tries.
 */
function healthOf({ recipe }: Goal, { health }: Cluster, { name, ready, runs }: AppPart): object {
  const patient = runs === 'once' ? { retries: 100 } : {};
  if (ready)
    return {
      healthcheck: {
        test: ['CMD', ...ready.command],
        ...{
          interval: '3s',
          timeout: '10s',
          retries: 100,
          start_period: `${ready.patienceSeconds}s`,
        },
      },
    };
  if (name !== 'app') return {};
  if (health === 'port') {
    const { patienceSeconds } = recipe.ready;
    return { healthcheck: { ...portOpen(recipe.front.port, patienceSeconds), ...patient } };
  }
  return health === 'own' && runs === 'once' ? { healthcheck: patient } : {};
}

function mounted({ source, target, readOnly = false }: Mount) {
  const from = source.startsWith('/')
    ? { type: 'bind', source }
    : { type: 'volume', source: volumeKey(source) };
  return { ...from, target, ...(readOnly && { read_only: true }) };
}

/** Within the stack's file, where our own volumes have names, too. */
function volumeKey(name: string): string {
  return `data-${name}`;
}

function asItIs({ command, entrypoint, workdir, user, rights }: ContainerSpec) {
  return {
    ...(command && { command }),
    ...(entrypoint && { entrypoint }),
    ...(workdir !== undefined && { working_dir: workdir }),
    ...(user !== undefined && { user }),
    ...(rights?.add && { cap_add: rights.add }),
    ...(rights?.drop && { cap_drop: rights.drop }),
  };
}

function limits({ limits: { memoryMB, cpus } = {} }: ContainerSpec) {
  if (memoryMB === undefined && cpus === undefined) return {};
  return {
    resources: {
      limits: {
        ...(memoryMB !== undefined && { memory: `${memoryMB}M` }),
        ...(cpus !== undefined && { cpus: String(cpus) }),
      },
    },
  };
}
