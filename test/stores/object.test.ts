import { describe, expect, it } from 'vitest';
import { Secret } from '../../source/secrets/secret.ts';
import { judgeObject } from '../../source/stores/judge-object.ts';
import { problemWithObjectAddress, readObjectAddress } from '../../source/stores/object-address.ts';
import type { Store } from '../../source/stores/store.ts';

describe('the address of a file in a bucket', () => {
  it.each([
    ['s3://shop/config/prod.env', { bucket: 'shop', key: 'config/prod.env' }],
    ['S3://shop.example.org/a', { bucket: 'shop.example.org', key: 'a' }],
  ])('%s', (path, address) => {
    expect(readObjectAddress(path)).toEqual(address);
    expect(problemWithObjectAddress(path)).toBeUndefined();
  });

  it.each(['s3://shop', 's3://shop/', 's3://shop/config/', 's3:///prod.env', 's3://shop/a b'])(
    '%s is none',
    (path) => {
      expect(readObjectAddress(path)).toBeUndefined();
      expect(problemWithObjectAddress(path)).toContain('s3://shop/config/prod.env');
    },
  );

  it('is no path of this computer', () => {
    expect(problemWithObjectAddress('~/s3/env.list')).toBeUndefined();
  });
});

describe('a file in a bucket that can not be read', () => {
  const store: Store = {
    ...{ kind: 's3', endpoint: null, region: 'eu-central-1', bucket: 'shop' },
    ...{ accessKeyId: 'AKIA', secretAccessKey: new Secret('x') },
  };
  const judged = (status: number, code: string, says = '') =>
    judgeObject(
      store,
      { bucket: 'shop', key: 'config/prod.env' },
      { status, body: code && `<Error><Code>${code}</Code></Error>` },
      says,
    );

  it.each([
    [404, 'NoSuchKey', 'store.no-object', 'There is no config/prod.env in the bucket shop.'],
    [
      403,
      'AccessDenied',
      'store.denied',
      'Your credentials may not read config/prod.env in the bucket shop.',
    ],
    [404, 'NoSuchBucket', 'store.absent', 'There is no such place: the bucket shop.'],
    [403, 'InvalidAccessKeyId', 'store.key', 'The key does not open the bucket shop.'],
    [0, '', 'store.unreachable', 'The storage service of the bucket shop does not answer.'],
  ])('%i %s', (status, code, named, what) => {
    expect(judged(status, code, 'no way')).toMatchObject({ code: named, what });
  });

  it('is told of in no way where it was read', () => {
    expect(judged(200, '')).toBeUndefined();
  });
});
