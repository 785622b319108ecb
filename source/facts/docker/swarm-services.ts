import { LABEL } from '../../containers/container.ts';
import { sh } from '../../shell.ts';
import type { HostProbe } from '../probe.ts';
import {
  askEngine,
  numberIn,
  objectIn,
  readObjects,
  type Told,
  textIn,
  textsIn,
} from './engine.ts';

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
