import { LABEL, predecessorOf, successorOf } from '../../containers/container.ts';

import { sh } from '../../shell.ts';
import { asArray, asRecord } from '../../text/untrusted-json.ts';
import { lastLines } from '../files/log-lines.ts';
import type { ContainerFact, MountFact } from '../objects.ts';
import { type HostProbe, SAYS } from '../probe.ts';
import { askEngine, numberIn, readObjects, type Told, textIn } from './engine.ts';

/**
 * Only these fields: the full inspection holds the environment, and with it the secrets. `index`
 * because a container without a health check has no such key in the engine's answer.
 */
const FORMAT = `{"name":{{json .Name}},"id":{{json .Id}},"image":{{json .Config.Image}},"imageId":{{json .Image}},"state":{{json .State.Status}},"health":{{with index .State "Health"}}{{json .Status}}{{else}}null{{end}},"startedAt":{{json .State.StartedAt}},"exitCode":{{json .State.ExitCode}},"outOfMemory":{{json .State.OOMKilled}},"restarts":{{json .RestartCount}},"restart":{{json .HostConfig.RestartPolicy.Name}},"labels":{{json .Config.Labels}},"mounts":{{json .Mounts}}}`;

export const containerProbe: HostProbe<'container'> = {
  fact: 'container',
  slow: true,
  command: (name) =>
    askEngine(sh`
      date '+now %s'
      docker container inspect --format ${FORMAT} -- ${name} ${predecessorOf(name)} ${successorOf(name)}
    `),
  parse: (reply, name) => {
    const found = readObjects('container', name, reply);
    // The engine takes the beginning of an id for a name, too.
    const named = (wanted: string) => found.find((each) => each.name === `/${wanted}`);
    const container = named(name);
    if (!container) return null;
    const state = stateIn(container.state);
    const labels = labelsIn(container.labels);
    const next = named(successorOf(name));
    const install = labels[LABEL.install];
    return {
      id: textIn(container.id),
      image: textIn(container.image),
      imageId: textIn(container.imageId),
      state,
      health: healthIn(container.health),
      startedAt: textIn(container.startedAt),
      upSeconds:
        state === 'running' ? secondsSince(textIn(container.startedAt), reply.stdout) : null,
      exitCode: numberIn(container.exitCode),
      outOfMemory: container.outOfMemory === true,
      restarts: numberIn(container.restarts),
      restart: textIn(container.restart),
      labels,
      predecessor: named(predecessorOf(name)) !== undefined,
      successor:
        install !== undefined &&
        next !== undefined &&
        labelsIn(next.labels)[LABEL.install] === install,
      mounts: mountsIn(container.mounts),
    };
  },
};

const LAST_LINES = '40';

export const logProbe: HostProbe<'log'> = {
  fact: 'log',
  slow: true,
  command: (subject) => {
    const { name, count } = ofLog(subject);
    return askEngine(sh`docker logs --tail ${count} -- ${name}`);
  },
  parse: (reply, subject) => {
    const { name, count } = ofLog(subject);
    if (reply.code === SAYS.absent) return null;
    if (reply.code === 0) return lastLines(reply.stdout, count);
    readObjects('log', name, reply);
    return null;
  },
};

/** `NAME`, or `NAME LINES`. */
function ofLog(subject: string): { name: string; count: number } {
  const [name = '', count = LAST_LINES] = subject.split(' ');
  return { name, count: Number(count) };
}

const STATES = [
  'created',
  'running',
  'paused',
  'restarting',
  'exited',
  'dead',
  'removing',
] as const;

function secondsSince(startedAt: string, stdout: string): number | null {
  const [, now] = /^now (\d+)$/m.exec(stdout) ?? [];
  const seconds = Number(now) - Date.parse(startedAt) / 1000;
  return Number.isFinite(seconds) ? Math.max(0, Math.floor(seconds)) : null;
}

function stateIn(value: unknown): ContainerFact['state'] {
  return STATES.find((state) => state === value) ?? 'dead';
}

function healthIn(value: unknown): ContainerFact['health'] {
  return value === 'healthy' || value === 'unhealthy' || value === 'starting' ? value : null;
}

function mountsIn(value: unknown): MountFact[] {
  return asArray(value).map((each) => {
    const { Type, Name, Source, Destination, RW } = asRecord(each);
    const type = Type === 'volume' || Type === 'bind' ? Type : 'other';
    return {
      type,
      source: textIn(type === 'volume' ? Name : Source),
      target: textIn(Destination),
      writable: RW === true,
    };
  });
}

function labelsIn(value: unknown): ContainerFact['labels'] {
  const entries = Object.entries((value ?? {}) as Told);
  return Object.fromEntries(
    entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}
