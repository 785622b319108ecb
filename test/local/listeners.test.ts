import { setImmediate } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import { applyThrough } from '../../source/apply/apply.ts';
import { onExit } from '../../source/edges/local/on-exit.ts';
import { Clients } from '../../source/edges/ssh/client.ts';
import { Facts } from '../../source/facts/facts.ts';
import type { Connection } from '../../source/hosts/host.ts';
import type { Connections } from '../../source/session/connections.ts';
import { lookThrough } from '../../source/session/look.ts';
import { sh } from '../../source/shell.ts';

/** More than Node lets listen without a warning, which it writes over the screen. */
const SERVERS = Array.from({ length: 12 }, (_, index) => `ssh://root@203.0.113.${index + 1}:22`);

function warnings(): string[] {
  const heard: string[] = [];
  const hear = ({ message }: Error) => heard.push(message);
  process.on('warning', hear);
  onTestFinished(() => void process.off('warning', hear));
  return heard;
}

/** Servers whose answers come once all were asked; each is listened for until then. */
function slowServers(): Pick<Connections, 'to'> {
  const asked: (() => void)[] = [];
  const run: Connection['run'] = (_, { signal } = {}) =>
    new Promise((resolve) => {
      signal?.addEventListener('abort', () => {});
      asked.push(() => resolve({ code: 0, stdout: '', stderr: '' } as never));
      if (asked.length === SERVERS.length) for (const answer of asked) answer();
    });
  const connection = { fact: { open: true }, run } as unknown as Connection;
  return { to: async () => connection };
}

it('are as many as there are servers to look at, without a warning', async () => {
  const heard = warnings();
  const { signal } = new AbortController();
  lookThrough(slowServers(), () => new Facts())([], signal);
  for (const _ of SERVERS) signal.addEventListener('abort', () => {});
  await setImmediate();
  expect(heard).toEqual([]);
});

it('are as many as there are servers that something is done on, without a warning', async () => {
  const heard = warnings();
  const apply = applyThrough(slowServers(), '');
  const { signal } = new AbortController();
  const run = { do: 'run', command: sh`true`, patienceSeconds: 60 } as const;
  const all = SERVERS.map(async (host) => {
    for await (const _ of apply({ do: 'on', host, action: run }, new Facts(), signal));
  });
  await Promise.allSettled(all);
  await setImmediate();
  expect(heard).toEqual([]);
});

it('are one at the end of this program, however many connections it has', () => {
  const before = process.listenerCount('exit');
  const connections = SERVERS.map((_, index) => new Clients(`/nowhere/${index}`));
  expect(process.listenerCount('exit')).toBe(before + 1);
  for (const each of connections) each.killAll();
  expect(process.listenerCount('exit')).toBe(before);
});

it('are all heard at the end of this program, but for those that were taken back', () => {
  const ended: string[] = [];
  const [first] = ['first', 'second', 'third'].map((name) => onExit(() => ended.push(name)));
  const listener = process.listeners('exit').at(-1) as () => void;
  first?.();
  listener();
  expect(ended).toEqual(['second', 'third']);
});
