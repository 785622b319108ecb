import { createHmac } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Prompt } from '../../source/hosts/host.ts';
import { Secret } from '../../source/secrets/secret.ts';
import { sh } from '../../source/shell.ts';
import { hostPassword, rangeUp } from '../range/range.ts';
import { RealHosts, troubleOf } from './real-host.ts';

let real: RealHosts;

beforeAll(async () => {
  await rangeUp();
  real = await RealHosts.make();
});
afterEach(() => real.tidy());
afterAll(() => real.leave());

describe('a server that came with a password in a mail', () => {
  it('is entered with it, and asks for it once, however often the connection is opened', async () => {
    const server = await real.born('pw', { variant: 'root-password' });
    const { connection, prompts } = await real.enter(
      real.target(server),
      () => new Secret(hostPassword),
    );
    expect(connection.fact).toMatchObject({ open: true, user: 'root', password: true });
    await connection.reconnect();
    expect((await connection.run(sh`id -u`, { root: true })).stdout).toBe('0\n');
    const asked = { ask: 'password', user: 'root', host: server.address } as const;
    expect(prompts).toEqual([{ ...asked, again: false }]);
  });

  it('says a wrong password, asks three times in all, and then says what to do', async () => {
    const server = await real.born('pw', { variant: 'root-password' });
    const prompts: Prompt[] = [];
    const answers = ['wrong', 'wrong again', hostPassword];
    const { connection } = await real.enter(
      real.target(server),
      () => answers.shift() ?? null,
      prompts,
    );
    expect(connection.fact.open).toBe(true);
    expect(prompts.map((each) => 'again' in each && each.again)).toEqual([false, true, true]);

    const asked: Prompt[] = [];
    const trouble = await troubleOf(real.enter(real.target(server), () => 'wrong', asked));
    expect(trouble.code).toBe('ssh.password-wrong');
    expect(asked).toHaveLength(3);
    expect(JSON.stringify(trouble)).not.toContain('"wrong"');
  });

  it('that nobody gives is a fact: a key may do', async () => {
    const server = await real.born('pw', { variant: 'root-password' });
    const { connection } = await real.enter(real.target(server), () => null);
    expect(connection.fact).toEqual({
      open: false,
      refusal: 'key-refused',
      asksPassword: true,
      says: 'No key was let in, and no password was given (ssh.password).',
    });
  });
});

describe('a server that asks in its own words (keyboard-interactive)', () => {
  it('gets the password and a one-time code, and another code for another login', async () => {
    const server = await real.born('pw', { variant: 'root-password' });
    await server.exec(`
      apt-get update -qq && apt-get install -y -qq libpam-oath >/dev/null
      echo 'HOTP root - ${Buffer.from(SEED).toString('hex')}' > /etc/users.oath
      chmod 600 /etc/users.oath
      sed -i '1,/common-auth/ s|.*common-auth|&\\nauth required pam_oath.so usersfile=/etc/users.oath|' /etc/pam.d/sshd
      printf 'KbdInteractiveAuthentication yes\\nAuthenticationMethods keyboard-interactive\\n' > /etc/ssh/sshd_config.d/0.conf
      systemctl reload ssh
    `);
    let count = 0;
    const { connection, prompts } = await real.enter(real.target(server), (prompt) =>
      prompt.ask === 'password' ? new Secret(hostPassword) : hotp(SEED, count++),
    );
    await connection.reconnect();
    expect(connection.fact).toMatchObject({ open: true, user: 'root', password: true });
    expect(prompts.map(({ ask }) => ask)).toEqual(['password', 'other', 'other']);
    expect(prompts[1]).toMatchObject({ text: expect.stringContaining('One-time password') });
  });
});

const SEED = '12345678901234567890';

/** RFC 4226, 5.3. */
function hotp(seed: string, count: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(count));
  const digest = createHmac('sha1', seed).update(counter).digest();
  const offset = (digest.at(-1) ?? 0) & 15;
  return String((digest.readUInt32BE(offset) & 0x7fffffff) % 1e6).padStart(6, '0');
}
