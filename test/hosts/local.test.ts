import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Answers } from '../../source/answers/answers.ts';
import { commandEnvironment } from '../../source/edges/local/local-clients.ts';
import { openLocal } from '../../source/edges/local/open-local.ts';
import { Facts, query } from '../../source/facts/facts.ts';
import { lookOnHost } from '../../source/facts/look-on-host.ts';
import type { Connection } from '../../source/hosts/host.ts';
import { hostKindOf, reachedAt } from '../../source/hosts/index.ts';
import { LOCAL } from '../../source/hosts/local.ts';
import { applies } from '../../source/interview.ts';
import { questions } from '../../source/script.ts';
import { Secret } from '../../source/secrets/secret.ts';
import { sh } from '../../source/shell.ts';
import { stepsFor } from '../../source/steps/index.ts';
import { goal, ground, sudoLogin } from '../core/example-goal.ts';
import { nastyTexts } from '../ssh/nasty-texts.ts';

const nobody = async () => null;

describe('a command on this computer', () => {
  let connection: Connection;
  beforeAll(async () => {
    connection = await openLocal(nobody, 'linux');
  });
  afterAll(() => connection.close());

  it('gives its exit status, and both outputs apart', async () => {
    const reply = await connection.run(sh`echo out; echo err >&2; exit 3`);
    expect(reply).toEqual({ code: 3, stdout: 'out\n', stderr: 'err\n' });
  });

  it('gets every text unharmed, and its input to the end', async () => {
    const stdin = new Secret(nastyTexts.join('\n'));
    const reply = await connection.run(sh`printf '%s\\0' ${[...nastyTexts]}; cat`, { stdin });
    expect(reply.stdout).toBe(`${nastyTexts.join('\0')}\0${nastyTexts.join('\n')}`);
  });

  it('is ended with all that it started, when it is given up', async () => {
    const given = new AbortController();
    const lines: string[] = [];
    const running = connection.run(sh`sleep 300 & echo $!; wait`, {
      signal: given.signal,
      onLine: (line) => {
        lines.push(line);
        given.abort(new Error('given up'));
      },
    });
    await expect(running).rejects.toThrow('given up');
    const state = () => readFile(`/proc/${lines[0]}/stat`, 'utf8').catch(() => 'gone');
    await expect.poll(state).toMatch(/^gone$|\) Z /);
  });

  it('hands on what it writes, byte by byte, and no faster than that is taken', async () => {
    const all = await connection.output(sh`head -c 3000000 /dev/zero; printf ${'\\377\\0end'}`);
    const chunks: Buffer[] = [];
    for await (const chunk of all) chunks.push(chunk);
    const bytes = Buffer.concat(chunks);
    expect([bytes.length, bytes.subarray(-5)]).toEqual([
      3_000_005,
      Buffer.from([0xff, 0, ...Buffer.from('end')]),
    ]);
    const endless = await connection.output(sh`cat /dev/zero`);
    const enough = endless.readableHighWaterMark;
    await expect.poll(() => endless.readableLength).toBeGreaterThanOrEqual(enough);
    // Whoever writes waits from then on.
    const held = endless.readableLength;
    for (let trip = 0; trip < 3; trip += 1) await connection.run(sh`true`);
    expect([endless.readableLength, held < 1_000_000]).toEqual([held, true]);
    endless.destroy();
  });

  it('that fails in the middle of what it writes is no whole', async () => {
    const half = await connection.output(sh`echo half; echo why >&2; exit 4`);
    const read = async () => {
      for await (const _ of half);
    };
    await expect(read()).rejects.toThrow('why');
  });

  it('that takes too long is cut', async () => {
    const slow = connection.run(sh`sleep 300`, { timeoutSeconds: 1 });
    await expect(slow).rejects.toMatchObject({ code: 'ssh.command-timed-out' });
  });

  it('that kills its shell is not a crash of ours', async () => {
    expect((await connection.run(sh`kill -9 $$`)).code).toBe(255);
  });

  it('sees no answers and no Docker of somebody else in its environment', () => {
    const own = { HOME: '/h', SETUP_SERVER_SSH_PASSWORD: 'x', DOCKER_HOST: 'y', LC_ALL: 'z' };
    expect(commandEnvironment(own)).toEqual({ HOME: '/h' });
  });

  it('can look at what there is', async () => {
    const { signal } = new AbortController();
    const wanted = [query('system', LOCAL), query('login', LOCAL)];
    let facts = new Facts();
    for await (const seen of lookOnHost(connection, wanted, signal)) facts = facts.with([seen]);
    expect(facts.get(query('system', LOCAL))?.cores).toBeGreaterThan(0);
    const { fact } = connection;
    expect(facts.get(query('login', LOCAL))?.user).toBe(fact.open && fact.user);
  });
});

it.each([
  ['darwin', 'This computer runs macOS, and'],
  ['win32', 'This computer runs Windows, and'],
] as const)('on %s it is said honestly that it can not be', async (platform, what) => {
  await expect(openLocal(nobody, platform)).rejects.toMatchObject({
    code: 'local.not-linux',
    message: expect.stringContaining(what),
  });
});

describe('the choice between a server and this computer', () => {
  const asked = (answers: Answers) =>
    questions
      .filter((each) => each.section === 'Server' && applies(each, answers, new Facts()))
      .filter(({ expert }) => !expert)
      .map(({ id }) => id);

  it('is asked first, and what comes after it follows from it', () => {
    expect(asked({})).toEqual(['host.kind', 'server', 'ssh.user']);
    expect(asked({ 'host.kind': 'ssh' })).toEqual(['host.kind', 'server', 'ssh.user']);
    expect(asked({ 'host.kind': 'local' })).toEqual(['host.kind']);
  });

  it('is not asked of those who gave an address beforehand', () => {
    expect(asked({ server: 'h' })).toEqual(['server', 'ssh.user']);
    expect(hostKindOf({ server: 'h' }).id).toBe('ssh');
  });

  it('can be gone back to', () => {
    expect(asked({ 'host.kind': 'ssh', server: 'h' })).toContain('host.kind');
  });

  it('leads to this computer', () => {
    expect(hostKindOf({ 'host.kind': 'local' }).address({})).toBe(LOCAL);
    expect(reachedAt(LOCAL)).toBe('localhost');
  });
});

it('the plan is the same, but nobody must log in anew to use Docker', () => {
  const here = { ...goal, host: LOCAL };
  const ids = (of: typeof goal) =>
    stepsFor(of, { ...ground, login: sudoLogin }).map(({ id }) => id);
  expect(ids(here)).toEqual(ids(goal).filter((id) => id !== 'docker.group'));
});
