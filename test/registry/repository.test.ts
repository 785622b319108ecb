import { afterEach, beforeEach, expect, test } from 'vitest';
import { askWithin } from '../../source/edges/registry/exchange.ts';
import { openRepository, type Repository } from '../../source/edges/registry/repository.ts';
import { ImitatedRegistry, json } from './imitated-registry.ts';

let registry: ImitatedRegistry;
let repository: Repository;
beforeEach(async () => {
  registry = await ImitatedRegistry.start();
  const ask = askWithin(20, new AbortController().signal);
  repository = openRepository({ registry: registry.host, repository: 'a/b' }, ask);
});
afterEach(() => registry.close());

test('the digest that a tag means is had without its manifest, which would count', async () => {
  const digest = registry.image('a/b', '1', { architecture: 'amd64' });
  expect(await repository.digest('1')).toBe(digest);
  expect(registry.calls()).toEqual(['HEAD /v2/a/b/manifests/1']);
});

test('a version that is not there is a refusal', async () => {
  await expect(repository.digest('2')).rejects.toMatchObject({ status: 404 });
  await expect(repository.manifest('2')).rejects.toMatchObject({
    status: 404,
    codes: ['MANIFEST_UNKNOWN'],
  });
});

test('tags come page by page, and a list that never ends is cut', async () => {
  const page = Array.from({ length: 1000 }, (_, index) => `t${index}`);
  const link = '</v2/a/b/tags/list?n=1000>; rel=next';
  registry.on('GET /v2/a/b/tags/list?n=1000', json({ name: 'a/b', tags: page }, { link }));
  expect(await repository.tags()).toHaveLength(20_000);
  registry.on('GET /v2/a/b/tags/list?n=1000', json({ name: 'a/b', tags: null }));
  expect(await repository.tags()).toEqual([]);
});
