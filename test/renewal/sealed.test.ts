import { expect, it } from 'vitest';
import {
  readSealed,
  type Sealed,
  sameSealed,
  sealedContent,
  sealedText,
  withKeptSecrets,
} from '../../source/renewal/sealed.ts';
import { Secret } from '../../source/secrets/secret.ts';

const NASTY = '"\\\n\u2028{"secret": "x"}, [secret] ü';
const value: Sealed = {
  kind: 'mail',
  port: 587,
  none: null,
  names: ['a', 'b'],
  empty: [],
  password: new Secret(NASTY),
};

it('is read as it was written, secrets as secrets', () => {
  const read = readSealed(sealedText(value).reveal());
  expect(sameSealed(value, read)).toBe(true);
  const { password } = read as { password: Secret };
  expect(password).toBeInstanceOf(Secret);
  expect(password.reveal()).toBe(NASTY);
});

it('is JSON, and shows no secret where it is shown', () => {
  const parsed = JSON.parse(sealedText(value).reveal());
  expect(parsed.password).toEqual({ secret: NASTY });
  expect(parsed.names).toEqual(['a', 'b']);
  const shown = sealedContent(value).join('');
  expect(shown).toContain('"port": 587');
  expect(shown).not.toContain('secret": "x');
});

it('counts as none where it is no JSON', () => {
  expect(readSealed('{"kind": ')).toBeUndefined();
});

const wanted = { host: 'smtp.example.org', user: 'anna', password: new Secret('') };
const found = { ...wanted, password: new Secret('hush') };

it.each<[string, Sealed, Sealed | undefined, string]>([
  ['is kept where it is not given', wanted, found, 'hush'],
  ['gives way to a new one', { ...wanted, password: new Secret('new') }, found, 'new'],
  ['goes to no other server', { ...wanted, host: 'smtp.evil.org' }, found, ''],
  ['is not there on a fresh server', wanted, undefined, ''],
])('a secret %s', (_, one, other, expected) => {
  const { password } = withKeptSecrets(one, other) as { password: Secret };
  expect(password.reveal()).toBe(expected);
});

it('keeps secrets deep inside', () => {
  const deep = { dns: { provider: 'desec', answers: { token: new Secret('') } } };
  const there = { dns: { provider: 'desec', answers: { token: new Secret('t0ken') } } };
  expect(sameSealed(withKeptSecrets(deep, there), there)).toBe(true);
});
