import { LABEL, OPEN_FILES } from '../containers/container.ts';
import { sh } from '../shell.ts';
import { askEngine, numberIn, readObjects, type Told, textIn } from './engine.ts';
import type { HostProbe } from './probe.ts';

/** What a server knows of the cluster that it is in. */
export interface SwarmFact {
  /** `locked`: it was started anew, and waits for the key of the cluster. */
  readonly state: 'inactive' | 'pending' | 'active' | 'error' | 'locked';
  /** Its own id there; '' where it is in none. */
  readonly node: string;
  /** By which the others reach it. */
  readonly address: string;
  /** It decides with others what runs where. */
  readonly manager: boolean;
  /** The words by which others join were changed when these were there, by `membersText`; null where that is not known. */
  readonly rotatedFor: string | null;
  /** Whoever decides there starts with the cluster's key only; null where that is not known. */
  readonly autolock: boolean | null;
  /** Why it is in no good state, in Docker's own words. */
  readonly error: string;
}

/** On the cluster: who was in it when the words by which others join were last changed. */
export const ROTATED = 'setup-server.rotated-for';

export const swarmProbe: HostProbe<'swarm'> = {
  fact: 'swarm',
  slow: true,
  command: () => askEngine(sh`docker info --format ${'{"swarm":{{json .Swarm}}}'}`),
  parse: (reply, subject) => {
    const [found] = readObjects('swarm', subject, reply);
    const swarm = found && objectIn(found.swarm);
    if (!swarm) return null;
    const spec = objectIn(objectIn(swarm.Cluster).Spec);
    const labels = objectIn(spec.Labels);
    const locks = objectIn(spec.EncryptionConfig).AutoLockManagers;
    return {
      state: stateOf(textIn(swarm.LocalNodeState)),
      node: textIn(swarm.NodeID),
      address: textIn(swarm.NodeAddr),
      manager: swarm.ControlAvailable === true,
      rotatedFor: ROTATED in labels ? textIn(labels[ROTATED]) : null,
      autolock: typeof locks === 'boolean' ? locks : null,
      error: textIn(swarm.Error),
    };
  },
};

const STATES: readonly SwarmFact['state'][] = ['inactive', 'pending', 'active', 'error', 'locked'];

function stateOf(text: string): SwarmFact['state'] {
  return STATES.find((each) => each === text) ?? 'inactive';
}

/** A server of the cluster, as its managers see it. */
export interface SwarmNodeFact {
  readonly id: string;
  readonly hostname: string;
  readonly address: string;
  /** One that shall decide, but is not among those that do, is none: what a cluster that was begun anew knows of the lost ones. */
  readonly role: 'manager' | 'worker';
  readonly leader: boolean;
  readonly ready: boolean;
  readonly availability: 'active' | 'pause' | 'drain';
  /** Of a manager: the other managers hear of it. */
  readonly reachable: boolean;
  readonly labels: Readonly<Record<string, string>>;
  /** Docker's version. */
  readonly engine: string;
}

export const swarmNodesProbe: HostProbe<'swarmNodes'> = {
  fact: 'swarmNodes',
  slow: true,
  command: () =>
    askEngine(sh`
      ids=$(docker node ls --quiet 2>&1) && docker node inspect --format ${'{{json .}}'} $ids ||
      echo "cannot connect to a manager: $ids"
    `),
  parse: (reply, subject) => {
    const nodes = readObjects('swarmNodes', subject, reply);
    return nodes.length === 0 ? null : nodes.map(nodeIn);
  },
};

function nodeIn(told: Told): SwarmNodeFact {
  const [spec, status] = [objectIn(told.Spec), objectIn(told.Status)];
  const manager = objectIn(told.ManagerStatus);
  const availability = textIn(spec.Availability);
  return {
    id: textIn(told.ID),
    hostname: textIn(objectIn(told.Description).Hostname),
    address: textIn(manager.Addr).replace(/:\d+$/, '') || textIn(status.Addr),
    role: spec.Role === 'manager' && told.ManagerStatus ? 'manager' : 'worker',
    leader: manager.Leader === true,
    ready: status.State === 'ready',
    availability: availability === 'pause' || availability === 'drain' ? availability : 'active',
    reachable: manager.Reachability === 'reachable',
    labels: textsIn(spec.Labels),
    engine: textIn(objectIn(objectIn(told.Description).Engine).EngineVersion),
  };
}

/** A part of an app that runs on the cluster. */
export interface SwarmServiceFact {
  /** Within its app: `front`. */
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  /** How many copies are wanted; null for one on every server. */
  readonly replicas: number | null;
  /** How the last change went: `completed`, `paused`, `rollback_completed`; '' where there was none. */
  readonly update: string;
  readonly tasks: readonly SwarmTask[];
  /** Copies that ended by themselves or were never started, the last one first. */
  readonly failures: readonly SwarmFailure[];
}

/** One container of a service. Those that were replaced and have ended are not among them. */
export interface SwarmTask {
  readonly node: string;
  /** It runs, and shall. */
  readonly running: boolean;
  /** It was replaced, and is about to end: it may still answer. */
  readonly leaving: boolean;
  /** What it was made from, by its own label. */
  readonly spec: string;
  readonly error: string;
}

/** A copy that did not become well, or did not stay so. */
export interface SwarmFailure {
  readonly spec: string;
  /** Docker's own words; '' where it ended without any. */
  readonly error: string;
  readonly exitCode: number;
}

