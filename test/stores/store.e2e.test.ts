import { beforeAll, describe, expect, it } from 'vitest';
import { lookAtStore } from '../../source/edges/stores/look-at-store.ts';
import { Secret } from '../../source/secrets/secret.ts';
import { presigned } from '../../source/stores/presign.ts';
import type { Store } from '../../source/stores/store.ts';
import { type Moto, startMoto } from '../dns-providers/moto.ts';
import { localConnection } from '../local-connection.ts';
import { rangeUp } from '../range/range.ts';

type S3 = Extract<Store, { kind: 's3' }>;

const ALL = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] };

/** Moto looks at no signature in a URL: what a refusal means is tried in `store.test.ts`. */
describe('an S3 service', () => {
  let moto: Moto;
  let all: S3;
  const { signal } = new AbortController();

  beforeAll(async () => {
    await rangeUp({ suites: ['trixie'], apps: [] });
    moto = await startMoto();
    const { id, secret } = await moto.keyOf('anna', JSON.stringify(ALL));
    all = {
      ...{ kind: 's3', endpoint: moto.endpoint, region: 'us-east-1', bucket: 'forms' },
      ...{ accessKeyId: id, secretAccessKey: new Secret(secret) },
    };
    const made = await fetch(presigned(all, { method: 'PUT' }, new Date()), { method: 'PUT' });
    expect(made.status).toBe(200);
    return () => moto.stop();
  });

  const tried = async (store: Store, connection = localConnection('')) =>
    await lookAtStore(store, connection, signal).then(
      (fact) => fact,
      ({ trouble }) => trouble,
    );
  const keys = async () => {
    const reply = await fetch(presigned(all, { method: 'GET' }, new Date()));
    return [...(await reply.text()).matchAll(/<Key>([^<]+)/g)].map(([, key]) => key);
  };

  it('is found in order, and left as it was', async () => {
    expect(await tried(all)).toEqual({ name: 'the bucket forms', from: 'server', holds: [] });
    expect(await keys()).toEqual([]);
    const put = presigned(all, { method: 'PUT', key: 'config.yml' }, new Date());
    await fetch(put, { method: 'PUT', body: 'x' });
    expect(await tried(all)).toMatchObject({ holds: ['config.yml'] });
    expect(await keys()).toEqual(['config.yml']);
  });

  it('is tried from here where the host has no curl', async () => {
    const connection = { run: async () => ({ code: 90, stdout: '', stderr: '' }) };
    expect(await tried(all, connection as never)).toMatchObject({ from: 'here' });
  });

  it('has not the bucket', async () => {
    expect(await tried({ ...all, bucket: 'other' })).toMatchObject({ code: 'store.absent' });
  });

  it('does not answer', async () => {
    const store = { ...all, endpoint: 'http://127.0.0.1:1' };
    expect(await tried(store)).toMatchObject({ code: 'store.unreachable' });
  });
});
