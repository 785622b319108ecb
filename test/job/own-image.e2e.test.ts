import { beforeAll, describe, expect, it } from 'vitest';
import { dns, type Host, host, rangeUp } from '../range/range.ts';
import { answersFor, newOperator, type Operator, type Ran } from './operator.ts';
import { settingOf } from './state.ts';

const HOSTNAME = 'own-image.range.test';

describe('your own Docker image', () => {
  let server: Host;
  let operator: Operator;
  let answers: Record<string, unknown>;

  beforeAll(async () => {
    await rangeUp({ suites: ['trixie'] });
    server = await host('own-image', { suite: 'trixie', variant: 'docker', disk: 'tmpfs' });
    await dns.set(HOSTNAME, server.address);
    operator = await newOperator();
    answers = {
      app: 'image',
      install: 'greeting',
      'image.reference': 'example/hello:1',
      'image.port': 8080,
      'image.folders': '/data\n',
      'image.env': 'GREETING=it\'s "fine" $HOME #1\nAPI_TOKEN=hush-4711\n',
      'image.ports': '2222:8080',
      'image.command': 'hello --title "My page"',
      'image.workdir': '/data',
      'image.health': '/healthz',
      ...(await answersFor(server, HOSTNAME)),
    };
    return () => server.remove();
  });

  const set = async (changes: Record<string, unknown> = {}): Promise<Ran> => {
    const file = await operator.answers({ ...answers, ...changes });
    return await operator.run(['--answers', file, '--yes', '--json']);
  };

  const visit = async (url: string) => {
    const page = await operator.program(['curl', '-sS', '--max-time', '10', url]);
    expect(page.stderr).toBe('');
    return JSON.parse(page.stdout);
  };

  const container = async () => {
    const [found] = JSON.parse(await server.exec('docker inspect greeting'));
    return found;
  };

  const certificate = () =>
    server.exec('sha256sum /etc/setup-server/front/certificates/greeting/*.pem');

  it('runs with its words, folder, settings, and its port beside the web', async () => {
    const ran = await set();
    expect(ran.events.filter(({ type }) => type === 'failed' || type === 'trouble')).toEqual([]);
    expect(ran.code).toBe(0);
    const page = await visit(`https://${HOSTNAME}/`);
    expect(page).toMatchObject({ app: 'hello', version: '1', visits: 1 });
    expect(page).toMatchObject({ argv: ['--title', 'My page'], cwd: '/data' });
    expect(page.env).toEqual(expect.arrayContaining(['GREETING', 'API_TOKEN']));
    expect(page.headers['X-Forwarded-Proto']).toBe('https');
    expect(await visit(`http://${HOSTNAME}:2222/`)).toMatchObject({ visits: 2 });
  });

  it('gives values to the container as they were written', async () => {
    const environment = await server.exec('docker exec greeting env');
    expect(environment.split('\n')).toEqual(
      expect.arrayContaining(['GREETING=it\'s "fine" $HOME #1', 'API_TOKEN=hush-4711']),
    );
    expect((await container()).Mounts).toMatchObject([
      { Type: 'volume', Name: 'greeting-data', Destination: '/data' },
    ]);
  });

  it('finds nothing to do, also when the settings are not told again', async () => {
    const { Id, State } = await container();
    expect((await set()).events.at(-1)).toMatchObject({ ending: 'nothing-to-do' });
    const untold = await set({ 'image.env': undefined });
    expect(untold.events.at(-1)).toMatchObject({ ending: 'nothing-to-do' });
    expect(await container()).toMatchObject({ Id, State: { StartedAt: State.StartedAt } });
  });

  it('replaces the container once when a setting changes, and keeps data and certificate', async () => {
    const [before, old] = [await certificate(), await container()];
    const ran = await set({ 'image.env': 'GREETING=Hello\nAPI_TOKEN=hush-4711\n' });
    expect(ran.code).toBe(0);
    const begun = ran.events.filter(({ type }) => type === 'started').map(({ step }) => step);
    // Whether it must be waited for depends on how fast it is.
    expect(begun.filter((step) => step !== 'app.ready')).toEqual(['settings.write', 'app.start']);
    const fresh = await container();
    expect(fresh.Id).not.toBe(old.Id);
    expect(fresh.RestartCount).toBe(0);
    expect(Object.keys(await server.containers()).sort()).toEqual([
      'greeting',
      'setup-server-front',
    ]);
    expect(await settingOf(server, 'greeting', 'GREETING')).toBe('Hello');
    expect(await visit(`https://${HOSTNAME}/`)).toMatchObject({ visits: 3 });
    expect(await certificate()).toBe(before);
  });

  it('moves to another version, and keeps the data', async () => {
    const ran = await set({ 'image.reference': 'example/hello:2', 'image.env': undefined });
    expect(ran.code).toBe(0);
    expect(await visit(`https://${HOSTNAME}/`)).toMatchObject({ version: '2', visits: 4 });
    expect(await settingOf(server, 'greeting', 'API_TOKEN')).toBe('hush-4711');
  });

  it('shows the last words of an image that stops by itself, and keeps data and certificate', async () => {
    const before = await certificate();
    const ran = await set({
      'image.reference': 'example/broken:1',
      'image.command': '',
      'image.workdir': '',
      'image.env': undefined,
    });
    expect(ran.code).toBe(1);
    const [failed, undone, ...others] = ran.events.filter(({ type }) => type === 'failed');
    expect(others).toEqual([]);
    expect(undone).toMatchObject({ trouble: { code: 'upgrade.undone' } });
    // At once, or after the first tries to start it again: this depends on the moment of the look.
    expect(['app.start', 'app.ready']).toContain(failed?.step);
    const { trouble } = failed as { trouble: { why: string; next: string[]; detail: string } };
    expect(trouble.why).toMatch(
      /^(The container greeting (has stopped|stops by itself again and again)|example\/broken:1 stopped by itself soon after it was started)(: it ended with exit code 1)?\.$/,
    );
    expect(trouble.next).toEqual([
      'Its last log lines may tell why. On the server: docker logs greeting',
      'Change a setting and try again; data and certificate are kept.',
    ]);
    expect(trouble.detail).toContain(
      'Error: could not connect to the database: connection refused',
    );
    expect(await certificate()).toBe(before);
    expect(
      await server.exec('docker run --rm -v greeting-data:/data example/hello:2 cat /data/visits'),
    ).toBe('4');
  });

  it('comes back with what was right before', async () => {
    const ran = await set({ 'image.env': undefined });
    expect(ran.code).toBe(0);
    expect(await visit(`https://${HOSTNAME}/`)).toMatchObject({ version: '1', visits: 5 });
  });
});
