import { afterEach, beforeEach, expect, test } from 'vitest';
import { lookAtImage } from '../../source/edges/registry/look-at-image.ts';
import { ExpectedError } from '../../source/expected-error.ts';
import { Secret } from '../../source/secrets/secret.ts';
import { ImitatedRegistry } from './imitated-registry.ts';

const NEVER = new AbortController().signal;
let registry: ImitatedRegistry;
beforeEach(async () => {
  registry = await ImitatedRegistry.start();
  registry.image('a/b', '1', { architecture: 'amd64' });
  registry.wants = {
    authorization: `Basic ${Buffer.from('anna:pw').toString('base64')}`,
    challenge: 'Basic realm="r"',
  };
});
afterEach(() => registry.close());

const look = (password?: string) =>
  lookAtImage(
    `${registry.host}/a/b:1`,
    password === undefined ? undefined : { user: 'anna', password: new Secret(password) },
    NEVER,
  );

test('an image that is hidden from everybody is there for whoever logs in', async () => {
  expect(await look()).toEqual({ is: 'hidden' });
  expect(await look('pw')).toMatchObject({ is: 'there' });
});

test('a login that does not open it is refused in plain words', async () => {
  const error = await look('hush-wrong').catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(ExpectedError);
  const { trouble } = error as ExpectedError;
  expect(trouble.code).toBe('registry.login-refused');
  expect(trouble.what).toBe(`${registry.host} does not show ${registry.host}/a/b:1 to anna.`);
  expect(JSON.stringify(trouble)).not.toContain('hush-wrong');
});

test('a login that nobody needs does no harm', async () => {
  registry.wants = undefined as never;
  expect(await look('pw')).toMatchObject({ is: 'there' });
});
