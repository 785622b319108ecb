import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type LookOptions, lookAtManifest } from '../../source/edges/registry/look-at-manifest.ts';
import { digestOf, errors, ImitatedRegistry, json } from './imitated-registry.ts';

const NEVER = new AbortController().signal;
let registry: ImitatedRegistry;
beforeEach(async () => {
  registry = await ImitatedRegistry.start();
});
afterEach(() => registry.close());

const look = (image = 'a/b:1', options?: LookOptions) =>
  lookAtManifest(`${registry.host}/${image}`, NEVER, options);

describe('what is not there', () => {
  test('is told apart: no such image', async () => {
    registry.on('GET /v2/a/b/tags/list?n=1000', errors(404, 'NAME_UNKNOWN'));
    expect(await look()).toBeNull();
    registry.on('GET /v2/a/b/manifests/1', errors(404, 'NAME_UNKNOWN'));
    expect(await look()).toBeNull();
  });

  test('and no such tag, with the nearest that there is, on whichever page', async () => {
    registry
      .on(
        'GET /v2/a/b/tags/list?n=1000',
        json({ tags: ['latest', '3.9'] }, { link: '</v2/a/b/tags/list?last=3.9>; rel="next"' }),
      )
      .on('GET /v2/a/b/tags/list?last=3.9', json({ tags: ['3.10.4', 7] }));
    expect(await look('a/b:3.10.3')).toEqual({ is: 'no-such-tag', nearest: '3.10.4' });
    expect(await look('a/b:something-else')).toEqual({ is: 'no-such-tag', nearest: null });
  });

  test('a list of tags that leads elsewhere, or is refused, says nothing of the image', async () => {
    registry.on(
      'GET /v2/a/b/tags/list?n=1000',
      json({ tags: ['2'] }, { link: '<https://elsewhere.invalid/x>; rel="next"' }),
    );
    expect(await look()).toEqual({ is: 'no-such-tag', nearest: null });
    registry.on('GET /v2/a/b/tags/list?n=1000', errors(403, 'DENIED'));
    expect(await look()).toEqual({ is: 'no-such-tag', nearest: null });
  });
});

describe('a registry that can not be asked', () => {
  const limited = (headers: Record<string, string>) => {
    registry.on('GET /v2/a/b/manifests/1', errors(429, 'TOOMANYREQUESTS', headers));
    return look('a/b:1', { now: () => new Date('2026-03-02T10:00:00Z') });
  };
  const start = () => `${registry.host} takes no more requests from here for now`;

  test('because there were too many requests says so in its own figures', async () => {
    expect(await limited({ 'ratelimit-limit': '100;w=21600', 'retry-after': '3000' })).toEqual({
      is: 'unknown',
      code: 'registry.rate-limited',
      says: expect.stringMatching(
        `^${start()}: it takes 100 in 6 hours from one network\\. It works again on Monday 2 March at .*, in 50 minutes\\.$`,
      ),
    });
  });

  test('until a time that it does not know better than by its window', async () => {
    expect(await limited({ 'ratelimit-limit': '10;w=3600' })).toMatchObject({
      says: expect.stringMatching(/it takes 10 in one hour .*, in 60 minutes, at the latest\.$/),
    });
  });

  test('until a time since 1970, as Docker Hub was seen to give it', async () => {
    const at = String(Date.parse('2026-03-02T12:00:00Z') / 1000);
    for (const name of ['retry-after', 'x-ratelimit-reset'])
      expect(await limited({ [name]: at })).toMatchObject({
        says: expect.stringMatching(/for now\. It works again on Monday 2 March .*, in 2 hours\.$/),
      });
  });

  test('without a word of how long', async () => {
    expect(await limited({})).toMatchObject({ says: `${start()}.` });
  });

  test('because it fails', async () => {
    registry.on('GET /v2/a/b/manifests/1', errors(503, 'UNAVAILABLE'));
    expect(await look()).toEqual({
      is: 'unknown',
      code: 'registry.unreachable',
      says: `${registry.host} answers with an error of its own (503).`,
    });
  });

  test('because nothing is there', async () => {
    const { host } = registry;
    const port = host.split(':')[1];
    await registry.close();
    expect(await lookAtManifest(`${host}/a/b:1`, NEVER)).toEqual({
      is: 'unknown',
      code: 'registry.unreachable',
      says: `127.0.0.1 refused the connection: nothing listens on port ${port} there.`,
    });
    registry = await ImitatedRegistry.start();
  });

  test('because it does not answer in time', async () => {
    registry.on('GET /v2/a/b/manifests/1', () => {});
    expect(await look('a/b:1', { limitSeconds: 0.2 })).toMatchObject({
      is: 'unknown',
      code: 'registry.unreachable',
      says: expect.stringContaining('gave no answer'),
    });
  });

  test('any more, since the person stops', async () => {
    const stopping = new AbortController();
    registry.on('GET /v2/a/b/manifests/1', () => stopping.abort(new Error('stopped')));
    await expect(lookAtManifest(`${registry.host}/a/b:1`, stopping.signal)).rejects.toThrow(
      'stopped',
    );
  });

  test.each([
    ['what is no JSON', (response: { end: (text: string) => void }) => response.end('<html>')],
    [
      'a chart',
      json({
        config: { mediaType: 'application/vnd.cncf.helm.config.v1+json', digest: digestOf('') },
      }),
    ],
    ['an array', json([1])],
    ['an old manifest', json({ schemaVersion: 1, fsLayers: [] })],
    [
      'a path for a digest',
      json({
        config: { mediaType: 'application/vnd.oci.image.config.v1+json', digest: '../../x' },
      }),
    ],
  ])('because it answers with %s', async (_title, answer) => {
    registry.on('GET /v2/a/b/manifests/1', answer);
    expect(await look()).toEqual({
      is: 'unknown',
      code: 'registry.unreadable',
      says: `What ${registry.host} answers can't be understood.`,
    });
  });

  test('because what it gives is not what was asked for', async () => {
    const digest = digestOf('the right one');
    registry.on(`GET /v2/a/b/manifests/${digest}`, json({ manifests: [] }));
    expect(await look(`a/b@${digest}`)).toMatchObject({ code: 'registry.unreadable' });
  });
});
