import { describe, expect, test } from 'vitest';
import { agreedVersion } from '../../source/edges/docker/api-version.ts';
import { partsOf, registryOf } from '../../source/edges/docker/image-reference.ts';

describe('image references', () => {
  test.each([
    ['nginx', 'nginx', 'latest', 'Docker Hub'],
    ['jatos/jatos:3.9', 'jatos/jatos', '3.9', 'Docker Hub'],
    ['docker.io/library/nginx:1', 'docker.io/library/nginx', '1', 'Docker Hub'],
    ['ghcr.io/a/b', 'ghcr.io/a/b', 'latest', 'ghcr.io'],
    ['localhost/a', 'localhost/a', 'latest', 'localhost'],
    [
      'registry.example.org:5000/a',
      'registry.example.org:5000/a',
      'latest',
      'registry.example.org:5000',
    ],
    ['localhost:5000/a:1', 'localhost:5000/a', '1', 'localhost:5000'],
    ['a@sha256:abc', 'a', 'sha256:abc', 'Docker Hub'],
    ['a/b:1@sha256:abc', 'a/b', 'sha256:abc', 'Docker Hub'],
  ])('%s', (image, fromImage, tag, registry) => {
    expect(partsOf(image)).toEqual({ fromImage, tag });
    expect(registryOf(image)).toBe(registry);
  });
});

describe('the version of the Engine API', () => {
  const engine = (apiVersion: string, oldestApiVersion: string) => ({
    version: '1.2.3',
    apiVersion,
    oldestApiVersion,
    architecture: 'amd64',
  });

  test.each([
    ['Debian 12: Docker 20.10', '1.41', '1.12', 'v1.41'],
    ['Debian 13: Docker 26.1', '1.45', '1.24', 'v1.44'],
    ['Docker 29', '1.52', '1.44', 'v1.44'],
    ['an engine of later years', '1.61', '1.50', 'v1.50'],
    ['one that names no oldest version', '1.43', '', 'v1.43'],
    ['another major version', '2.1', '2.0', 'v2.0'],
  ])('%s', (_title, newest, oldest, agreed) => {
    expect(agreedVersion(engine(newest, oldest))).toBe(agreed);
  });

  test('an engine that is too old is refused in plain words', () => {
    expect(() => agreedVersion(engine('1.39', '1.12'))).toThrow(
      'Docker 1.2.3 on this server is too old.',
    );
  });
});
