import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { ContainerSpec } from '../../source/containers/container.ts';
import { parseEnvFile } from '../../source/containers/env-file.ts';
import type { EngineClient } from '../../source/edges/docker/client.ts';
import { type Engine, openEngine } from '../../source/edges/docker/engine.ts';
import { openClient } from '../../source/edges/docker/open-client.ts';
import { replaceContainer } from '../../source/edges/docker/replace-container.ts';
import { ExpectedError, type Trouble } from '../../source/expected-error.ts';
import type { Telling } from '../../source/run.ts';
import { RealEngine } from './real-engine.ts';
import { sampleSpec } from './sample-spec.ts';

let real: RealEngine;
let engine: Engine;
let client: EngineClient;

beforeAll(async () => {
  real = await RealEngine.start();
  await real.importImage('tiny:1');
  await real.importImage('keeper:1', ['VOLUME /data']);
  engine = await openEngine(real.socketPath);
  client = await openClient(real.socketPath, 'v1.41');
});
afterAll(() => real.stop());
afterEach(async () => {
  const { stdout } = await real.docker(['ps', '--all', '--quiet']);
  if (stdout !== '') await real.docker(['rm', '--force', ...stdout.split('\n')]);
});

/** Ends on SIGTERM; says what it does. */
const obeys = [
  '/bin/sh',
  '-c',
  'trap "echo bye; exit 0" TERM; echo hello; while :; do sleep 0.05; done',
];
/** Ignores SIGTERM; ends when its stop command asks for it. */
const stubborn = [
  '/bin/sh',
  '-c',
  'trap "" TERM; : > /tmp/deaf; while ! [ -e /tmp/stop ]; do sleep 0.05; done; echo rested > /data/how',
];

const one = sampleSpec({
  command: obeys,
  labels: { 'setup-server.install': 'study', number: '1' },
});
const two = sampleSpec({
  command: obeys,
  labels: { 'setup-server.install': 'study', number: '2' },
});

async function replace(
  spec: ContainerSpec,
  env: string[] = [],
  sha: string | null = null,
): Promise<Telling[]> {
  const told: Telling[] = [];
  for await (const telling of engine.replaceContainer(spec, env, sha)) told.push(telling);
  return told;
}

async function troubleOf(doing: Promise<unknown>): Promise<Trouble> {
  const error = await doing.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(ExpectedError);
  return (error as ExpectedError).trouble;
}

async function all(): Promise<string[]> {
  const format = '{{.Names}} {{.State}} {{.Label "number"}}';
  const { stdout } = await real.docker(['ps', '--all', '--no-trunc', '--format', format]);
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .sort();
}

async function inspect(format: string, name = 'study'): Promise<string> {
  return (await real.docker(['inspect', '--format', format, name])).stdout;
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await pause(100);
}

