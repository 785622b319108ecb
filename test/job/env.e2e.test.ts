import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { dns, type Host, host, rangeUp } from '../range/range.ts';
import { begun, only, wrong } from './messages.ts';
import { answersFor, newOperator, type Operator, type Ran, type Said } from './operator.ts';
import { settingOf, traces } from './state.ts';
import { openTerminal } from './terminal.ts';

const HOSTNAME = 'env-job.range.test';
const BROUGHT = 'brought-along-and-longer-than-the-sixty-four-letters-that-we-would-make-up';

interface Variable {
  readonly name: string;
  readonly value: string | null;
  readonly running: string | null;
  readonly remark: string | null;
}

describe('the variables of an app', () => {
  let server: Host;
  let operator: Operator;
  let file: string;
  let fingerprint: string;

  beforeAll(async () => {
    await rangeUp({ suites: ['trixie'], apps: ['nginx', 'jatos'] });
    server = await host('env-job', { suite: 'trixie', variant: 'docker', disk: 'tmpfs' });
    await dns.set(HOSTNAME, server.address);
    operator = await newOperator();
    const answers = await answersFor(server, HOSTNAME);
    fingerprint = String(answers['ssh.fingerprint']);
    file = await operator.answers({ app: 'jatos', ...answers });
    const job = await operator.run(['--answers', file, '--yes', '--json']);
    expect(wrong(job)).toEqual([]);
    expect(job.code).toBe(0);
    return async () => {
      await dns.del(HOSTNAME);
      await server.remove();
    };
  });

  const env = (words: readonly string[], shell: Record<string, string> = {}) =>
    operator.run(['env', ...words], {
      env: { SETUP_SERVER_SSH_FINGERPRINT: fingerprint, ...shell },
    });
  const shown = async (...words: string[]): Promise<readonly Variable[]> => {
    const ran = await env(['show', HOSTNAME, '--json', ...words]);
    expect(wrong(ran)).toEqual([]);
    const [list] = only(ran, 'variables') as unknown as {
      readonly installs: readonly { readonly variables: readonly Variable[] }[];
    }[];
    return list?.installs[0]?.variables ?? [];
  };
  const settingsStep = (ran: Ran) =>
    ((only(ran, 'plan')[0]?.steps ?? []) as Said[]).find(({ step }) => step === 'settings.write');
  const within = (name: string) => server.exec(`docker exec jatos printenv ${name} || :`);
  const record = async () =>
    JSON.parse(await server.read('/etc/setup-server/jatos/install.json')).answers as Said;

  it('are shown as they lie there and as they run, what is secret hidden', async () => {
    const before = await traces(server);
    const secret = await settingOf(server, 'jatos', 'JATOS_SECRET');
    const ran = await env(['show', HOSTNAME]);
    expect(ran.code).toBe(0);
    expect(ran.stdout).toContain('JATOS_SECRET=(hidden)');
    expect(ran.stdout).toContain('JATOS_LOGS_APPENDER=ASYNCSTDOUT');
    expect(ran.stdout + ran.stderr).not.toContain(secret);
    const variables = await shown();
    expect(variables.map(({ running }) => running)).toEqual(variables.map(() => 'same'));
    const revealed = await shown('--show-secrets');
    expect(revealed.find(({ name }) => name === 'JATOS_SECRET')?.value).toBe(secret);
    expect(await traces(server)).toBe(before);
  });

  it('are set as planned: one that is asked for, and one that is not', async () => {
    const words = ['set', HOSTNAME, '-e', 'JATOS_THREADPOOL_SIZE=300', '-e', 'JATOS_OTHER=1'];
    const planned = await env([...words, '--plan', '--json']);
    expect(wrong(planned)).toEqual([]);
    expect(planned.code).toBe(2);
    expect(String(settingsStep(planned)?.because)).toBe(
      'Adds JATOS_THREADPOOL_SIZE = 300 and JATOS_OTHER. JATOS does not know JATOS_OTHER.',
    );
    const secret = await settingOf(server, 'jatos', 'JATOS_SECRET');
    const ran = await env([...words, '--json']);
    expect(wrong(ran)).toEqual([]);
    // Whether it must be waited for depends on how fast it is.
    const waits = /website|receipt|site|app\.ready/;
    expect(begun(ran).filter((step) => !waits.test(String(step)))).toEqual([
      ...['settings.write', 'app.start', 'record.write'],
    ]);
    expect((await within('JATOS_THREADPOOL_SIZE')).trim()).toBe('300');
    expect((await within('JATOS_OTHER')).trim()).toBe('1');
    expect(await settingOf(server, 'jatos', 'JATOS_SECRET')).toBe(secret);
    expect((await record())['settings.JATOS_THREADPOOL_SIZE']).toBe('300');
  });

  it('are there already the second time, and the whole job finds nothing to do', async () => {
    const before = await traces(server);
    const again = await env(['set', HOSTNAME, '-e', 'JATOS_THREADPOOL_SIZE=300', '--json']);
    expect(again.events.at(-1)).toMatchObject({ ending: 'nothing-to-do' });
    const whole = await operator.run(['--answers', file, '--yes', '--json']);
    expect(whole.events.at(-1)).toMatchObject({ ending: 'nothing-to-do' });
    expect(await traces(server)).toBe(before);
  });

  it('that are wrong are refused before anything is touched', async () => {
    const before = await traces(server);
    const ran = await env(['set', HOSTNAME, '-e', 'JATOS_THREADPOOL_SIZE=lots', '--json']);
    expect(ran.code).toBe(1);
    expect(only(ran, 'trouble')).toMatchObject([{ trouble: { code: 'env.refused' } }]);
    const exposed = await env(['set', HOSTNAME, '-e', 'JATOS_SECRET=1234567890', '--json']);
    expect(exposed.code).toBe(64);
    expect(await traces(server)).toBe(before);
  });

  it('that are secret come from the shell, and are seen nowhere', async () => {
    const ran = await env(['set', HOSTNAME, '-e', 'JATOS_SECRET', '--json'], {
      JATOS_SECRET: BROUGHT,
    });
    expect(wrong(ran)).toEqual([]);
    expect(await settingOf(server, 'jatos', 'JATOS_SECRET')).toBe(BROUGHT);
    expect(ran.stdout + ran.stderr).not.toContain(BROUGHT);
    const places = await server.exec(
      `grep -rlF ${BROUGHT} /etc/setup-server /var/lib/setup-server || :`,
    );
    expect(places.trim()).toBe('/etc/setup-server/jatos/env.list');
  });

  it('are taken over from a file with Windows line ends, what is old explained', async () => {
    const path = join(operator.folder, 'old.list');
    const lines = ['JATOS_THREADPOOL_SIZE=200', 'JATOS_HTTP_PORT=80', 'JATOS_URL_BASEPATH=/x/'];
    await writeFile(path, `\ufeff${lines.join('\r\n')}\r\n`);
    const ran = await env(['import', HOSTNAME, '--file', path, '--json']);
    expect(wrong(ran)).toEqual([]);
    const because = String(settingsStep(ran)?.because);
    for (const part of [
      'changes JATOS_THREADPOOL_SIZE from 300 to 200',
      'Windows line ends',
      'BOM',
      'JATOS_HTTP_PORT is left out.',
      'Perhaps JATOS_URL_BASE_PATH is meant.',
    ])
      expect(because).toContain(part);
    expect((await within('JATOS_THREADPOOL_SIZE')).trim()).toBe('200');
    expect((await within('JATOS_HTTP_PORT')).trim()).toBe('');
    expect((await within('JATOS_OTHER')).trim()).toBe('1');
  });

  it('are taken over from a file of the server, and others removed', async () => {
    await server.exec("printf 'JATOS_THREADPOOL_SIZE=150\\n' > /root/their.list");
    const ran = await env([
      ...['import', HOSTNAME, '--file', 'server:/root/their.list', '--rest', 'remove', '--json'],
    ]);
    expect(wrong(ran)).toEqual([]);
    expect((await shown()).map(({ name }) => name)).toEqual([
      'JATOS_SECRET',
      'JATOS_LOGS_APPENDER',
      'JATOS_THREADPOOL_SIZE',
    ]);
    expect(await settingOf(server, 'jatos', 'JATOS_SECRET')).toBe(BROUGHT);
  });

  it('are taken over from what another container was started with', async () => {
    await server.exec(
      'docker create --name old --env JATOS_THREADPOOL_SIZE=160 --env JATOS_MAIL=x $(docker inspect -f "{{.Image}}" jatos)',
    );
    const ran = await env(['import', HOSTNAME, '--file', 'container:old', '--plan', '--json']);
    await server.exec('docker rm old');
    expect(wrong(ran)).toEqual([]);
    expect(String(settingsStep(ran)?.because)).toMatch(
      /^Adds JATOS_MAIL; changes JATOS_THREADPOOL_SIZE from 150 to 160\./,
    );
  });

  it('that were changed behind our back are seen to differ, and are put in order', async () => {
    await server.exec("sed -i 's/=150$/=170/' /etc/setup-server/jatos/env.list");
    const [changed] = (await shown()).filter(({ running }) => running !== 'same');
    expect(changed).toMatchObject({ name: 'JATOS_THREADPOOL_SIZE', running: 'differs' });
    const ran = await env(['set', HOSTNAME, '--remove', 'JATOS_THREADPOOL_SIZE', '--json']);
    expect(wrong(ran)).toEqual([]);
    expect((await within('JATOS_THREADPOOL_SIZE')).trim()).toBe('');
    expect((await shown()).map(({ running }) => running)).toEqual(['same', 'same']);
  });

  it('are written to a file that only its owner can read, never over another', async () => {
    const first = await env(['export', HOSTNAME]);
    expect(first.code).toBe(0);
    const path = join(operator.folder, 'jatos-env.list');
    expect(await readFile(path, 'utf8')).toBe(
      `JATOS_SECRET=${BROUGHT}\nJATOS_LOGS_APPENDER=ASYNCSTDOUT\n`,
    );
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    const second = await env(['export', HOSTNAME, '--running']);
    expect(second.stderr).toContain('jatos-env-2.list');
    const running = await readFile(join(operator.folder, 'jatos-env-2.list'), 'utf8');
    expect(running.split('\n').sort()).toEqual((await readFile(path, 'utf8')).split('\n').sort());
    expect(first.stdout + first.stderr).not.toContain(BROUGHT);
  });

  it('are edited on a screen, at 80 by 24, the secret one hidden', async () => {
    const words = [operator.entry, 'env', 'edit', HOSTNAME];
    const terminal = await openTerminal(operator, words, { columns: 80, rows: 24 });
    try {
      const list = await terminal.until('All variables of the app');
      expect(list).not.toContain(BROUGHT.slice(0, 20));
      await terminal.type('a');
      await terminal.until('take it');
      await terminal.type('JATOS_THREADPOOL_SIZE=120');
      await terminal.press('Enter');
      await terminal.until('+ JATOS_THREADPOOL_SIZE');
      await terminal.press('C-d');
      const review = (await terminal.until('Enter do it')).replace(/\s+/g, ' ');
      expect(review).toContain('Adds JATOS_THREADPOOL_SIZE = 120.');
      await terminal.press('Enter');
      await terminal.until('runs with other variables');
      await terminal.press('Enter');
      await terminal.until('exit code 0');
    } finally {
      await terminal.close();
    }
    expect((await within('JATOS_THREADPOOL_SIZE')).trim()).toBe('120');
    expect(await settingOf(server, 'jatos', 'JATOS_SECRET')).toBe(BROUGHT);
  });
});
