import { beforeAll, describe, expect, it } from 'vitest';
import { visitor } from '../front/visitor.ts';
import { dns, type Host, host, rangeUp } from '../range/range.ts';
import { wrong } from './messages.ts';
import { answersFor, newOperator, type Operator, type Ran, type Said } from './operator.ts';
import { traces } from './state.ts';
import { openTerminal } from './terminal.ts';

const HOSTNAME = 'rest-job.range.test';

describe('an app that its owner stops and starts', () => {
  let server: Host;
  let operator: Operator;
  let env: Record<string, string>;

  beforeAll(async () => {
    await rangeUp({ suites: ['trixie'], apps: ['nginx', 'hello'] });
    server = await host('rest-job', { suite: 'trixie', variant: 'docker', disk: 'tmpfs' });
    await dns.set(HOSTNAME, server.address);
    operator = await newOperator();
    const answers = await answersFor(server, HOSTNAME);
    env = { SETUP_SERVER_SSH_FINGERPRINT: String(answers['ssh.fingerprint']) };
    const file = await operator.answers({
      ...{ app: 'image', install: 'hello' },
      ...{ 'image.reference': 'example/hello:1', 'image.port': '8080' },
      ...answers,
    });
    const job = await operator.run(['--answers', file, '--yes', '--json']);
    expect(wrong(job)).toEqual([]);
    return async () => {
      await dns.del(HOSTNAME);
      await server.remove();
    };
  });

  const run = (...words: string[]) => operator.run(words, { env });
  const begun = ({ events }: Ran) =>
    events.filter(({ type }) => type === 'started').map(({ step }) => step);
  const visit = () => visitor(server.address).visit(`https://${HOSTNAME}/`);
  const state = async () => (await server.containers()).hello?.state;
  const status = async () => {
    const ran = await run('status', '--json');
    const [told] = ran.events.filter(({ type }) => type === 'status');
    return { code: ran.code, ...(told?.installs as Said[] | undefined)?.[0] };
  };
  const renewHere = () => server.exec('sh /etc/setup-server/renewal/run 2>&1');

  it('is planned first, and nothing is touched', async () => {
    const before = await traces(server);
    const { code, stdout } = await run('stop', HOSTNAME, '--plan');
    expect(code).toBe(2);
    expect(stdout).toContain('docker update --restart no hello');
    expect(await traces(server)).toBe(before);
  });

  it('rests, and its visitors are told', async () => {
    const ran = await run('stop', HOSTNAME, '--json');
    expect(wrong(ran)).toEqual([]);
    expect(begun(ran)).toEqual(['site.open', 'app.stopped', 'record.write']);
    expect(await state()).toBe('exited');
    const page = await visit();
    expect([page.status, page.headers['retry-after']]).toEqual([503, '3600']);
    expect(page.body).toContain('stopped by its owner');
    expect(await status()).toMatchObject({
      ...{ code: 0, state: 'stopped', complaints: [] },
      stoppedSince: expect.stringMatching(/^20/),
    });
  });

  it('is stopped once only', async () => {
    const before = await traces(server);
    const ran = await run('stop', HOSTNAME, '--json');
    expect(ran.events.at(-1)).toMatchObject({ ending: 'nothing-to-do' });
    expect(await traces(server)).toBe(before);
  });

  it('stays at rest when Docker starts anew, and when a certificate is renewed', async () => {
    await server.exec('systemctl restart docker');
    expect(await state()).toBe('exited');
    expect(wrong(await run('renew', HOSTNAME, '--force', '--yes', '--json'))).toEqual([]);
    await renewHere();
    expect(await state()).toBe('exited');
    expect((await visit()).status).toBe(503);
  });

  it('is no fault for the doctor', async () => {
    const { events } = await run('doctor', HOSTNAME, '--json');
    const bad = events.filter(({ type, id }) => type === 'check' && /^hello\./.test(String(id)));
    expect(bad.length).toBeGreaterThan(5);
    expect(bad.filter((each) => each.status !== 'good')).toEqual([]);
  });

  it('runs again as the same container', async () => {
    const id = await server.exec('docker inspect -f "{{.Id}}" hello');
    const ran = await run('start', HOSTNAME, '--json');
    expect(wrong(ran)).toEqual([]);
    expect(await server.exec('docker inspect -f "{{.Id}}" hello')).toBe(id);
    expect((await visit()).status).toBe(200);
    expect(await server.exec('docker inspect -f "{{.HostConfig.RestartPolicy.Name}}" hello')).toBe(
      'always',
    );
    expect(await status()).toMatchObject({ code: 0, state: 'up', stoppedSince: null });
    await server.exec('systemctl restart docker');
    expect(await state()).toBe('running');
  });

  it('is stopped on screens', async () => {
    const words = [operator.entry, 'stop', HOSTNAME];
    const terminal = await openTerminal(operator, words, { columns: 80, rows: 24 });
    try {
      const review = (await terminal.until('Enter do it')).replace(/\s+/g, ' ');
      expect(review).toContain('its own safe way');
      await terminal.press('Enter');
      await terminal.until('is stopped');
      await terminal.press('Enter');
      await terminal.until('exit code 0');
    } finally {
      await terminal.close();
    }
    expect(await state()).toBe('exited');
  });
});