describe('a container on a real engine', () => {
  test('is made and started as the spec says', async () => {
    const spec = sampleSpec({
      command: ['/bin/sh', '-c', 'pwd; env; exec sleep 1000'],
      workdir: '/tmp',
      network: 'bridge',
      volumes: [{ source: 'study-data', target: '/data' }],
      ports: [{ address: '127.0.0.1', host: 39_080, container: 80, protocol: 'tcp' }],
    });
    await replace(spec, ['KEY=two words "quoted"', 'EMPTY='], 'e5');
    expect(await inspect('{{.Config.Image}} {{.State.Status}} {{.RestartCount}}')).toBe(
      'tiny:1 running 0',
    );
    expect(await inspect('{{index .Config.Labels "setup-server.env"}}')).toBe('e5');
    const log = async () => (await real.docker(['logs', 'study'])).stdout.split('\n');
    await until(async () => (await log()).length >= 5);
    const lines = await log();
    expect(lines[0]).toBe('/tmp');
    expect(lines).toEqual(expect.arrayContaining(['KEY=two words "quoted"', 'EMPTY=']));
    expect(await inspect('{{.HostConfig.RestartPolicy.Name}} {{.HostConfig.LogConfig.Type}}')).toBe(
      'unless-stopped json-file',
    );
    expect(await inspect('{{index .HostConfig.LogConfig.Config "max-size"}}')).toBe('10m');
    expect(await inspect('{{range .Mounts}}{{.Name}} {{.Destination}}{{end}}')).toBe(
      'study-data /data',
    );
    expect(await inspect('{{json .HostConfig.PortBindings}}')).toBe(
      '{"80/tcp":[{"HostIp":"127.0.0.1","HostPort":"39080"}]}',
    );
  });

  test('has the limits, rights and user that it is given', async () => {
    const spec = sampleSpec({
      command: ['/bin/sh', '-c', 'id -u; exec sleep 1000'],
      user: '4711',
      limits: { memoryMB: 64, cpus: 0.5 },
      rights: {
        ...{ add: ['NET_ADMIN'], drop: ['CHOWN'] },
        devices: [{ host: '/dev/zero', container: '/dev/naught' }],
      },
    });
    await replace(spec);
    const { stdout } = await real.docker(['exec', 'study', 'ls', '/dev/naught']);
    expect(stdout).toBe('/dev/naught');
    expect(await inspect('{{.Config.User}} {{.HostConfig.Memory}} {{.HostConfig.NanoCpus}}')).toBe(
      '4711 67108864 500000000',
    );
    expect(await inspect('{{.HostConfig.CapAdd}} {{.HostConfig.CapDrop}}')).toMatch(
      /^\[(CAP_)?NET_ADMIN\] \[(CAP_)?CHOWN\]$/,
    );
  });

  test('that runs as wanted is left as it is', async () => {
    await replace(one);
    const before = await inspect('{{json .}}');
    expect(await replace(one)).toEqual([]);
    expect(await inspect('{{json .}}')).toBe(before);
  });

  test('that was stopped by hand is started again, not made anew', async () => {
    await replace(one);
    const id = await inspect('{{.Id}}');
    await real.docker(['stop', 'study']);
    await replace(one);
    expect(await inspect('{{.Id}} {{.State.Status}}')).toBe(`${id} running`);
  });

  test('of another spec or another env file is replaced', async () => {
    await replace(one, ['A=1'], 'first');
    const first = await inspect('{{.Id}}');
    await replace(one, ['A=2'], 'second');
    expect(await inspect('{{json .Config.Env}}')).toContain('A=2');
    expect(await inspect('{{.Id}}')).not.toBe(first);
    await replace(two, ['A=2'], 'second');
    expect(await all()).toEqual(['study running 2']);
  });

  test('keeps the volumes that Docker made for its image', async () => {
    const keeper = { image: 'keeper:1', command: obeys };
    await replace(sampleSpec(keeper));
    await real.docker(['exec', 'study', '/bin/sh', '-c', 'echo precious > /data/file']);
    await replace(sampleSpec({ ...keeper, stop: { timeoutSeconds: 6 } }));
    const { stdout } = await real.docker(['exec', 'study', '/bin/cat', '/data/file']);
    expect(stdout).toBe('precious');
  });
});

describe('a container is stopped its own way', () => {
  const volumes = [{ source: 'rest', target: '/data' }];
  const slow = sampleSpec({
    command: stubborn,
    volumes,
    stop: { command: ['/bin/touch', '/tmp/stop'], timeoutSeconds: 30 },
  });
  const how = async () => {
    const words = [
      'run',
      '--rm',
      '--network',
      'none',
      '--volume',
      'rest:/data',
      'tiny:1',
      '/bin/cat',
      '/data/how',
    ];
    return (await real.docker(words, false)).stdout;
  };
  afterEach(async () => {
    await real.docker(['rm', '--force', 'study'], false);
    await real.docker(['volume', 'rm', '--force', 'rest']);
  });

  test('by the command of its own spec, not by that of its successor', async () => {
    await replace(slow);
    const told = await replace(
      sampleSpec({ command: obeys, volumes, stop: { timeoutSeconds: 1 } }),
    );
    expect(await how()).toBe('rested');
    expect(told).toEqual(
      expect.arrayContaining([
        { text: 'Stopping study, which may take up to 30 seconds', fraction: null },
      ]),
    );
  });

  test('a command that fails is told, and the container is stopped all the same', async () => {
    await replace(
      sampleSpec({
        command: obeys,
        stop: { command: ['/bin/sh', '-c', 'exit 3'], timeoutSeconds: 9 },
      }),
    );
    expect(await replace(two)).toContainEqual({
      line: 'Its own stop command ended with code 3. Docker stops it now.',
    });
    await replace(
      sampleSpec({ command: obeys, stop: { command: ['/bin/nope'], timeoutSeconds: 9 } }),
    );
    const told = JSON.stringify(await replace(two));
    expect(told).toContain('Its own stop command');
    expect(await all()).toEqual(['study running 2']);
  });

  test('one that does not obey is ended, and that is told', async () => {
    await replace(sampleSpec({ command: stubborn, stop: { timeoutSeconds: 1 } }));
    // Before that, it may still be the runtime that gets the signal, and ends by it.
    await real.docker(['exec', 'study', '/bin/sh', '-c', 'until [ -e /tmp/deaf ]; do :; done']);
    expect(await replace(two)).toContainEqual({
      line: 'study did not stop by itself within 1 seconds; it was ended.',
    });
  });
});

