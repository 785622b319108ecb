import { execa } from 'execa';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { EngineClient } from '../../source/edges/docker/client.ts';
import { creationBody } from '../../source/edges/docker/creation-body.ts';
import { openEngine } from '../../source/edges/docker/engine.ts';
import { EngineRefusal } from '../../source/edges/docker/engine-refusal.ts';
import { openClient } from '../../source/edges/docker/open-client.ts';
import { ImitatedEngine, json, refuse } from './imitated-engine.ts';
import { sampleSpec } from './sample-spec.ts';

let imitated: ImitatedEngine;
let client: EngineClient;

beforeEach(async () => {
  imitated = await ImitatedEngine.start();
  client = await openClient(imitated.socketPath, 'v1.41');
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await imitated.close();
});

describe("the person's own DOCKER_ variables", () => {
  test.each([
    ['DOCKER_HOST', 'tcp://127.0.0.1:9'],
    ['DOCKER_HOST', 'ssh://root@127.0.0.1'],
    ['DOCKER_HOST', 'unix:///nowhere/docker.sock'],
    ['DOCKER_HOST', 'not a host at all ://'],
    ['DOCKER_CLIENT_TIMEOUT', '1'],
  ])('%s=%s leads nowhere else, and is left as it is', async (name, value) => {
    vi.stubEnv('DOCKER_HOST', 'tcp://127.0.0.1:9');
    vi.stubEnv('DOCKER_TLS_VERIFY', '1');
    vi.stubEnv('DOCKER_CERT_PATH', '/nowhere');
    vi.stubEnv('DOCKER_PATH_PREFIX', '/elsewhere');
    vi.stubEnv(name, value);
    const before = { ...process.env };
    const unversioned = await openClient(imitated.socketPath);
    expect(await unversioned.version()).toMatchObject({ version: '28.2.2' });
    expect({ ...process.env }).toEqual(before);
  });
});

describe("the person's DEBUG variable", () => {
  test('makes nothing of what goes to Docker and back appear on the terminal', async () => {
    imitated.on('GET /containers/x/json', json({ Config: { Env: ['KEY=hunter2'] } }));
    const script = `
      import { openClient } from ${JSON.stringify(import.meta.resolve('../../source/edges/docker/open-client.ts'))};
      const client = await openClient(${JSON.stringify(imitated.socketPath)});
      await client.inspectContainer('x').catch(() => console.log('asked'));
    `;
    const words = ['--import', 'tsx', '--input-type=module', '--eval', script];
    const { stdout, stderr } = await execa('node', words, { env: { DEBUG: 'modem' } });
    expect(stdout).toBe('asked');
    expect(stderr).toBe('');
    expect(imitated.requests).toHaveLength(1);
  });
});

describe('a call', () => {
  test('is versioned as agreed, and the agreement is found without a version', async () => {
    const engine = await openEngine(imitated.socketPath);
    imitated.on('POST /images/create', refuse(500, 'enough'));
    await expect(engine.pull('a:1')[Symbol.asyncIterator]().next()).rejects.toThrow();
    expect(imitated.requests.map(({ url }) => url)).toEqual([
      '/version',
      '/v1.44/images/create?fromImage=a&tag=1',
    ]);
  });

  test('keeps the environment of a container out of the URL', async () => {
    imitated.on('POST /containers/create', json({ Id: 'c1' }, 201));
    const body = creationBody(sampleSpec(), ['KEY=hunter2'], null);
    expect(await client.createContainer('study', body)).toBe('c1');
    const [request] = imitated.requests;
    expect(request?.url).toBe('/v1.41/containers/create?name=study');
    expect(JSON.parse(request?.body ?? '')).toEqual(body);
  });

  test('whose answer is cut ends all the same', async () => {
    imitated.on('GET /containers/x/json', (response) => {
      response.writeHead(200, { 'content-length': 100 });
      response.write('{"Id":', () => response.destroy());
    });
    await expect(client.inspectContainer('x')).rejects.toMatchObject({
      code: 'docker.connection-lost',
      trouble: { passing: true },
    });
  });

  test('that gets no answer ends with the signal, whose reason it throws', async () => {
    const stop = new AbortController();
    const reason = new Error('stopped');
    imitated.on('GET /containers/x/json', () => stop.abort(reason));
    await expect(client.inspectContainer('x', stop.signal)).rejects.toBe(reason);
  });

  test('without anybody there tells of a lost connection', async () => {
    const nowhere = await openClient('/nowhere/docker.sock');
    await expect(nowhere.version()).rejects.toMatchObject({ code: 'docker.connection-lost' });
  });

  test('to something else than Docker says so', async () => {
    imitated.on('GET /version', (response) => response.socket?.end('SSH-2.0-OpenSSH_9.2\r\n'));
    await expect(client.version()).rejects.toMatchObject({ code: 'docker.not-docker' });
  });

  test('that is refused gives the engine’s own words', async () => {
    imitated.on('POST /containers/c1/rename', refuse(409, 'Conflict. The name is in use.'));
    const error = await client.renameContainer('c1', 'x').catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(EngineRefusal);
    expect(error).toMatchObject({ status: 409, says: 'Conflict. The name is in use.' });
  });

  test('for what is not there gives null, and what is so already is fine', async () => {
    imitated
      .on('GET /containers/x/json', refuse(404, 'No such container: x'))
      .on('GET /images/x/json', refuse(404, 'No such image: x'))
      .on('DELETE /containers/x', refuse(404, 'No such container: x'))
      .on('POST /containers/x/(start|stop)', (response) => response.writeHead(304).end());
    expect(await client.inspectContainer('x')).toBeNull();
    expect(await client.imageArchitecture('x')).toBeNull();
    await client.removeContainer('x');
    await client.startContainer('x');
    await client.stopContainer('x', 7);
    expect(imitated.requests.at(-1)?.url).toBe('/v1.41/containers/x/stop?t=7');
    imitated.on('POST /containers/x/kill', refuse(409, 'Container x is not running'));
    await client.killContainer('x');
  });
});
