import { beforeAll, describe, expect, it } from 'vitest';
import { visitor } from '../front/visitor.ts';
import { dns, type Host, host, rangeUp } from '../range/range.ts';
import { begun, only, wrong } from './messages.ts';
import { answersFor, newOperator, type Operator, type Ran, type Said } from './operator.ts';
import { settingOf, traces } from './state.ts';

const HOSTNAME = 'config-job.range.test';
const OTHER = 'config-other.range.test';

describe('the answers of an app that runs', () => {
  let server: Host;
  let operator: Operator;
  let fingerprint: string;

  beforeAll(async () => {
    await rangeUp({ suites: ['trixie'], apps: ['nginx', 'jatos'] });
    server = await host('config-job', { suite: 'trixie', variant: 'docker', disk: 'tmpfs' });
    await dns.set(HOSTNAME, server.address);
    operator = await newOperator();
    const answers = await answersFor(server, HOSTNAME);
    fingerprint = String(answers['ssh.fingerprint']);
    const file = await operator.answers({ app: 'jatos', ...answers });
    const job = await operator.run(['--answers', file, '--yes', '--json']);
    expect(wrong(job)).toEqual([]);
    expect(job.code).toBe(0);
    return async () => {
      await dns.del(HOSTNAME);
      await dns.del(OTHER);
      await server.remove();
    };
  });

  const config = async (...words: string[]) =>
    await operator.run(['config', ...words], {
      env: { SETUP_SERVER_SSH_FINGERPRINT: fingerprint },
    });
  const set = async (...words: string[]) => await config('set', HOSTNAME, ...words);
  const planned = (ran: Ran) =>
    ((only(ran, 'plan')[0]?.steps ?? []) as Said[]).filter(({ holds }) => !holds);
  const answersThere = async (): Promise<Record<string, unknown>> => {
    const ran = await config('show', OTHER, '--json');
    const [list] = only(ran, 'config') as unknown as {
      installs: { answers: { id: string; value: unknown }[] }[];
    }[];
    return Object.fromEntries(list?.installs[0]?.answers.map(({ id, value }) => [id, value]) ?? []);
  };

  it('are shown, and nothing is changed by that', async () => {
    const before = await traces(server);
    const ran = await config('show', HOSTNAME);
    expect([ran.code, ran.stderr]).toEqual([0, '']);
    expect(ran.stdout).toContain(`hostname: ${HOSTNAME}`);
    expect(await traces(server)).toBe(before);
  });

  it('are changed as planned, and the plan says that the app is started anew', async () => {
    const words = ['--set', 'settings.JATOS_THREADPOOL_SIZE=250'];
    const plan = await set(...words, '--plan', '--json');
    expect(wrong(plan)).toEqual([]);
    const ids = planned(plan).map(({ step }) => step);
    expect(ids).toEqual(expect.arrayContaining(['settings.write', 'app.start', 'record.write']));
    expect(ids.filter((id) => /certificate|docker|name|front/.test(String(id)))).toEqual([]);
    const start = planned(plan).find(({ step }) => step === 'app.start');
    expect(String(start?.because)).toContain('JATOS is started anew for it.');
    const secret = await settingOf(server, 'jatos', 'JATOS_SECRET');
    const ran = await set(...words, '--yes', '--json');
    expect(wrong(ran)).toEqual([]);
    expect(ran.code).toBe(0);
    expect(begun(ran)).toContain('app.start');
    expect(await settingOf(server, 'jatos', 'JATOS_THREADPOOL_SIZE')).toBe('250');
    expect(await settingOf(server, 'jatos', 'JATOS_SECRET')).toBe(secret);
    const again = await set(...words, '--yes', '--json');
    expect(again.events.at(-1)).toMatchObject({ ending: 'nothing-to-do' });
  });

  it('are refused where they can not be, before anything is touched', async () => {
    const before = await traces(server);
    const ran = await set('--set', 'settings.JATOS_THREADPOOL_SIZE=lots', '--yes', '--json');
    expect(ran.code).toBe(64);
    expect(only(ran, 'problems')).toMatchObject([
      { problems: [{ id: 'settings.JATOS_THREADPOOL_SIZE' }] },
    ]);
    expect(await traces(server)).toBe(before);
  });

  it('give it another name, with a certificate for that, and the app goes on as it is', async () => {
    await dns.set(OTHER, server.address);
    const started = async () =>
      (await server.exec("docker inspect -f '{{.State.StartedAt}}' jatos")).trim();
    const since = await started();
    const ran = await set('--set', `hostname=${OTHER}`, '--yes', '--json');
    expect(wrong(ran)).toEqual([]);
    expect(only(ran, 'receipt')[0]?.headline).toContain(OTHER);
    const page = await visitor(server.address).visit(`https://${OTHER}/jatos`);
    expect(page.status).toBe(200);
    expect(await started()).toBe(since);
    expect((await answersThere()).hostname).toBe(OTHER);
  });
});