describe('containers of others', () => {
  test('are never touched: the name is taken', async () => {
    await real.docker([
      'run',
      '--detach',
      '--name',
      'study',
      '--network',
      'none',
      'tiny:1',
      ...obeys,
    ]);
    const before = await inspect('{{.Id}} {{.State.Status}} {{.State.StartedAt}}');
    expect(await troubleOf(replace(one))).toMatchObject({ code: 'docker.name-taken' });
    expect(await inspect('{{.Id}} {{.State.Status}} {{.State.StartedAt}}')).toBe(before);
  });

  test('of another install, and in the place of a predecessor, neither', async () => {
    const label = ['--label', 'setup-server.install=other'];
    const words = ['run', '--detach', '--network', 'none', ...label];
    await real.docker([...words, '--name', 'study-before', 'tiny:1', ...obeys]);
    expect(await troubleOf(replace(one))).toMatchObject({
      what: 'There is already a container named "study-before" that this setup did not make.',
    });
    expect(await all()).toEqual(['study-before running ']);
  });
});

describe('a successor that can not be started', () => {
  const broken = sampleSpec({ command: ['/bin/nope'] });

  test('is removed where there was none before', async () => {
    expect(await troubleOf(replace(broken))).toMatchObject({
      code: 'container.command-missing',
      what: 'There is no program "/bin/nope" in tiny:1.',
    });
    expect(await all()).toEqual([]);
  });

  test('gives its place back to the one before, which runs again with its restart policy', async () => {
    await replace(one);
    const id = await inspect('{{.Id}}');
    const trouble = await troubleOf(replace(broken));
    expect(trouble).toMatchObject({
      code: 'container.command-missing',
      why: 'The one that ran before runs again.',
    });
    expect(await all()).toEqual(['study running 1']);
    expect(await inspect('{{.Id}} {{.HostConfig.RestartPolicy.Name}}')).toBe(
      `${id} unless-stopped`,
    );
  });

  test('one that was stopped by hand is not started for that', async () => {
    await replace(one);
    await real.docker(['stop', 'study']);
    expect((await troubleOf(replace(broken))).why).toBe(
      'The one that was there before is back in its place, stopped as it was.',
    );
    expect(await all()).toEqual(['study exited 1']);
  });

  test('an image that is not there', async () => {
    await replace(one);
    expect(await troubleOf(replace(sampleSpec({ image: 'nowhere:1' })))).toMatchObject({
      code: 'container.image-missing',
    });
    expect(await all()).toEqual(['study running 1']);
  });

  test('a port that another container has, by its number', async () => {
    const port = { host: 39_081, container: 80, protocol: 'tcp' } as const;
    const words = ['run', '--detach', '--name', 'web', '--publish', '39081:80', 'tiny:1', ...obeys];
    await real.docker(words);
    const trouble = await troubleOf(
      replace(sampleSpec({ command: obeys, network: 'bridge', ports: [port] })),
    );
    expect(trouble).toMatchObject({
      code: 'container.port-taken',
      what: 'Port 39081 of the server is in use by another program.',
    });
    expect(await all()).toEqual(['web running ']);
  });

  test('a person who stops in the middle gets the one before back', async () => {
    await replace(one);
    const stop = new AbortController();
    const stopping: EngineClient = {
      ...client,
      renameContainer: async (id, name, signal) => {
        await client.renameContainer(id, name, signal);
        stop.abort(new Error('stopped'));
      },
    };
    const replacing = (async () => {
      for await (const _ of replaceContainer(
        stopping,
        { spec: two, env: [], envSha256: null },
        stop.signal,
      ));
    })();
    await expect(replacing).rejects.toThrow('stopped');
    expect(await all()).toEqual(['study running 1']);
  });
});

class Killed extends Error {}

