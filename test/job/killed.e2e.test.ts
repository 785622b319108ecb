import { beforeAll, describe, expect, it } from 'vitest';
import { dns, type Host, host, rangeUp } from '../range/range.ts';
import {
  answersFor,
  downloaded,
  type Like,
  newOperator,
  type Operator,
  type Said,
  said,
  started,
} from './operator.ts';
import { settingOf, stateOf } from './state.ts';

const HOSTNAME = 'killed.range.test';

interface Job {
  readonly server: Host;
  readonly operator: Operator;
  readonly args: readonly string[];
}

async function newJob(variant: 'root-key' | 'docker'): Promise<Job> {
  const server = await host('killed', { suite: 'bookworm', variant, disk: 'tmpfs' });
  await dns.set(HOSTNAME, server.address);
  const operator = await newOperator();
  const answers = { app: 'jatos', ...(await answersFor(server, HOSTNAME)) };
  const args = ['--answers', await operator.answers(answers), '--yes', '--json'];
  return { server, operator, args };
}

/** SIGKILL, as by a crash or an empty battery, as soon as a message is like this. */
async function killAt(like: Like, { operator, args }: Job): Promise<void> {
  const running = await operator.start(args);
  await running.until(like);
  running.child.kill('SIGKILL');
  expect((await running.ended).events.at(-1)?.type).not.toBe('end');
}

/** What the run that was killed had begun went on, and was waited for. */
function isLeftGoing({ type, by }: Said): boolean {
  return type === 'locked' && String(by).includes('begun earlier');
}

async function finish({ operator, args }: Job): Promise<void> {
  const { events, code, stderr } = await operator.run(args);
  const odd = ['failed', 'trouble', 'locked', 'retried'];
  expect(events.filter((each) => odd.includes(String(each.type)) && !isLeftGoing(each))).toEqual(
    [],
  );
  expect([code, stderr]).toEqual([0, '']);
  expect(events.at(-1)).toMatchObject({ type: 'end', ending: 'complete' });
}

describe('a run that is killed, and begun again', () => {
  let undisturbed: string[];

  beforeAll(async () => {
    await rangeUp({ suites: ['bookworm'] });
    const job = await newJob('docker');
    await finish(job);
    undisturbed = await stateOf(job.server, HOSTNAME);
    return () => job.server.remove();
  });

  it.each([
    ['while package lists are fetched', started('docker.install')],
    ['in the middle of the installation', said('docker.install', /^Unpacking /)],
  ])('installs Docker once when it is killed %s', async (_when, moment) => {
    const job = await newJob('root-key');
    await killAt(moment, job);
    await finish(job);
    expect(await stateOf(job.server, HOSTNAME)).toEqual(undisturbed);
    const installations = await job.server.exec(
      'grep -c "^Commandline: apt-get .* install .*docker" /var/log/apt/history.log || true',
    );
    expect(installations.trim()).toBe('1');
  });

  it.each([
    ['in the middle of a download', downloaded('app.download', 0.2)],
    ['before the certificate', started('certificate.obtain')],
    ['before the record is written', started('record.write')],
  ])('ends the same when it is killed %s', async (_when, moment) => {
    const job = await newJob('docker');
    await killAt(moment, job);
    const written = await job.server.succeeds('test -e /etc/setup-server/jatos/env.list');
    const secret = written && (await settingOf(job.server, 'jatos', 'JATOS_SECRET'));
    await finish(job);
    expect(await stateOf(job.server, HOSTNAME)).toEqual(undisturbed);
    if (secret) expect(await settingOf(job.server, 'jatos', 'JATOS_SECRET')).toBe(secret);
    const page = await job.operator.program(['curl', '-sS', `https://${HOSTNAME}/ping`]);
    expect(page).toMatchObject({ stdout: 'pong', stderr: '' });
  });
});
