import { userInfo } from 'node:os';
import { beforeAll, describe, expect, it } from 'vitest';
import { dns, type Host, host, rangeUp } from '../range/range.ts';
import { wrong } from './messages.ts';
import { answersFor, newOperator, type Operator, type Ran } from './operator.ts';
import { traces } from './state.ts';
import { openTerminal } from './terminal.ts';

const HOSTNAME = 'day-two.range.test';
const SECRET = 'correct-horse-battery';

describe('what there is to see of an app that runs', () => {
  let server: Host;
  let operator: Operator;
  let env: Record<string, string>;

  beforeAll(async () => {
    await rangeUp({ suites: ['trixie'], apps: ['nginx', 'hello'] });
    server = await host('day-two', { suite: 'trixie', variant: 'docker', disk: 'tmpfs' });
    await dns.set(HOSTNAME, server.address);
    operator = await newOperator();
    const answers = await answersFor(server, HOSTNAME);
    env = { SETUP_SERVER_SSH_FINGERPRINT: String(answers['ssh.fingerprint']) };
    const file = await operator.answers({
      ...{ app: 'image', install: 'hello' },
      ...{ 'image.reference': 'example/hello:1', 'image.port': '8080' },
      'image.env': { DB_PASSWORD: SECRET },
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
  const says = (text: string) =>
    server.exec(`docker exec hello sh -c ${JSON.stringify(`echo '${text}' > /proc/1/fd/1`)}`);
  const logged = ({ events }: Ran) =>
    events.filter(({ type }) => type === 'log').map(({ container, text }) => [container, text]);

  /** What read there ends a moment after who asked for it. */
  const nobodyReads = () =>
    expect.poll(() => server.succeeds('pgrep -f "docker logs"')).toBe(false);

  describe('its logs', () => {
    it('are shown together with those of the web server, without secrets', async () => {
      await says(`connecting with ${SECRET}`);
      const visit = `curl -sk --resolve ${HOSTNAME}:443:127.0.0.1 https://${HOSTNAME}/marked-page`;
      await server.exec(`${visit} >/dev/null`);
      const before = await traces(server);
      const ran = await run('logs', HOSTNAME, '--json');
      expect([ran.code, ran.stderr]).toEqual([0, '']);
      expect(logged(ran)).toContainEqual(['hello', 'connecting with [secret]']);
      const front = logged(ran).filter(([from]) => from === 'setup-server-front');
      expect(front.some(([, text]) => String(text).includes('/marked-page'))).toBe(true);
      expect(await traces(server)).toBe(before);
      const { stdout } = await run('logs', HOSTNAME);
      expect(stdout).toMatch(
        /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d {2}hello +\| connecting with \[secret\]$/m,
      );
    });

    it('are searched, and cut by time and number', async () => {
      await says('needle one');
      await says('needle two');
      const found = await run('logs', HOSTNAME, '--search', 'NEEDLE', '--json');
      expect(logged(found).map(([, text]) => text)).toEqual(['needle one', 'needle two']);
      const last = await run('logs', HOSTNAME, '--search', 'needle', '-n', '1', '--json');
      expect(logged(last).map(([, text]) => text)).toEqual(['needle two']);
      const none = await run('logs', HOSTNAME, '--since', '2020-01-01', '--search', 'nowhere');
      expect([none.code, none.stdout]).toEqual([0, '']);
    });

    it('are followed, also after a restart of the container', async () => {
      const running = await operator.start(['logs', HOSTNAME, '--follow', '--json'], { env });
      const line = (text: string) => running.until((each) => each.text === text);
      await says('before it was restarted');
      await line('before it was restarted');
      await server.exec('docker restart -t 1 hello');
      await says('after it was restarted');
      await line('after it was restarted');
      running.signal('SIGINT');
      const ended = await running.ended;
      expect(ended.code).toBe(130);
      const twice = logged(ended).filter(([, text]) => text === 'before it was restarted');
      expect(twice.length).toBe(1);
      await nobodyReads();
    });

    it('of what is not there are missed', async () => {
      const ran = await run('logs', HOSTNAME, '--install', 'helo', '--json');
      expect(ran.events.filter(({ type }) => type === 'trouble')).toMatchObject([
        { trouble: { code: 'install.unknown', next: ['Did you mean hello?', 'There is: hello.'] } },
      ]);
    });
  });

  it('its history tells who set it up', async () => {
    await run('stop', HOSTNAME, '--json');
    await run('start', HOSTNAME, '--json');
    const ran = await run('history', HOSTNAME, '--json');
    const [told] = ran.events.filter(({ type }) => type === 'history');
    const entries = told?.entries as { by: string; outcome: string; did: string[] }[];
    expect(entries.map(({ outcome }) => outcome)).toEqual(['complete', 'complete', 'complete']);
    expect(entries[0]?.did.join()).toContain('Get a certificate');
    expect(entries[1]?.did.join()).toContain('its own safe way');
    const { stdout, code } = await run('history', HOSTNAME);
    expect(code).toBe(0);
    expect(stdout).toContain(`${HOSTNAME} (hello)`);
    expect(stdout).toContain(String(entries[0]?.by));
  });

  it('is entered by a shell in the own terminal', async () => {
    const planned = await run('shell', HOSTNAME, '--plan');
    expect(planned.stdout).toContain('docker exec -it');
    const piped = await run('shell', HOSTNAME);
    expect([piped.code, piped.stderr]).toEqual([1, expect.stringContaining('needs a terminal')]);
    const words = [operator.entry, 'shell', HOSTNAME];
    const terminal = await openTerminal(operator, words, { columns: 80, rows: 24 });
    try {
      await terminal.until('You are in the container hello now');
      await terminal.type('echo $((6 * 7)) > /tmp/marked; cat /tmp/marked');
      await terminal.press('Enter');
      await terminal.until(/^42$/m);
      // Ctrl-C is the shell's: what runs in there ends, and nothing of ours.
      await terminal.type('sleep 600');
      await terminal.press('Enter');
      await terminal.until(/^.*# sleep 600\n/m);
      await terminal.press('C-c');
      await terminal.until(/\^C\s+\S+#/);
      await terminal.type('exit 3');
      await terminal.press('Enter');
      await terminal.until('exit code 0');
    } finally {
      await terminal.close();
    }
    expect(await server.exec('docker exec hello cat /tmp/marked')).toBe('42');
  });

  it('is read on screens: its logs, searched and followed, and its history', async () => {
    await says('needle before');
    await says(`connecting with ${SECRET}`);
    const words = [operator.entry, 'menu', HOSTNAME];
    const terminal = await openTerminal(operator, words, { columns: 60, rows: 20 });
    const choose = async (line: string) => {
      const pointed = (screen: string) => /❯ (\w+(?: \w+)*)/.exec(screen)?.[1] ?? '';
      for (let at = pointed(await terminal.until(/❯ \w/)); at !== line; ) {
        await terminal.press('Down');
        at = pointed(await terminal.until(new RegExp(`❯ (?!${at}\\b)\\w`)));
      }
      await terminal.press('Enter');
    };
    try {
      await terminal.until('❯ Upgrade');
      await choose('Logs');
      const shown = await terminal.until('connecting with [secret]');
      expect(shown).toMatch(/\d\d:\d\d:\d\d hello connecting/);
      await terminal.press('/');
      await terminal.until('Enter keep it');
      await terminal.type('NEEDLE');
      await terminal.until(/\d of \d+ lines/);
      await terminal.press('Enter');
      await says('needle while it is looked at');
      await terminal.until('hello needle while it is looked at');
      await terminal.resize(100, 30);
      await terminal.until('new ones show by themselves');
      await terminal.resize(60, 20);
      await terminal.press('Escape');
      await terminal.until('Esc back');
      await terminal.press('Escape');
      await choose('History');
      const history = await terminal.until('UTC, ');
      expect(history).toContain(`${userInfo().username}@`);
      await terminal.press('Escape');
      await terminal.until('❯ History');
      await terminal.press('C-c');
      await terminal.until(/exit code \d+/);
    } finally {
      await terminal.close();
    }
    await nobodyReads();
  });

  it('is come back to on screens, and stopped from there', async () => {
    const terminal = await openTerminal(operator, [operator.entry], { columns: 80, rows: 24 });
    try {
      await terminal.until('Welcome back');
      await terminal.until(`❯ ${HOSTNAME}`);
      await terminal.press('Enter');
      const menu = await terminal.until('Shell');
      expect(menu.replace(/\s+/g, ' ')).toMatch(/is up since .* Certificate: \d+ days left\./);
      await terminal.press('End');
      await terminal.until('❯ Remove it');
      await terminal.press('Up');
      await terminal.until('❯ Stop it');
      await terminal.press('Enter');
      await terminal.until('Enter do it');
      await terminal.press('Enter');
      await terminal.until('is stopped');
      await terminal.press('Enter');
      await terminal.until('exit code 0');
    } finally {
      await terminal.close();
    }
    expect((await server.containers()).hello?.state).toBe('exited');
  });
});
