import { expect, test } from 'vitest';
import { readChallenge } from '../../source/edges/registry/challenge.ts';

const bearer = (realm: string, service: string | null = null, scope: string | null = null) => ({
  scheme: 'bearer',
  realm,
  service,
  scope,
});

test.each<[string, string | undefined, unknown]>([
  [
    "Docker Hub's",
    'Bearer realm="https://auth.docker.io/token",service="registry.docker.io",scope="repository:library/nginx:pull"',
    bearer('https://auth.docker.io/token', 'registry.docker.io', 'repository:library/nginx:pull'),
  ],
  ['one without more than it needs', 'Bearer realm="https://r/t"', bearer('https://r/t')],
  [
    'a scope with a comma in it',
    'Bearer realm="https://r/t",scope="repository:a:pull,push",error="insufficient_scope"',
    bearer('https://r/t', null, 'repository:a:pull,push'),
  ],
  [
    'small letters, spaces, no quotes',
    'bearer realm = https://r/t , service=s',
    bearer('https://r/t', 's'),
  ],
  ['an escaped quote', 'Bearer realm="https://r/\\"t"', bearer('https://r/"t')],
  ['a password', 'Basic realm="Registry"', { scheme: 'basic' }],
  ['the first that we know', 'Negotiate, Basic realm="x"', { scheme: 'basic' }],
  ['a token and a password', 'Bearer realm="https://r/t", Basic realm="x"', bearer('https://r/t')],
  ['a bearer without a realm', 'Bearer service="s"', null],
  ['another scheme', 'Negotiate', null],
  ['none', undefined, null],
  ['nonsense', '"="=,,', null],
])('%s', (_title, header, challenge) => {
  expect(readChallenge(header)).toEqual(challenge);
});

test.each([
  ['many names', `Bearer ${'a='.repeat(50_000)}`],
  ['many open quotes', `Bearer ${'a="'.repeat(50_000)}`],
  ['many words', 'a '.repeat(50_000)],
  ['many pairs', `B ${'a=b '.repeat(20_000)}"`],
])('%s are read in the time of a test', (_title, header) => {
  expect(readChallenge(header)).toBeNull();
});
