import { expect, it } from 'vitest';
import { Facts, query } from '../../source/facts/facts.ts';
import { Secret } from '../../source/secrets/secret.ts';
import { secretsAsSeen, secretsIn, withoutSecretsIn } from '../../source/secrets/secrets-in.ts';

const entries = new Map([['KEY', new Secret('kept on the server')]]);
const sighting = {
  query: query('envFile', 'ssh://host', '/env.list'),
  value: { entries, sha256: '', mode: '600' },
};
const RECORD = { format: 1, app: '', image: '', digest: null, by: '', at: '', version: '' };
const seen = new Facts([sighting]);
const answers = { password: new Secret('typed here'), hostname: 'a.example.org' };
const secrets = secretsIn(answers, seen);

it('takes what was typed and what lies in env.list out of what programs print', () => {
  const said = { type: 'said', step: 'a', line: 'got typed here and kept on the server' } as const;
  expect(withoutSecretsIn(said, secrets)).toEqual({
    ...said,
    line: 'got [secret] and [secret]',
  });
});

it('takes them out of every text of a failure', () => {
  const trouble = {
    code: 'a',
    what: 'It printed typed here.',
    next: ['typed here'],
    detail: 'KEY=kept on the server',
  };
  expect(withoutSecretsIn({ type: 'failed', step: 'a', trouble }, secrets)).toMatchObject({
    trouble: {
      code: 'a',
      what: 'It printed [secret].',
      next: ['[secret]'],
      detail: 'KEY=[secret]',
    },
  });
});

it('leaves what was answered in the open, though it lies in env.list as well', () => {
  const entries = new Map(
    Object.entries({ NAME: 'a.example.org', MORE: 'b.example.org', TLS: 'true', KEY: 'k3y-x' }).map(
      ([name, value]) => [name, new Secret(value)],
    ),
  );
  const lists = new Facts([{ ...sighting, value: { ...sighting.value, entries } }]);
  const open = { ...answers, 'hostname.more': 'www.example.org b.example.org' };
  const said = { type: 'said', step: 'a', line: 'a.example.org, b.example.org, true: k3y-x' };
  expect(withoutSecretsIn(said, secretsIn(open, lists)).line).toBe(
    'a.example.org, b.example.org, true: [secret]',
  );
});

it('leaves what was answered in the open when it was set up', () => {
  const said = { type: 'said', step: 'a', line: 'the bucket forms, kept on the server' };
  const entries = new Map([...sighting.value.entries, ['S3BUCKET', new Secret('forms')]]);
  const lists = new Facts([
    { ...sighting, value: { ...sighting.value, entries } },
    {
      query: query('record', 'ssh://host', 'docs'),
      value: { ...RECORD, answers: { 'settings.S3BUCKET': 'forms' } },
    },
  ]);
  expect(withoutSecretsIn(said, secretsIn({}, lists)).line).toBe('the bucket forms, [secret]');
});

it('leaves what programs compare as it is, though a secret reads the same', () => {
  const failed = { type: 'failed', step: 'docker.install', trouble: { code: 'docker', what: 'a' } };
  expect(withoutSecretsIn(failed, [new Secret('failed'), new Secret('docker')])).toEqual(failed);
});

it('knows those that were seen meanwhile, and gathers nothing twice', () => {
  let now = new Facts();
  const known = secretsAsSeen(answers, () => now);
  const before = known();
  expect(before).toHaveLength(1);
  expect(known()).toBe(before);
  now = now.with([sighting]);
  expect(known()).toEqual(secrets);
});