/** As `client`, until its call number `calls`: dead before it, or after it; then nothing works any more. */
function killedAt(
  calls: number,
  when: 'before' | 'after',
): { client: EngineClient; made: () => number } {
  let made = 0;
  const dying = new Proxy(client, {
    get:
      (target, name: keyof EngineClient) =>
      async (...given: unknown[]) => {
        made += 1;
        if (made > calls || (made === calls && when === 'before')) throw new Killed();
        const result = await (target[name] as (...words: unknown[]) => Promise<unknown>)(...given);
        if (made === calls) throw new Killed();
        return result;
      },
  });
  return { client: dying, made: () => made };
}

describe('a run that is killed', () => {
  const wanted = { spec: two, env: ['A=2'], envSha256: 'e' };
  const doIt = async (through: EngineClient, what = wanted) => {
    for await (const _ of replaceContainer(through, what));
  };
  const wellDone = async () => {
    expect(await all()).toEqual(['study running 2']);
    expect(await inspect('{{.HostConfig.RestartPolicy.Name}}')).toBe('unless-stopped');
  };

  test('before or after any call of a replacement ends the same when it is run again', async () => {
    await replace(one);
    const whole = killedAt(Number.POSITIVE_INFINITY, 'after');
    await doIt(whole.client);
    await wellDone();
    expect(whole.made()).toBeGreaterThan(7);
    for (let calls = 1; calls <= whole.made(); calls += 1)
      for (const when of ['before', 'after'] as const) {
        await real.docker(['rm', '--force', 'study']);
        await replace(one);
        await expect(doIt(killedAt(calls, when).client), `${when} call ${calls}`).rejects.toThrow(
          Killed,
        );
        await doIt(client);
        await wellDone();
      }
  });

  test('and again at any call, and for another spec in between', async () => {
    const three = { ...wanted, spec: { ...two, stop: { timeoutSeconds: 7 } } };
    for (let first = 3; first <= 9; first += 2)
      for (let second = 4; second <= 8; second += 4) {
        await real.docker(['rm', '--force', 'study', 'study-before'], false);
        await replace(one);
        await doIt(killedAt(first, 'after').client, three).catch(() => {});
        await doIt(killedAt(second, 'after').client).catch(() => {});
        await doIt(client);
        await wellDone();
      }
  });

  test('while the one before is put back, the next run still finds its way', async () => {
    const broken = { ...wanted, spec: sampleSpec({ command: ['/bin/nope'] }) };
    await replace(one);
    const whole = killedAt(Number.POSITIVE_INFINITY, 'after');
    await expect(doIt(whole.client, broken)).rejects.toThrow(ExpectedError);
    for (let calls = 1; calls <= whole.made(); calls += 1) {
      await doIt(killedAt(calls, 'after').client, broken).catch(() => {});
      await expect(doIt(client, broken)).rejects.toThrow('There is no program');
      expect(await all(), `after call ${calls}`).toEqual(['study running 1']);
      expect(await inspect('{{.HostConfig.RestartPolicy.Name}}')).toBe('unless-stopped');
    }
  });
});

describe('a container that a run cut off left without its restart policy', () => {
  test('is given it again', async () => {
    await replace(one);
    await real.docker(['update', '--restart', 'no', 'study']);
    const before = await inspect('{{.Id}} {{.State.StartedAt}}');
    await replace(one);
    expect(await inspect('{{.Id}} {{.State.StartedAt}}')).toBe(before);
    expect(await inspect('{{.HostConfig.RestartPolicy.Name}}')).toBe('unless-stopped');
  });
});

describe('a pull from a registry that is not there', () => {
  test('tells so, and that it may pass', async () => {
    const pulling = (async () => {
      for await (const _ of engine.pull('127.0.0.1:9/nothing:1'));
    })();
    expect(await troubleOf(pulling)).toMatchObject({
      code: 'registry.unreachable',
      what: 'The server could not reach 127.0.0.1:9.',
      passing: true,
    });
  });
});

describe('an env file', () => {
  test('means to us what it means to docker run', async () => {
    const text =
      '\ufeffA="quoted"\r\n  B= lead and trail  \n# C=1\n\nD=x\rmid\nE=1\nE=2\n\u0085F=nel\nG.h-i=ok\nH=a=b\nI=\nJ=größer\n';
    const file = join(dirname(real.socketPath), 'env.list');
    await writeFile(file, text);
    const words = ['run', '--rm', '--network', 'none', '--env-file', file, 'tiny:1', '/bin/env'];
    const { stdout } = await real.docker(words);
    const seen = stdout.split('\n').filter((line) => /^[A-J](=|\.)/.test(line));
    const read = [...parseEnvFile(text).entries].map(([name, value]) => `${name}=${value}`);
    expect(read).toEqual(seen);
  });
});
