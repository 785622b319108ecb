import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type LookOptions, lookAtManifest } from '../../source/edges/registry/look-at-manifest.ts';
import { Secret } from '../../source/secrets/secret.ts';
import { digestOf, errors, ImitatedRegistry, json } from './imitated-registry.ts';

const NEVER = new AbortController().signal;
let registry: ImitatedRegistry;
beforeEach(async () => {
  registry = await ImitatedRegistry.start();
});
afterEach(() => registry.close());

const look = (image = 'a/b:1', options?: LookOptions) =>
  lookAtManifest(`${registry.host}/${image}`, NEVER, options);

describe('a registry that wants a token', () => {
  const challenge = (rest = '') =>
    `Bearer realm="http://${registry.host}/token",service="here",scope="repository:a/b:pull"${rest}`;
  const token = 'GET /token?service=here&scope=repository%3Aa%2Fb%3Apull';

  test.each(['token', 'access_token'])('gives one to anybody, as "%s"', async (field) => {
    registry.image('a/b', '1', { architecture: 'amd64' });
    registry.wants = { authorization: 'Bearer t0ken', challenge: challenge() };
    registry.on(token, json({ [field]: 't0ken', expires_in: 60 }));
    expect(await look()).toMatchObject({ is: 'there' });
    expect(registry.calls().filter((call) => call === token)).toHaveLength(1);
    const asked = registry.requests.find(({ call }) => call === token);
    expect(asked?.headers.authorization).toBeUndefined();
  });

  test('gives one that opens nothing here: the image is hidden', async () => {
    registry.wants = {
      authorization: 'Bearer other',
      challenge: challenge(',error="insufficient_scope"'),
    };
    registry.on(token, json({ token: 't0ken' }));
    expect(await look()).toEqual({ is: 'hidden' });
    expect(registry.calls()).toHaveLength(3);
  });

  test.each([401, 403])('gives none (%i): the image is hidden', async (status) => {
    registry.wants = { authorization: 'Bearer other', challenge: challenge() };
    registry.on(token, errors(status, 'DENIED'));
    expect(await look()).toEqual({ is: 'hidden' });
  });

  test('is given a password where there is one, and the registry itself never sees it', async () => {
    registry.image('a/b', '1', { architecture: 'amd64' });
    registry.wants = { authorization: 'Bearer t0ken', challenge: challenge() };
    const anna = `Basic ${Buffer.from('anna:p:w').toString('base64')}`;
    registry.on(token, (response, { headers }) =>
      (headers.authorization === anna ? json({ token: 't0ken' }) : errors(401, 'DENIED'))(response),
    );
    const findCredentials = async (name: string | null) =>
      name === registry.host ? { user: 'anna', password: new Secret('p:w') } : null;
    expect(await look('a/b:1', { findCredentials })).toMatchObject({ is: 'there' });
    const shown = registry.requests.filter(({ headers }) => headers.authorization === anna);
    expect(shown.map(({ call }) => call)).toEqual([token]);
  });

  test('or a password alone', async () => {
    registry.image('a/b', '1', { architecture: 'amd64' });
    const authorization = `Basic ${Buffer.from('anna:pw').toString('base64')}`;
    registry.wants = { authorization, challenge: 'Basic realm="r"' };
    expect(await look()).toEqual({ is: 'hidden' });
    const findCredentials = async () => ({ user: 'anna', password: new Secret('pw') });
    expect(await look('a/b:1', { findCredentials })).toMatchObject({ is: 'there' });
  });

  test('whose token would add a header of its own is not understood', async () => {
    registry.wants = { authorization: 'Bearer x', challenge: challenge() };
    registry.on(token, json({ token: 'x\r\nCookie: a' }));
    expect(await look()).toMatchObject({ is: 'unknown', code: 'registry.unreadable' });
  });

  test('from a place that is not encrypted is not asked', async () => {
    const realm = 'Bearer realm="http://registry.invalid/token"';
    registry.wants = { authorization: 'Bearer x', challenge: realm };
    expect(await look()).toMatchObject({ is: 'unknown', code: 'registry.unreadable' });
    expect(registry.calls()).toHaveLength(1);
  });
});

describe('a registry that sends on to another place', () => {
  test('is followed there, and the token stays behind', async () => {
    const store = await ImitatedRegistry.start();
    try {
      registry.image('a/b', '1', { architecture: 'amd64' });
      registry.wants = {
        authorization: 'Bearer t',
        challenge: `Bearer realm="http://${registry.host}/token"`,
      };
      registry.on('GET /token?scope=repository%3Aa%2Fb%3Apull', json({ token: 't' }));
      const text = JSON.stringify({
        os: 'linux',
        architecture: 'amd64',
        config: { User: 'moved' },
      });
      const digest = digestOf(text);
      store.on('GET /deep/blob?sig=1', (response) => response.end(text));
      registry.on(`GET /v2/a/b/blobs/${digest}`, (response) =>
        response.writeHead(307, { location: `http://${store.host}/deep/blob?sig=1` }).end(),
      );
      registry.manifest('a/b', '1', {
        config: { mediaType: 'application/vnd.oci.image.config.v1+json', digest, size: 1 },
        layers: [],
      });
      expect(await look()).toMatchObject({
        platforms: [{ architecture: 'amd64', content: { declares: { user: 'moved' } } }],
      });
      expect(store.requests.map(({ headers }) => headers.authorization)).toEqual([undefined]);
    } finally {
      await store.close();
    }
  });

  test('and on without end is given up', async () => {
    registry.on('GET /v2/a/b/manifests/1', (response) =>
      response.writeHead(302, { location: '/v2/a/b/manifests/1' }).end(),
    );
    expect(await look()).toMatchObject({ is: 'unknown', code: 'registry.unreadable' });
    expect(registry.calls()).toHaveLength(6);
  });
});
