import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { dns, faults, type Host, host, rangeUp } from '../range/range.ts';
import {
  answersFor,
  downloaded,
  newOperator,
  type Operator,
  type Ran,
  type Running,
  said,
} from './operator.ts';

const HOSTNAME = 'lost-connection.range.test';
const NAME = 'lost-connection';

let server: Host;
let running: Running;

const cutOff = {
  'the sessions are killed on the server': () => faults.sshkill(NAME),
  'the connection is reset': () => faults.rst(NAME),
  'all packets vanish for 25 seconds': async () => {
    await faults.drop(NAME, { seconds: 25 });
  },
};

beforeAll(async () => {
  await rangeUp({ suites: ['bookworm'] });
});

async function begin(variant: 'root-key' | 'docker'): Promise<Operator> {
  server = await host(NAME, { suite: 'bookworm', variant, disk: 'tmpfs' });
  await dns.set(HOSTNAME, server.address);
  const operator = await newOperator();
  const answers = { app: 'jatos', ...(await answersFor(server, HOSTNAME)) };
  const file = await operator.answers(answers);
  running = await operator.start(['--answers', file, '--yes', '--json']);
  return operator;
}

afterEach(async () => {
  await faults.heal(NAME);
  await server.remove();
});

/** It noticed, and came to its end by itself. */
function expectToHaveGoneOn({ code, stderr, events }: Ran, step: string): void {
  const failed = events.filter(({ type }) => type === 'failed' || type === 'trouble');
  expect(failed).toEqual([]);
  expect([code, stderr]).toEqual([0, '']);
  const retried = events.filter(({ type }) => type === 'retried');
  expect(retried.map((message) => message.step)).toContain(step);
  expect(events.at(-1)).toMatchObject({ type: 'end', ending: 'complete' });
}

describe('a connection that is lost while packages are installed', () => {
  beforeEach(async () => {
    await begin('root-key');
    await running.until(said('docker.install', /^Unpacking /));
  });

  it.each(['the sessions are killed on the server', 'the connection is reset'] as const)(
    'goes on by itself when %s',
    async (way) => {
      await cutOff[way]();
      expectToHaveGoneOn(await running.ended, 'docker.install');
      const history = await server.read('/var/log/apt/history.log');
      expect(history.match(/^Commandline: apt-get .* install .*docker/gm)).toHaveLength(1);
      expect(await server.exec('ls -A /var/lib/setup-server/jobs')).toBe('');
    },
  );
});

describe('a connection that is lost while the app is downloaded', () => {
  beforeEach(async () => {
    await begin('docker');
    await faults.slow(NAME, '60mbit');
    await running.until(downloaded('app.download', 0.1));
  });

  it.each(['the connection is reset', 'all packets vanish for 25 seconds'] as const)(
    'goes on by itself when %s',
    async (way) => {
      await cutOff[way]();
      if (!way.includes('vanish')) await faults.heal(NAME);
      expectToHaveGoneOn(await running.ended, 'app.download');
      expect(Object.keys(await server.containers()).sort()).toEqual([
        'jatos',
        'setup-server-front',
      ]);
    },
  );
});
