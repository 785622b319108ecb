import { beforeAll, describe, expect, it } from 'vitest';
import { dns, type Host, host, rangeUp } from '../range/range.ts';
import { answersFor, newOperator, type Ran } from './operator.ts';
import { traces } from './state.ts';

const STUDY = 'study.several.range.test';
const GREETING = 'greeting.several.range.test';
const TEACHING = 'teaching.several.range.test';
const PILOT = 'pilot.several.range.test';

describe('several apps on one server', () => {
  let server: Host;
  let answers: Record<string, Record<string, unknown>>;

  beforeAll(async () => {
    await rangeUp({ suites: ['trixie'], apps: ['nginx', 'hello'] });
    server = await host('several', { suite: 'trixie', variant: 'docker', disk: 'tmpfs' });
    for (const name of [STUDY, GREETING, TEACHING, PILOT]) await dns.set(name, server.address);
    const hello = async (install: string, hostname: string, version: number) => ({
      app: 'image',
      install,
      'image.reference': `example/hello:${version}`,
      'image.port': 8080,
      'image.folders': '/data\n',
      'image.health': '/healthz',
      ...(await answersFor(server, hostname)),
    });
    answers = {
      study: await hello('study', STUDY, 1),
      greeting: await hello('greeting', GREETING, 2),
      teaching: await hello('teaching', TEACHING, 1),
    };
    return () => server.remove();
  });

  /** Everybody comes from a laptop that has never seen the server. */
  const set = async (install: string, changes: Record<string, unknown> = {}): Promise<Ran> => {
    const operator = await newOperator();
    const file = await operator.answers({ ...answers[install], ...changes });
    return await operator.run(['--answers', file, '--yes', '--json']);
  };

  const begun = ({ events }: Ran) =>
    events.flatMap(({ type, step }) => (type === 'started' ? [step] : []));

  const troubles = ({ events }: Ran) =>
    events.filter(({ type }) => type === 'failed' || type === 'trouble');

  const visit = async (name: string) => {
    const visitor = await newOperator();
    const page = await visitor.program(['curl', '-sS', '--max-time', '10', `https://${name}/`]);
    expect(page.stderr).toBe('');
    return JSON.parse(page.stdout);
  };

  /** The names in the certificate that visitors of a name get. */
  const certified = async (name: string): Promise<string> => {
    const visitor = await newOperator();
    const asked = `openssl s_client -connect ${name}:443 -servername ${name} </dev/null 2>/dev/null | openssl x509 -noout -ext subjectAltName`;
    return (await visitor.program(['sh', '-c', asked])).stdout
      .replace(/^[\s\S]*DNS:/, 'DNS:')
      .trim();
  };

  /** Everything of the others that a run could disturb: container, settings, certificate, site. What was ordered counts for all. */
  const others = async (own: string): Promise<string> => {
    const all = (await traces(server)).split('\n');
    const ids = await server.exec(`docker ps -aq --no-trunc --filter name=^/${own}$`);
    const about = (line: string) =>
      !new RegExp(`[/ ]${own}(/|\\.|-|\\b)`).test(line) && (ids === '' || !line.includes(ids));
    return all
      .filter((line) => /^\/|^[0-9a-f]{64} /.test(line) && !/\.orders /.test(line) && about(line))
      .join('\n');
  };

  it('sets up the first', async () => {
    const ran = await set('study');
    expect(troubles(ran)).toEqual([]);
    expect(await visit(STUDY)).toMatchObject({ version: '1', visits: 1 });
  });

  it('sets up another from another laptop, beside it and behind the same web server', async () => {
    const before = await others('greeting');
    const ran = await set('greeting');
    expect(troubles(ran)).toEqual([]);
    expect(begun(ran)).not.toContain('front.start');
    expect(await others('greeting')).toBe(before);
    expect(await visit(GREETING)).toMatchObject({ version: '2', visits: 1 });
    expect(await visit(STUDY)).toMatchObject({ version: '1', visits: 2 });
  });

  it('gives no app a name that leads to another already, and says to which', async () => {
    const before = await traces(server);
    const ran = await set('teaching', { hostname: GREETING });
    expect(ran.code).toBe(64);
    expect(`${ran.stdout}${ran.stderr}`).toContain(
      `${GREETING} leads to another app on this server already, greeting.`,
    );
    expect(await traces(server)).toBe(before);
  });

  it('sets up the first app a second time, under a name of its own and with data of its own', async () => {
    const before = await others('teaching');
    const ran = await set('teaching');
    expect(troubles(ran)).toEqual([]);
    expect(await others('teaching')).toBe(before);
    expect(await visit(TEACHING)).toMatchObject({ version: '1', visits: 1 });
  });

  it('sets up another one of what is there, where that is wished for', async () => {
    const wish = { 'install.again': 'other', 'install.other': 'study-2', hostname: PILOT };
    const before = await others('study-2');
    const ran = await set('study', wish);
    expect(troubles(ran)).toEqual([]);
    expect(await others('study-2')).toBe(before);
    expect(await visit(PILOT)).toMatchObject({ version: '1', visits: 1 });
    expect((await set('study', wish)).events.at(-1)).toMatchObject({ ending: 'nothing-to-do' });
    const record = JSON.parse(await server.read('/etc/setup-server/study-2/install.json'));
    expect(record.answers).toMatchObject({ install: 'study-2', hostname: PILOT });
  });

  it('gives each name a certificate of its own', async () => {
    for (const name of [STUDY, GREETING, TEACHING]) {
      expect(await certified(name)).toBe(`DNS:${name}`);
    }
  });

  it('finds nothing to do for any of them', async () => {
    const before = await traces(server);
    for (const install of ['study', 'greeting', 'teaching']) {
      expect((await set(install)).events.at(-1)).toMatchObject({ ending: 'nothing-to-do' });
    }
    expect(await traces(server)).toBe(before);
  });

  it('changes one and leaves the others as they run', async () => {
    const before = await others('study');
    const ran = await set('study', { 'image.env': 'GREETING=Hello\n' });
    expect(troubles(ran)).toEqual([]);
    expect(begun(ran)).toEqual(expect.arrayContaining(['settings.write', 'app.start']));
    expect(await others('study')).toBe(before);
    expect((await visit(STUDY)).env).toContain('GREETING');
    expect((await visit(GREETING)).env).not.toContain('GREETING');
  });
});
