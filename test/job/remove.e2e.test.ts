import { beforeAll, describe, expect, it } from 'vitest';
import { visitor } from '../front/visitor.ts';
import { dns, type Host, host, rangeUp } from '../range/range.ts';
import { wrong } from './messages.ts';
import { answersFor, newOperator, type Operator } from './operator.ts';
import { traces } from './state.ts';

const NAMES = { hello: 'remove-one.range.test', second: 'remove-two.range.test' } as const;

describe('an app that is removed', () => {
  let server: Host;
  let operator: Operator;
  let env: Record<string, string>;
  /** What was there before setup-server came. */
  let before: string;

  beforeAll(async () => {
    await rangeUp({ suites: ['trixie'], apps: ['nginx', 'hello'] });
    server = await host('remove-job', { suite: 'trixie', variant: 'docker', disk: 'tmpfs' });
    await Promise.all(Object.values(NAMES).map((name) => dns.set(name, server.address)));
    operator = await newOperator();
    before = await everything();
    await server.exec('docker volume create theirs; docker network create their-network');
    for (const [install, hostname] of Object.entries(NAMES)) await setUp(install, hostname);
    return async () => {
      await Promise.all(Object.values(NAMES).map((name) => dns.del(name)));
      await server.remove();
    };
  });

  async function setUp(install: string, hostname: string): Promise<void> {
    const answers = await answersFor(server, hostname);
    env = { SETUP_SERVER_SSH_FINGERPRINT: String(answers['ssh.fingerprint']) };
    const file = await operator.answers({
      ...{ app: 'image', install, 'image.reference': 'example/hello:1', 'image.port': '8080' },
      'image.folders': ['/data'],
      ...answers,
    });
    const job = await operator.run(['--answers', file, '--yes', '--json']);
    expect(wrong(job)).toEqual([]);
  }

  /** Whatever could be left behind on the server, but for the log. */
  const everything = () =>
    server.exec(
      [
        'docker ps -a --format "{{.Names}}"; docker images -q',
        'docker network ls --format "{{.Name}}" | grep -v their; docker volume ls -q | grep -v theirs',
        'find /etc/setup-server /var/lib/setup-server -type f ! -path "*/log/*" ! -path "*/jobs/*" 2>/dev/null',
        'ls /etc/systemd/system | grep setup-server; true',
      ].join('; '),
    );
  const run = (...words: string[]) => operator.run(words, { env });
  const remove = (...words: string[]) => run('remove', ...words, '--json');
  const status = async (name: string) =>
    (await visitor(server.address).visit(`https://${name}/`)).status;
  const writes = (install: string) =>
    server.exec(`docker exec ${install} sh -c 'echo precious > /data/kept'`);

  it('is listed in whole first, and nothing is touched', async () => {
    const was = await traces(server);
    const { code, stdout } = await run('remove', NAMES.second, '--plan');
    expect(code).toBe(2);
    expect(stdout).toContain('Take https://remove-two.range.test off the web server');
    expect(stdout).toContain('(second)');
    expect(stdout).not.toContain('docker volume rm');
    expect(await traces(server)).toBe(was);
  });

  it('keeps its data where nothing else was typed, and the other app serves on', async () => {
    await writes('second');
    const ran = await remove(NAMES.second);
    expect(wrong(ran)).toEqual([]);
    expect(Object.keys(await server.containers()).sort()).toEqual(['hello', 'setup-server-front']);
    expect(await status(NAMES.hello)).toBe(200);
    expect(await server.exec('docker volume ls -q')).toContain('second-data');
    expect(await server.succeeds('test -e /etc/setup-server/second')).toBe(false);
    const renewed = await server.exec('sh /etc/setup-server/renewal/run 2>&1');
    expect(renewed).not.toContain('second');
    expect((await operator.run(['hosts'])).stdout).not.toContain(NAMES.second);
  });

  it('finds its data again when it is set up anew', async () => {
    await setUp('second', NAMES.second);
    expect(await server.exec('docker exec second cat /data/kept')).toBe('precious');
  });

  it('wants its very name for its data', async () => {
    const ran = await remove(NAMES.second, '--data', 'yes');
    expect(ran.code).toBe(64);
    expect(Object.keys(await server.containers())).toContain('second');
  });

  it('is gone with its data where its name was typed; the last one with all that was shared', async () => {
    expect(wrong(await remove(NAMES.second, '--data', 'second'))).toEqual([]);
    const last = await remove(NAMES.hello, '--data', 'hello');
    expect(wrong(last)).toEqual([]);
    expect(await everything()).toBe(before);
    expect(await server.exec('docker volume ls -q; docker network ls')).toMatch(
      /theirs[\s\S]*their-network/,
    );
    const again = await run('remove', '--set', `server=${server.address}`, '--json');
    expect(again.events.filter(({ type }) => type === 'trouble')).toMatchObject([
      { trouble: { code: 'renew.nothing-there' } },
    ]);
  });
});