export const swarmServicesProbe: HostProbe<'swarmServices'> = {
  fact: 'swarmServices',
  slow: true,
  command: (stack) =>
    askEngine(sh`
      ids=$(docker service ls --quiet --filter ${`label=com.docker.stack.namespace=${stack}`} 2>&1) ||
      { echo "cannot connect to a manager: $ids"; exit; }
      [ -n "$ids" ] || { echo no such object; exit; }
      docker service inspect --format ${'{"service":{{json .}}}'} $ids
      tasks=$(docker stack ps --quiet --no-trunc --filter desired-state=running --filter desired-state=shutdown ${stack} 2>/dev/null)
      [ -z "$tasks" ] || docker inspect --type task --format ${'{"task":{{json .}}}'} $tasks 2>/dev/null
      :
    `),
  parse: (reply, stack) => {
    const told = readObjects('swarmServices', stack, reply);
    const services = told.flatMap(({ service }) => (service ? [objectIn(service)] : []));
    const tasks = told.flatMap(({ task }) => (task ? [objectIn(task)] : []));
    return services.length === 0 ? null : services.map((each) => serviceIn(each, tasks, stack));
  },
};

function serviceIn(told: Told, tasks: readonly Told[], stack: string): SwarmServiceFact {
  const spec = objectIn(told.Spec);
  const replicated = objectIn(objectIn(spec.Mode).Replicated);
  const own = tasks.filter((each) => each.ServiceID === told.ID);
  return {
    name: textIn(spec.Name).replace(`${stack}_`, ''),
    labels: textsIn(spec.Labels),
    replicas: 'Replicas' in replicated ? numberIn(replicated.Replicas) : null,
    update: textIn(objectIn(told.UpdateStatus).State),
    tasks: own.filter((each) => isWanted(each) || isRunning(each)).map(taskIn),
    failures: own.filter(hasFailed).sort(laterFirst).map(failureIn),
  };
}

function taskIn(told: Told): SwarmTask {
  const status = objectIn(told.Status);
  return {
    node: textIn(told.NodeID),
    running: isRunning(told) && isWanted(told),
    leaving: isRunning(told) && !isWanted(told),
    spec: specIn(told),
    error: textIn(status.Err),
  };
}

function failureIn(told: Told): SwarmFailure {
  const status = objectIn(told.Status);
  return {
    spec: specIn(told),
    error: textIn(status.Err),
    exitCode: numberIn(objectIn(status.ContainerStatus).ExitCode),
  };
}

function specIn({ Spec }: Told): string {
  return textsIn(objectIn(objectIn(Spec).ContainerSpec).Labels)[LABEL.spec] ?? '';
}

function hasFailed({ Status }: Told): boolean {
  return ['failed', 'rejected', 'complete'].includes(textIn(objectIn(Status).State));
}

function laterFirst(one: Told, other: Told): number {
  const at = ({ Status }: Told) => Date.parse(textIn(objectIn(Status).Timestamp)) || 0;
  return at(other) - at(one);
}

function isRunning({ Status }: Told): boolean {
  return objectIn(Status).State === 'running';
}

function isWanted({ DesiredState }: Told): boolean {
  return DesiredState === 'running';
}

/** Which of an app's parts have a container on this very host that runs: also one that its managers gave up. */
export const swarmRunningProbe: HostProbe<'swarmRunning'> = {
  fact: 'swarmRunning',
  slow: true,
  command: (stack) =>
    askEngine(sh`
      docker ps --filter ${`label=com.docker.stack.namespace=${stack}`} --format ${'{"part":{{json (.Label "com.docker.swarm.service.name")}}}'} &&
      echo no such container
    `),
  parse: (reply, stack) =>
    readObjects('swarmRunning', stack, reply).map(({ part }) =>
      textIn(part).replace(`${stack}_`, ''),
    ),
};

/** What the host's kernel can do for containers of a cluster. */
export interface AbilitiesFact {
  /** It can encrypt what goes from server to server (IPsec's ESP); null where that is not known. */
  readonly encrypts: boolean | null;
  /** It is at DigitalOcean, whose firewalls let nothing through that is so encrypted: TCP, UDP and ICMP alone. */
  readonly shutIn: boolean;
  /** Whether a container may have so many open files as ours are given. */
  readonly openFiles: boolean;
}

export const abilitiesProbe: HostProbe<'abilities'> = {
  fact: 'abilities',
  command: () => sh`
    ( ulimit -n ${OPEN_FILES} ) 2>/dev/null && echo OPEN_FILES
    ! grep -qix digitalocean /sys/class/dmi/id/sys_vendor 2>/dev/null || echo DROPLET
    for each in /proc/config.gz "/boot/config-$(uname -r)"; do
      [ -r "$each" ] || continue
      case $each in *.gz) zcat "$each" ;; *) cat "$each" ;; esac |
        grep -E '^CONFIG_INET_ESP=|CONFIG_INET_ESP is not set' | head -n 1
      exit
    done
    ! modprobe -n -q esp4 2>/dev/null || echo CONFIG_INET_ESP=m
    :
  `,
  parse: ({ stdout }) => {
    const can = /^CONFIG_INET_ESP=[ym]/m.test(stdout);
    const cannot = /^# CONFIG_INET_ESP is not set/m.test(stdout);
    return {
      encrypts: can ? true : cannot ? false : null,
      shutIn: /^DROPLET$/m.test(stdout),
      openFiles: /^OPEN_FILES$/m.test(stdout),
    };
  },
};

function objectIn(value: unknown): Told {
  return typeof value === 'object' && value !== null ? (value as Told) : {};
}

function textsIn(value: unknown): Readonly<Record<string, string>> {
  const entries = Object.entries(objectIn(value));
  return Object.fromEntries(entries.map(([name, each]) => [name, textIn(each)]));
}
