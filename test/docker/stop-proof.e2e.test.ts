import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Engine, openEngine } from '../../source/edges/docker/engine.ts';
import { RealEngine } from './real-engine.ts';
import { sampleSpec } from './sample-spec.ts';

let real: RealEngine;
let engine: Engine;

beforeAll(async () => {
  real = await RealEngine.start();
  await real.importImage('tiny:1');
  engine = await openEngine(real.socketPath);
});
afterAll(() => real.stop());
afterEach(async () => {
  await real.docker(['rm', '--force', 'study', 'study-before'], false);
});

const SAFE = 'stopped: initialize (exit status 0)';

/** Ends on SIGTERM with these last words and this code; is up once it says so. */
function ending(words: string, code: number, number: string) {
  const script = `trap 'echo "${words}"; exit ${code}' TERM; echo up; while :; do sleep 0.05; done`;
  return sampleSpec({
    command: ['/bin/sh', '-c', script],
    labels: { 'setup-server.install': 'study', number },
    stop: { timeoutSeconds: 20, proof: { exitCode: 0, says: [SAFE] } },
  });
}

async function replace(spec: ReturnType<typeof ending>): Promise<void> {
  for await (const _ of engine.replaceContainer(spec, [], null));
  await upTimes(1);
}

/** Once it says so, it listens to signals. */
async function upTimes(starts: number): Promise<void> {
  const said = async () => (await real.docker(['logs', 'study'])).stdout.split('\n');
  while ((await said()).filter((line) => line === 'up').length < starts);
}

async function all(): Promise<string> {
  const format = '{{.Names}} {{.State}} {{.Label "number"}}';
  return (await real.docker(['ps', '--all', '--format', format])).stdout;
}

const policy = async () =>
  (await real.docker(['inspect', '--format', '{{.HostConfig.RestartPolicy.Name}}', 'study']))
    .stdout;

describe('a container that must prove its stop', () => {
  test('is replaced once it has', async () => {
    await replace(ending(SAFE, 0, '1'));
    await replace(ending(SAFE, 0, '2'));
    expect(await all()).toBe('study running 2');
  });

  test.each([
    ['ends with another code', SAFE, 1],
    ['says something else', 'stopped: initialize (exit status 1)', 0],
  ])('is not replaced where it %s; it runs again, as it was', async (_, words, code) => {
    await replace(ending(words, code, '1'));
    await expect(replace(ending(SAFE, 0, '2'))).rejects.toMatchObject({
      trouble: {
        code: 'container.unsafe-stop',
        what: 'study did not stop safely, so it was left as it was. Nothing is lost: it runs again.',
      },
    });
    expect(await all()).toBe('study running 1');
    expect(await policy()).toBe('unless-stopped');
  });

  test('is not replaced where it was killed before; once it stopped safely, it is', async () => {
    await replace(ending(SAFE, 0, '1'));
    await real.docker(['kill', 'study']);
    await expect(replace(ending(SAFE, 0, '2'))).rejects.toMatchObject({
      trouble: {
        code: 'container.unsafe-stop',
        what: 'study was ended before it could copy its data to safety, so it is not replaced.',
      },
    });
    expect(await all()).toBe('study exited 1');
    await real.docker(['start', 'study']);
    await upTimes(2);
    await replace(ending(SAFE, 0, '2'));
    expect(await all()).toBe('study running 2');
  });

  test('proves nothing by what it said before its last start', async () => {
    await replace(ending(SAFE, 0, '1'));
    await real.docker(['stop', 'study']);
    await real.docker(['start', 'study']);
    await real.docker(['kill', 'study']);
    // The words of the stop before stand in the log still.
    expect((await real.docker(['logs', 'study'])).stdout).toContain(SAFE);
    await expect(replace(ending(SAFE, 137, '2'))).rejects.toMatchObject({
      trouble: { code: 'container.unsafe-stop' },
    });
    expect(await all()).toBe('study exited 1');
  });
});

describe('a container whose data are not to be kept', () => {
  test('is ended before it could bring them anywhere', async () => {
    const spec = ending(SAFE, 0, '1');
    await replace(spec);
    for await (const _ of engine.rest({ spec, anyhow: true, unsaved: true }));
    expect(await all()).toBe('study exited 1');
    expect((await real.docker(['logs', 'study'])).stdout).not.toContain(SAFE);
    expect(await policy()).toBe('no');
  });
});

describe('a container that its owner stops', () => {
  const stop = async (spec: ReturnType<typeof ending>) => {
    for await (const _ of engine.rest({ spec, forGood: true }));
  };

  test('stays at rest, and runs again as the same one', async () => {
    const spec = ending(SAFE, 0, '1');
    await replace(spec);
    await stop(spec);
    expect(await all()).toBe('study exited 1');
    expect(await policy()).toBe('no');
    for await (const _ of engine.start(spec));
    expect(await all()).toBe('study running 1');
    expect(await policy()).toBe(spec.restart);
  });

  test('is kept from starting with the server where it ended by itself', async () => {
    const spec = ending(SAFE, 0, '1');
    await replace(spec);
    await real.docker(['kill', 'study']);
    await stop(spec);
    expect(await policy()).toBe('no');
  });

  test('runs on where it does not prove that its data are safe', async () => {
    const spec = ending(SAFE, 1, '1');
    await replace(spec);
    await expect(stop(spec)).rejects.toMatchObject({ trouble: { code: 'container.unsafe-stop' } });
    expect(await all()).toBe('study running 1');
    expect(await policy()).toBe(spec.restart);
  });

  test('is left alone where it is not ours, and missed where it is gone', async () => {
    const spec = ending(SAFE, 0, '1');
    await stop(spec);
    const start = async () => {
      for await (const _ of engine.start(spec));
    };
    await expect(start()).rejects.toMatchObject({ trouble: { code: 'container.gone' } });
    await replace(spec);
    const theirs = { ...spec, labels: { 'setup-server.install': 'other' } };
    await expect(stop(theirs)).rejects.toMatchObject({ trouble: { code: 'docker.name-taken' } });
    expect(await all()).toBe('study running 1');
  });
});
