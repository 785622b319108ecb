import { describe, expect, test } from 'vitest';
import { agreedVersion } from '../../source/edges/docker/api-version.ts';

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
