import { hostname, userInfo } from 'node:os';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { dns, type Host, host, rangeUp } from '../range/range.ts';
import { answersFor, newOperator, said, started } from './operator.ts';
import { traces } from './state.ts';

const HOSTNAME = 'two-operators.range.test';
const LOCK = '/var/lib/setup-server/lock';

let server: Host;

beforeAll(async () => {
  await rangeUp({ suites: ['bookworm'] });
});

beforeEach(async () => {
  server = await host('two-operators', { suite: 'bookworm', disk: 'tmpfs' });
  await dns.set(HOSTNAME, server.address);
});

afterEach(() => server.remove());

/** Somebody with a laptop, and what they type; how they get in is their own affair. */
async function somebody(changes: object = {}) {
  const operator = await newOperator();
  const answers = { app: 'jatos', ...(await answersFor(server, HOSTNAME)), ...changes };
  return { operator, args: ['--answers', await operator.answers(answers), '--yes', '--json'] };
}

describe('two operators at once', () => {
  it('lets the others wait, told for whom and since when: who stays finds nothing left to do', async () => {
    const byAnotherWay = { server: `root@${server.address}:22`, 'ssh.user': undefined };
    const [one, other, third] = await Promise.all([somebody(), somebody(byAnotherWay), somebody()]);
    const first = await one.operator.start(one.args);
    await first.until(said('docker.install', /^Unpacking /));
    const leaves = await third.operator.start(third.args);
    const second = await other.operator.start(other.args);
    const locked = await second.until(({ type }) => type === 'locked');
    const holder = JSON.parse(await server.read(`${LOCK}/holder`));
    expect(holder.by).toBe(`${userInfo().username}@${hostname()}`);
    expect(locked).toMatchObject({ by: holder.by, since: holder.since });
    await leaves.until(({ type }) => type === 'locked');
    leaves.signal('SIGINT');
    const left = await leaves.ended;
    expect(left.code).toBe(130);
    expect(left.events.at(-1)).toMatchObject({ type: 'end', ending: 'stopped' });
    const ended = await first.ended;
    expect(ended.events.filter(({ type }) => type === 'failed' || type === 'trouble')).toEqual([]);
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    const before = await traces(server);
    const { code, stderr, events } = await second.ended;
    expect([code, stderr]).toEqual([0, '']);
    expect(events.filter(({ type }) => type === 'locked')).toHaveLength(1);
    expect(events.filter(({ type }) => type === 'started')).toEqual([]);
    expect(events.find(({ type }) => type === 'done')).toMatchObject({
      outcome: 'complete',
      changed: 0,
    });
    expect(await traces(server)).toBe(before);
    expect(await server.succeeds(`test -e ${LOCK}`)).toBe(false);
  });
});

describe('an operator whose computer slept', () => {
  it('is told that another one took over, and does nothing more', async () => {
    await server.exec('setsid flock /var/lib/dpkg/lock-frontend sleep 300 >/dev/null 2>&1 &');
    const { operator, args } = await somebody();
    const running = await operator.start(args);
    await running.until(started('server.ready'));
    const other =
      '{"by":"ben@office","machine":"office","process":1,"since":"2026-11-21T12:00:00Z"}';
    await server.exec(`printf %s '${other}' > ${LOCK}/holder`);
    const { code, events } = await running.ended;
    expect(code).toBe(1);
    expect(events.find(({ type }) => type === 'trouble')).toMatchObject({
      trouble: { code: 'server.taken-over' },
    });
    expect(await server.read(`${LOCK}/holder`)).toBe(other);
    expect(events.filter(({ type, step }) => type === 'finished' && step === 'app.start')).toEqual(
      [],
    );
  });
});

describe('Ctrl-C', () => {
  it('finishes what is under way and lets go of the lock; the next run completes', async () => {
    const { operator, args } = await somebody();
    const running = await operator.start(args);
    await running.until(said('docker.install', /^Unpacking /));
    running.signal('SIGINT');
    const { code, stderr, events } = await running.ended;
    expect([code, stderr]).toEqual([130, '']);
    expect(events.at(-1)).toMatchObject({ type: 'end', ending: 'stopped' });
    expect(events.filter(({ type }) => type === 'retried' || type === 'failed')).toEqual([]);
    expect(events.filter(({ type }) => type === 'finished').map(({ step }) => step)).toEqual([
      'settings.write',
      'docker.install',
    ]);
    expect(await server.exec('dpkg --audit')).toBe('');
    expect(await server.succeeds('command -v dockerd')).toBe(true);
    expect(await server.succeeds(`test -e ${LOCK}`)).toBe(false);
    const again = await operator.run(args);
    expect(again.events.filter(({ type }) => type === 'locked')).toEqual([]);
    expect(again).toMatchObject({ code: 0, stderr: '' });
  });

  it('stops at once when it comes twice, and the next run completes all the same', async () => {
    const { operator, args } = await somebody();
    const running = await operator.start(args);
    await running.until(said('docker.install', /^Unpacking /));
    running.signal('SIGINT');
    await running.until(({ type }) => type === 'note');
    running.signal('SIGINT');
    const { code, stderr, events } = await running.ended;
    expect([code, stderr]).toEqual([130, '']);
    expect(events.at(-1)).toMatchObject({ type: 'end', ending: 'stopped' });
    expect(await server.succeeds(`test -e ${LOCK}`)).toBe(false);
    const again = await operator.run(args);
    expect(again).toMatchObject({ code: 0, stderr: '' });
  });
});
