import { describe, expect, it } from 'vitest';
import { placesFor } from '../../bin/places.ts';
import type { Given, Source } from '../../source/answers/given.ts';
import type { RememberedHost } from '../../source/facts/installs/remembered.ts';
import { Secret } from '../../source/secrets/secret.ts';

const host = (address: string, name: string): RememberedHost => ({
  ...{ address, lastUsed: '2026-11-21T10:00:00Z' },
  installs: [{ install: 'jatos', app: 'JATOS', names: [name] }],
});
const ONE = host('ssh://root@203.0.113.7', 'one.example.org');
const TWO = host('ssh://root@203.0.113.8', 'two.example.org');
const PASSWORD = new Secret('correct horse');

function source(answers: Readonly<Record<string, Given['value']>>): Source {
  const origin = { from: 'environment', where: 'a variable' } as const;
  const given = Object.entries(answers).map(([id, value]) => [id, { value, origin }] as const);
  return { given: new Map(given), problems: [] };
}

const answersOf = (places: readonly Source[]) =>
  places.map(({ given }) => Object.fromEntries([...given].map(([id, { value }]) => [id, value])));

describe('the servers that are meant', () => {
  it('are all that are remembered, and none gets the password of another', () => {
    const given = source({ 'ssh.password': PASSWORD, 'sudo.password': PASSWORD, app: 'jatos' });
    expect(answersOf(placesFor(given, undefined, [ONE, TWO]))).toEqual([
      { app: 'jatos', 'host.kind': ONE.address },
      { app: 'jatos', 'host.kind': TWO.address },
    ]);
  });

  it.each<[string, string | undefined, RememberedHost[], Record<string, string>, object]>([
    ['the only one', undefined, [ONE], {}, { 'host.kind': ONE.address }],
    ['the one of a name', 'two.example.org', [ONE, TWO], {}, { 'host.kind': TWO.address }],
    ['one that nobody knows', 'new.example.org', [ONE, TWO], {}, { server: 'new.example.org' }],
    ['the one of an answer', undefined, [ONE, TWO], { server: 'x' }, { server: 'x' }],
    ['none, where none is known', undefined, [], {}, {}],
  ])('are %s', (_, word, hosts, given, wanted) => {
    const places = placesFor(source({ 'ssh.password': PASSWORD, ...given } as never), word, hosts);
    expect(places).toHaveLength(1);
    expect(answersOf(places)[0]).toMatchObject({ 'ssh.password': PASSWORD, ...wanted });
  });
});
