import { beforeAll, describe, expect, it } from 'vitest';
import { visitor } from '../front/visitor.ts';
import { dns, type Host, host, rangeUp } from '../range/range.ts';
import { only, wrong } from './messages.ts';
import { answersFor, newOperator, type Operator, started } from './operator.ts';

const HOSTNAME = 'z-move.range.test';
const ROW = '/opt/jatos_data/result_uploads/participant-1.json';

describe('an app that moves to another server', () => {
  let old: Host;
  let fresh: Host;
  let operator: Operator;
  let env: Record<string, string>;
  let written = 0;

  beforeAll(async () => {
    await rangeUp({ suites: ['trixie'], apps: ['nginx', 'jatos'] });
    const variant = { suite: 'trixie', variant: 'docker', disk: 'tmpfs' } as const;
    old = await host('z-move-old', variant);
    fresh = await host('z-move-new', variant);
    await dns.set(HOSTNAME, old.address);
    operator = await newOperator();
    const answers = await answersFor(old, HOSTNAME);
    const other = await answersFor(fresh, HOSTNAME);
    env = {
      SETUP_SERVER_SSH_FINGERPRINT: String(answers['ssh.fingerprint']),
      SETUP_SERVER_OTHER_SSH_FINGERPRINT: String(other['ssh.fingerprint']),
    };
    const file = await operator.answers({ app: 'jatos', ...answers });
    const first = await operator.run(['--answers', file, '--yes', '--json']);
    expect(wrong(first)).toEqual([]);
    return async () => {
      await dns.del(HOSTNAME);
      await old.remove();
      await fresh.remove();
    };
  });

  const way = () => ['move', `root@${old.address}`, '--to', `root@${fresh.address}`];
  const move = async (...words: string[]) =>
    await operator.run([...way(), ...words, '--yes', '--json'], { env });
  /** The name is switched by a person as soon as that is asked for. */
  const switching = async (to: Host, ...words: string[]) => {
    const running = await operator.start([...way(), ...words, '--yes', '--json'], { env });
    await running.until(
      (event) => event.type === 'instructed' && String(event.step) === 'name.record',
    );
    await dns.set(HOSTNAME, to.address);
    return await running.ended;
  };
  const runs = async (server: Host) =>
    (
      await server.exec("docker inspect -f '{{.State.Running}}' jatos 2>/dev/null || true")
    ).trim() === 'true';
  const read = async (server: Host) => await server.exec(`docker exec jatos cat ${ROW}`);
  const write = async (server: Host) => {
    written += 1;
    await server.exec(`docker exec jatos sh -c 'echo "{answers: ${written}}" > ${ROW}'`);
    return `{answers: ${written}}`;
  };

  it('shows all of it first, and touches nothing by that', async () => {
    const plan = await operator.run([...way(), '--plan', '--json'], { env });
    expect(wrong(plan)).toEqual([]);
    const titles = ((only(plan, 'plan')[0]?.steps ?? []) as { title: string }[]).map(
      ({ title }) => title,
    );
    expect(titles.join('\n')).toContain(`${old.address}: Stop JATOS its own safe way`);
    expect(await runs(old)).toBe(true);
    expect(await runs(fresh)).toBe(false);
  });

  it.each([
    ['while its data are copied', 'left.backup.make'],
    ['while its data are put there', 'data.restore'],
    ['while it starts there', 'app.start'],
    ['while its name is switched', 'name.record'],
  ])('killed %s, it is undone with all its data, and never runs on both', async (_when, step) => {
    const row = await write(old);
    const running = await operator.start([...way(), '--yes', '--json'], { env });
    await running.until(started(step));
    running.child.kill('SIGKILL');
    await running.ended;
    expect([await runs(old), await runs(fresh)]).not.toEqual([true, true]);
    const undone = await move('--undo');
    expect(wrong(undone)).toEqual([]);
    expect([undone.code, undone.stderr]).toEqual([0, '']);
    expect([await runs(old), await runs(fresh)]).toEqual([true, false]);
    expect(await read(old)).toBe(row);
    const { status } = await visitor(old.address).visit(`https://${HOSTNAME}/jatos`);
    expect(status).toBe(200);
  });

  it('goes on where it was killed, and is there with its data and its name', async () => {
    const row = await write(old);
    const running = await operator.start([...way(), '--yes', '--json'], { env });
    await running.until(started('copy.carry'));
    running.child.kill('SIGKILL');
    await running.ended;
    const { SETUP_SERVER_SSH_FINGERPRINT } = env;
    const refused = await operator.run(['start', `root@${old.address}`, '--yes', '--json'], {
      env: { SETUP_SERVER_SSH_FINGERPRINT: SETUP_SERVER_SSH_FINGERPRINT ?? '' },
    });
    expect(only(refused, 'trouble')).toMatchObject([{ trouble: { code: 'move.gone' } }]);
    const ran = await switching(fresh);
    expect(wrong(ran)).toEqual([]);
    expect(only(ran, 'receipt')[0]?.headline).toBe(`JATOS is moved to ${fresh.address}`);
    expect([await runs(old), await runs(fresh)]).toEqual([false, true]);
    expect(await read(fresh)).toBe(row);
    const there = await visitor(fresh.address).visit(`https://${HOSTNAME}/jatos`);
    expect(there.status).toBe(200);
    const before = await visitor(old.address).visit(`https://${HOSTNAME}/jatos`);
    expect([before.status, before.body]).toEqual([503, expect.stringContaining('is moving')]);
    const again = await move();
    // What shall become of it is nobody's to say but a person's.
    expect(only(again, 'problems')).toMatchObject([{ problems: [{ id: 'move.how' }] }]);
  });

  it('comes back with its data as they were; what came since is kept', async () => {
    const before = await read(fresh);
    const since = await write(fresh);
    const undone = await switching(old, '--undo');
    expect(wrong(undone)).toEqual([]);
    expect([await runs(old), await runs(fresh)]).toEqual([true, false]);
    expect(await read(old)).toBe(before);
    const told = only(undone, 'receipt')[0]?.lines as { label: string; text: string }[];
    const kept = /\/var\/lib\S+?(?=\.? |$)/.exec(
      told.find(({ label }) => label === 'Since then')?.text ?? '',
    )?.[0];
    const unpacked = `tar -xzOf ${kept}/data-1.tar.gz ./result_uploads/participant-1.json`;
    expect(await fresh.exec(unpacked)).toBe(since);
  });

  it('stays where it went once that is confirmed', async () => {
    const row = await read(old);
    const ran = await switching(fresh);
    expect(wrong(ran)).toEqual([]);
    const confirmed = await operator.run(
      ['move', `root@${fresh.address}`, '--confirm', '--yes', '--json'],
      { env: { SETUP_SERVER_SSH_FINGERPRINT: env.SETUP_SERVER_OTHER_SSH_FINGERPRINT ?? '' } },
    );
    expect(wrong(confirmed)).toEqual([]);
    expect([confirmed.code, confirmed.stderr]).toEqual([0, '']);
    expect(await read(fresh)).toBe(row);
    const undo = await move('--undo');
    expect(undo.code).not.toBe(0);
    expect([await runs(old), await runs(fresh)]).toEqual([false, true]);
  });
});
