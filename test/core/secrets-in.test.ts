import { expect, it } from 'vitest';
import { Facts, query } from '../../source/facts/facts.ts';
import { Secret } from '../../source/secret.ts';
import { secretsIn, withoutPrintedSecrets } from '../../source/secrets-in.ts';

const entries = new Map([['KEY', new Secret('kept on the server')]]);
const seen = new Facts([
  {
    query: query('envFile', 'ssh://host', '/env.list'),
    value: { entries, sha256: '', mode: '600' },
  },
]);
const secrets = secretsIn({ password: new Secret('typed here'), hostname: 'a.example.org' }, seen);

it('takes what was typed and what lies in env.list out of what programs print', () => {
  const said = { type: 'said', step: 'a', line: 'got typed here and kept on the server' } as const;
  expect(withoutPrintedSecrets(said, secrets)).toEqual({
    ...said,
    line: 'got [secret] and [secret]',
  });
});

it('takes them out of the raw message of a failure', () => {
  const trouble = { code: 'a', what: 'It failed.', detail: 'KEY=kept on the server' };
  expect(withoutPrintedSecrets({ type: 'failed', step: 'a', trouble }, secrets)).toMatchObject({
    trouble: { detail: 'KEY=[secret]' },
  });
});
