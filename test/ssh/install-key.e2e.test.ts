import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { applyThrough } from '../../source/apply/apply.ts';
import { Facts } from '../../source/facts/facts.ts';
import { lookOnHost } from '../../source/facts/look-on-host.ts';
import type { Connection } from '../../source/hosts/host.ts';
import { loginKey } from '../../source/steps/login-key.ts';
import type { Step } from '../../source/steps/step.ts';
import { hostPassword, rangeUp } from '../range/range.ts';
import { RealHosts } from './real-host.ts';

let real: RealHosts;
const { signal } = new AbortController();

beforeAll(async () => {
  await rangeUp();
  real = await RealHosts.make();
});
afterEach(() => real.tidy());
afterAll(() => real.leave());

it('after a login by password, the own key is put on the server, once, and opens it', async () => {
  const server = await real.born('key', { variant: 'root-password' });
  await server.exec('install -d -m 700 /root/.ssh; printf "# kept" > /root/.ssh/authorized_keys');
  const target = real.target(server, { keyFile: server.keyFile });
  const { connection } = await real.enter(target, () => hostPassword);
  const { fact } = connection;
  const key = fact.open ? fact.publicKey : undefined;
  expect(key).toEqual({
    text: expect.stringMatching(/^ssh-ed25519 AAAA/),
    from: `${server.keyFile}.pub`,
  });

  const step = loginKey('h', { user: 'root', publicKey: key?.text ?? '', from: key?.from ?? '' });
  expect((await checked(step, connection)).holds).toBe(false);
  for (const action of step.actions(new Facts()))
    for await (const _ of applyThrough({ to: async () => connection }, 'h')(
      action,
      new Facts(),
      signal,
    ))
      void _;
  expect(await checked(step, connection)).toEqual({ holds: true });
  expect(await server.read('/root/.ssh/authorized_keys')).toBe(`# kept\n${key?.text}`);
  expect(await server.exec('stat -c "%a %U:%G" /root/.ssh/authorized_keys')).toBe('600 root:root');

  const again = await real.enter(target, () => null);
  expect(again.prompts).toEqual([]);
  expect(again.connection.fact).toEqual({ ...fact, password: undefined, publicKey: undefined });
});

async function checked(step: Step, connection: Connection) {
  let facts = new Facts();
  for await (const seen of lookOnHost(connection, step.sees, signal)) facts = facts.with([seen]);
  return step.check(facts);
}
