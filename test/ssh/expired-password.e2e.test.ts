import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Prompt } from '../../source/hosts/host.ts';
import { Secret } from '../../source/secrets/secret.ts';
import { sh } from '../../source/shell.ts';
import { hostPassword, rangeUp, type Suite } from '../range/range.ts';
import { RealHosts, troubleOf } from './real-host.ts';

let real: RealHosts;
const CHOSEN = 'a new long password, with $signs';

beforeAll(async () => {
  await rangeUp();
  real = await RealHosts.make();
});
afterEach(() => real.tidy());
afterAll(() => real.leave());

describe.each<Suite>(['bookworm', 'trixie'])('a password that has expired, on %s', (suite) => {
  it('is changed: the new one is asked for twice, and then opens the server', async () => {
    const server = await real.born('expired', { variant: 'root-expired', suite });
    const news = ['typed', 'otherwise', hostPassword, hostPassword, CHOSEN, CHOSEN];
    const { connection, prompts } = await real.enter(real.target(server), (prompt) =>
      prompt.ask === 'password' ? new Secret(hostPassword) : new Secret(news.shift() ?? ''),
    );
    expect(connection.fact).toMatchObject({ open: true, user: 'root', password: true });
    expect((await connection.run(sh`id -u`)).stdout).toBe('0\n');
    expect(problemsIn(prompts)).toEqual([
      null,
      'The two were not the same.',
      // Debian 13 lets root take the old one again; Debian 12 refuses it.
      ...(suite === 'bookworm' ? [expect.stringMatching(/[Pp]assword/)] : []),
    ]);
    expect(prompts.filter(({ ask }) => ask === 'password')).toHaveLength(1);
    const given = suite === 'bookworm' ? CHOSEN : hostPassword;
    const again = await real.enter(real.target(server), () => given);
    expect(again.connection.fact.open).toBe(true);
  });
});

it('stays as it is where nobody chooses a new one', async () => {
  const server = await real.born('expired', { variant: 'root-expired' });
  const entering = real.enter(real.target(server), ({ ask }) =>
    ask === 'password' ? hostPassword : null,
  );
  expect((await troubleOf(entering)).code).toBe('ssh.password-expired');
  expect(await server.exec('chage -l root')).toContain('must be changed');
});

function problemsIn(prompts: readonly Prompt[]) {
  return prompts.flatMap((each) =>
    each.ask === 'new-password' && !each.repeat ? [each.problem] : [],
  );
}
