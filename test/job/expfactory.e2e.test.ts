import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { elsewhereLines } from '../range/elsewhere.ts';
import { dns, type Host, host, rangeUp } from '../range/range.ts';
import { answersFor, newOperator, type Operator, type Ran } from './operator.ts';
import { settingOf, traces } from './state.ts';

const HOSTNAME = 'expfactory.range.test';
/** As where the page with the library is out of reach. */
const NOBODY = '127.0.0.1 expfactory.github.io\n';

describe('the Experiment Factory', () => {
  let server: Host;
  let operator: Operator;
  let offline: Operator;
  let answers: Record<string, unknown>;

  beforeAll(async () => {
    await rangeUp({ suites: ['trixie'], apps: ['nginx', 'expfactory', 'mariadb', 'postgresql'] });
    const lines = await elsewhereLines();
    const options = { suite: 'trixie', variant: 'docker', disk: 'tmpfs' } as const;
    server = await host('expfactory', { ...options, hosts: lines });
    await dns.set(HOSTNAME, server.address);
    operator = await newOperator({ hosts: lines });
    offline = await newOperator({ hosts: NOBODY });
    answers = {
      app: 'expfactory',
      'expfactory.experiments': ['stroop', 'flanker'],
      'expfactory.tokens': 3,
      ...(await answersFor(server, HOSTNAME)),
    };
    return () => server.remove();
  });

  const set = async (changes: Record<string, unknown> = {}, by = operator): Promise<Ran> => {
    const file = await by.answers({ ...answers, ...changes });
    return await by.run(['--answers', file, '--yes', '--json']);
  };

  const troubles = ({ events }: Ran) =>
    events.filter(({ type }) => type === 'failed' || type === 'trouble');

  const page = async () => {
    const got = await operator.program(['curl', '-sS', '--max-time', '10', `https://${HOSTNAME}/`]);
    expect(got.stderr).toBe('');
    return JSON.parse(got.stdout);
  };

  const tokens = async () =>
    (await server.exec('docker exec expfactory expfactory users --list')).split('\n');

  const images = async () =>
    (await server.exec("docker images --format '{{.Repository}}:{{.Tag}}' localhost/expfactory"))
      .split('\n')
      .sort();

  it('is built from the chosen experiments, and started', async () => {
    const ran = await set();
    expect(troubles(ran)).toEqual([]);
    expect(ran.code).toBe(0);
    expect(await page()).toMatchObject({
      experiments: ['flanker', 'stroop'],
      expfactory_headless: 'true',
      expfactory_study_id: 'expfactory',
      expfactory_wtf_csrf_time_limit: '10800',
      database: 'filesystem',
      commit: '885b54583b696762782c7580c7d9ceed40278938',
    });
  });

  it('has as many tokens as were wished for, and nobody wrote them down', async () => {
    const made = await tokens();
    expect(made).toHaveLength(3);
    expect(made.every((line) => /\t[0-9a-f-]{36}\[active\]$/.test(line))).toBe(true);
    const receipt = await server.read('/etc/setup-server/expfactory/receipt.txt');
    expect(receipt).toContain('docker exec expfactory expfactory users --list');
    for (const line of made) {
      const token = line.replace(/^.*\t|\[.*$/g, '');
      const found = await server.exec(
        `grep -rlF ${token} /etc/setup-server /var/lib/setup-server; true`,
      );
      expect(found).toBe('');
    }
  });

  it('takes large results, and no larger ones', async () => {
    const send = async (megabytes: number) => {
      const sent = await operator.program([
        'sh',
        '-c',
        `head -c ${megabytes}000000 /dev/zero | curl -s -o /dev/null -w '%{http_code}' -H 'Expect:' --data-binary @- https://${HOSTNAME}/save`,
      ]);
      return sent.stdout;
    };
    expect(await send(150)).toBe('200');
    expect(await send(220)).toBe('413');
  });

  it('finds nothing to do, with and without the library, whatever the order of the names', async () => {
    const before = await traces(server);
    expect((await set()).events.at(-1)).toMatchObject({ ending: 'nothing-to-do' });
    const again = await set({}, offline);
    expect(again.events.at(-1)).toMatchObject({ ending: 'nothing-to-do' });
    expect(await traces(server)).toBe(before);
  });

  it('refuses an experiment that the library does not have before anything is done', async () => {
    const ran = await set({ 'expfactory.experiments': 'stroop,flankr' });
    expect(ran.code).not.toBe(0);
    expect(ran.stdout).toContain(
      'The library has no experiment \\"flankr\\". Did you mean flanker?',
    );
  });

  it('has the builder refuse it where the library can not be read, and goes on running', async () => {
    const before = await page();
    const ran = await set({ 'expfactory.experiments': 'stroop,flankr' }, offline);
    expect(ran.code).toBe(1);
    const [failed] = troubles(ran);
    expect(failed).toMatchObject({
      step: 'app.build',
      trouble: {
        code: 'expfactory.no-such-experiment',
        what: 'The library has no experiment of this name: flankr.',
      },
    });
    expect(await page()).toEqual(before);
  });

  it('gets another experiment by a new image; the old one, results and tokens stay', async () => {
    const [old] = await images();
    const made = await tokens();
    const token = (made[0] ?? '').replace(/^.*\t|\[.*$/g, '');
    await server.exec(
      `docker exec expfactory sh -c 'echo {} > /scif/data/expfactory/${token}/stroop-results.json'`,
    );
    const ran = await set({ 'expfactory.experiments': ['stroop', 'flanker', 'n-back'] });
    expect(troubles(ran)).toEqual([]);
    expect((await page()).experiments).toEqual(['flanker', 'n-back', 'stroop']);
    expect(await images()).toHaveLength(2);
    expect(await images()).toContain(old);
    expect(await tokens()).toEqual(made);
    const results = await server.exec(
      `docker exec expfactory cat /scif/data/expfactory/${token}/stroop-results.json`,
    );
    expect(results).toBe('{}');
  });

  it("has a person's own built in, sent from this computer, and kept on the server", async () => {
    const own = join(operator.folder, 'own');
    await mkdir(join(own, 'memory task'), { recursive: true });
    const config = {
      ...{ name: 'Memory', exp_id: 'memory-task', url: 'https://example.org', time: 5 },
      description: 'One of ours',
    };
    await writeFile(join(own, 'memory task', 'config.json'), JSON.stringify(config));
    await writeFile(join(own, 'memory task', 'index.html'), 'the first');
    const both = { 'expfactory.experiments': ['stroop'], 'expfactory.own': './own' };
    const ran = await set(both);
    expect(troubles(ran)).toEqual([]);
    expect((await page()).experiments).toEqual(['memory-task', 'stroop']);
    const shown = 'docker exec expfactory cat /scif/apps/memory-task/index.html';
    expect(await server.exec(shown)).toBe('the first');
    expect(
      await server.exec(
        "docker images -q 'localhost/expfactory-own'; docker ps -aq -f name=bringing",
      ),
    ).toBe('');
    expect((await set(both)).events.at(-1)).toMatchObject({ ending: 'nothing-to-do' });
    // Another person, on a computer that has no such folder.
    const other = await newOperator({ hosts: await elsewhereLines() });
    const kept = { 'expfactory.experiments': ['stroop', 'n-back'], 'expfactory.own': 'kept' };
    expect(troubles(await set(kept, other))).toEqual([]);
    expect((await page()).experiments).toEqual(['memory-task', 'n-back', 'stroop']);
    expect(await server.exec(shown)).toBe('the first');
    await writeFile(join(own, 'memory task', 'index.html'), 'the second');
    expect(troubles(await set(both))).toEqual([]);
    expect(await server.exec(shown)).toBe('the second');
    expect(await server.exec('ls /etc/setup-server/expfactory/experiments | wc -l')).toBe('1');
    const doctor = await operator.run(['doctor', `root@${server.address}`, '--json']);
    const check = doctor.events.find(({ id }) => id === 'expfactory.app.build');
    expect(check?.status).toBe('good');
  });

  it('alone, without any of the library; and says what is wrong with one that is none', async () => {
    const alone = { 'expfactory.experiments': undefined, 'expfactory.own': './own' };
    expect(troubles(await set(alone))).toEqual([]);
    expect((await page()).experiments).toEqual(['memory-task']);
    await writeFile(join(operator.folder, 'own', 'memory task', 'config.json'), '{}');
    const [trouble] = troubles(await set(alone));
    expect(trouble?.trouble).toMatchObject({
      code: 'own-experiments.not-read',
      why: 'memory task/config.json lacks name, exp_id, url, description (a text each).',
    });
    expect((await page()).experiments).toEqual(['memory-task']);
  });

  it('changes settings without building anew, and makes only the tokens that are missing', async () => {
    const made = await tokens();
    const ran = await set({
      'expfactory.experiments': ['stroop', 'flanker', 'n-back'],
      'expfactory.tokens': 5,
      'expfactory.random': false,
      'expfactory.minutes': 240,
    });
    expect(troubles(ran)).toEqual([]);
    const begun = ran.events.filter(({ type }) => type === 'started').map(({ step }) => step);
    expect(begun).toEqual(expect.arrayContaining(['settings.write', 'app.start', 'app.tokens']));
    expect(begun).not.toContain('app.build');
    expect(await tokens()).toEqual(expect.arrayContaining(made));
    expect(await tokens()).toHaveLength(5);
    expect(await page()).toMatchObject({
      expfactory_random: 'false',
      expfactory_experiments: 'stroop,flanker,n-back',
      expfactory_wtf_csrf_time_limit: '14400',
    });
  });

  it('keeps results in SQLite where that is wished for, in the version that works', async () => {
    const before = await images();
    const ran = await set({ 'expfactory.database': 'sqlite' });
    expect(troubles(ran)).toEqual([]);
    expect(await settingOf(server, 'expfactory', 'EXPFACTORY_DATABASE')).toBe('sqlite');
    const listed = await server.exec(
      'docker exec expfactory expfactory --database sqlite users --list',
    );
    expect(listed.split('\n')).toHaveLength(3);
    expect(await images()).toEqual(before);
  });

  it('keeps them in a database beside it that is really there, with a password of its own', async () => {
    const seen: string[] = [];
    for (const [kind, client] of [...DATABASES, DATABASES[0]]) {
      const ran = await set({ 'expfactory.database': kind, 'expfactory.tokens': 4 });
      expect(troubles(ran)).toEqual([]);
      expect((await page()).database).toMatch(
        /^(postgresql|mysql\+pymysql):\/\/expfactory:\w{32}@/,
      );
      const rows = await server.exec(`docker exec expfactory-db ${client}`);
      expect(rows.trim().split('\n')).toHaveLength(4);
      seen.push(rows);
      const password = await settingOf(server, 'expfactory', 'EXPFACTORY_DATABASE_PASSWORD');
      expect(ran.stdout + ran.stderr).not.toContain(password);
      expect(await settingOf(server, 'expfactory', 'EXPFACTORY_DATABASE')).toContain(':PASSWORD@');
      const again = await set({ 'expfactory.database': kind, 'expfactory.tokens': 4 });
      expect(again.events.at(-1)).toMatchObject({ ending: 'nothing-to-do' });
    }
    // What is changed back finds what was there.
    expect(seen[2]).toBe(seen[0]);
  });
});

/** Each, and how its own client says which tokens are in it. */
const DATABASES = [
  ['postgresql', `psql -U expfactory -tAc 'SELECT token FROM participant'`],
  ['mariadb', `mariadb -N -e 'SELECT token FROM expfactory.participant'`],
] as const;
