import { randomBytes } from 'node:crypto';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { secretForms } from '../../source/doctor/secret-forms.ts';
import { dns, type Host, host, rangeUp } from '../range/range.ts';
import { answersFor, newOperator, type Operator, type Ran } from './operator.ts';
import { OF_TIMERS, traces } from './state.ts';

const HOSTNAME = 'doctor.range.test';
/** Every host of the range is a container. */
const IGNORING = ['--ignore', 'virtualisation'];

const made = (what: string) => `${what}-${randomBytes(8).toString('hex')} it's "so" 100%/+=`;

describe('the doctor', () => {
  let server: Host;
  let operator: Operator;
  let env: Record<string, string>;
  const token = made('token');
  const short = `x${randomBytes(2).toString('hex')}`.slice(0, 3);

  const doctor = (words: readonly string[] = []) =>
    operator.run(['doctor', `${server.user}@${server.address}`, ...words], { env });

  beforeAll(async () => {
    await rangeUp({ suites: ['trixie'], apps: ['nginx', 'hello'] });
    server = await host('doctor', { suite: 'trixie', variant: 'docker', disk: 'tmpfs' });
    await dns.set(HOSTNAME, server.address);
    operator = await newOperator();
    const { 'ssh.fingerprint': fingerprint } = await answersFor(server, HOSTNAME);
    env = { SETUP_SERVER_SSH_FINGERPRINT: String(fingerprint) };
    return () => server.remove();
  });

  /** Every file but logs and what timers write, and all that Docker has. */
  const everything = async () => [
    ...(
      await server.exec(
        `find / -xdev \\( -path /proc -o -path /sys -o -path /run -o -path /tmp -o -path /var/log -o -path /var/lib/systemd -o -regex '${OF_TIMERS}' \\) -prune -o ! -type d -printf '%p %T@ %C@ %s %m\\n' | sort`,
      )
    ).split('\n'),
    await traces(server),
  ];

  const checksOf = (ran: Ran) => ran.events.filter(({ type }) => type === 'check');
  const statusOf = (ran: Ran, id: string) =>
    checksOf(ran).find((check) => check.id === id)?.status ??
    `no such check: ${ran.stdout.slice(-1000)} ${ran.stderr}`;
  const failing = (ran: Ran) =>
    checksOf(ran)
      .filter(({ status, ignored }) => status !== 'good' && !ignored)
      .map(({ id, text, note }) => [id, text, note]);

  it('finds nothing wrong with a server on which nothing was set up, and changes nothing', async () => {
    const before = (await everything()).slice(0, -1);
    const ran = await doctor(['--json', ...IGNORING]);
    expect(failing(ran)).toEqual([]);
    expect([ran.code, ran.stderr]).toEqual([0, '']);
    expect(ran.events.at(-1)).toMatchObject({ type: 'end', ending: 'all-good' });
    expect(statusOf(ran, 'memory')).toBe('good');
    expect(statusOf(ran, 'docker')).toBe('good');
    expect(statusOf(ran, 'ports')).toBe('good');
    const virtual = checksOf(ran).find(({ id }) => id === 'virtualisation');
    expect(virtual).toMatchObject({
      ignored: true,
      status: 'warning',
      details: { container: true },
    });
    expect((await doctor(['--json'])).code).toBe(2);
    expect((await everything()).slice(0, -1)).toEqual(before);
  });

  it('finds all as it should be after a setup, and changes nothing', async () => {
    const settings = join(operator.home, 'settings');
    await writeFile(settings, `API_TOKEN=${token}\nPIN=${short}\nMODE=true\n`, { mode: 0o600 });
    const answers = await operator.answers({
      app: 'image',
      install: 'greeting',
      'image.reference': 'example/hello:1',
      'image.port': 8080,
      ...(await answersFor(server, HOSTNAME)),
    });
    const set = { SETUP_SERVER_IMAGE_ENV_FILE: settings };
    const job = await operator.run(['--answers', answers, '--yes', '--json'], { env: set });
    expect(job.events.filter(({ type }) => type === 'failed' || type === 'trouble')).toEqual([]);
    expect(job.code).toBe(0);
    const before = await everything();
    const ran = await doctor(['--json', ...IGNORING]);
    expect(failing(ran)).toEqual([]);
    expect([ran.code, ran.stderr]).toEqual([0, '']);
    expect(statusOf(ran, 'greeting.website.check')).toBe('good');
    expect(statusOf(ran, 'greeting.certificate.obtain')).toBe('good');
    expect(await everything()).toEqual(before);
  });

  it('tells people in 80 columns what needs attention, and ends with the sum of it', async () => {
    await server.exec('docker stop greeting');
    const ran = await doctor(IGNORING);
    expect(ran.code).toBe(1);
    const lines = ran.stdout.split('\n');
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(80);
    expect(lines[0]).toBe(`example/hello:1 (${HOSTNAME})`);
    expect(lines[1]).toMatch(/^ {2}Does not work: /);
    expect(ran.stdout).toContain('[greeting.app.ready]');
    expect(lines.slice(-4).join(' ')).toMatch(/\d+ do not work, .*greeting\.app\.ready/);
    const told = await doctor(['--json']);
    expect(statusOf(told, 'greeting.app.start')).toBe('stops');
    expect(statusOf(told, 'greeting.website.check')).toBe('stops');
    expect(statusOf(told, 'docker')).toBe('good');
    await server.exec('docker start greeting');
  });

  it('sees that a name leads elsewhere', async () => {
    await dns.set(HOSTNAME, '198.51.100.9');
    const ran = await doctor(['--json']);
    await dns.set(HOSTNAME, server.address);
    expect(statusOf(ran, 'greeting.name.record')).not.toBe('good');
    expect(statusOf(ran, 'greeting.app.ready')).toBe('good');
    expect(ran.code).toBe(1);
  });

  it('takes the only server that this computer remembers, or the one that is called so', async () => {
    const alone = await operator.run(['doctor', '--json'], { env });
    expect(statusOf(alone, 'greeting.website.check')).toBe('good');
    const named = await operator.run(['doctor', HOSTNAME, '--json'], { env });
    expect(statusOf(named, 'greeting.website.check')).toBe('good');
  });

  it('comes in by an alias, with the configuration that was given', async () => {
    const config = join(operator.home, 'config');
    const lines = [`Host clinic`, `  HostName ${server.address}`, `  User ${server.user}`];
    await writeFile(config, `${lines.join('\n')}\n`);
    const words = ['doctor', 'clinic', '--ssh-config', config, '--json'];
    const ran = await operator.run(words, { env });
    expect(statusOf(ran, 'connection')).toBe('good');
  });

  it('says what to give where no server was named', async () => {
    const stranger = await newOperator();
    const ran = await stranger.run(['doctor', '--json']);
    expect(ran.code).toBe(64);
    const problems = ran.events.find(({ type }) => type === 'problems');
    expect(JSON.stringify(problems)).toContain('SETUP_SERVER_SERVER');
  });

  it('tells by its exit code that a server does not let us in', async () => {
    const ran = await operator.run(['doctor', 'root@198.51.100.9', '--json'], { env });
    expect(ran.code).toBe(1);
    expect(ran.events.at(-2)).toMatchObject({ type: 'trouble' });
  });

  describe('makes a bundle that may be mailed', () => {
    const planted: Record<string, string> = {};
    const plant = (name: string, text = randomBytes(9).toString('base64')) => {
      planted[name] = text;
      return text;
    };
    let pem: string[];
    let texts: Record<string, string>;

    beforeAll(async () => {
      pem = (await server.exec('openssl genrsa 2048 2>/dev/null')).trim().split('\n');
      for (const [index, line] of pem.slice(1, -1).entries()) plant(`key ${index}`, line);
      const bcrypt = `$2y$10$${'N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy'}`;
      plant('bcrypt', bcrypt.slice(7));
      const log = [
        `plain ${token}`,
        `json ${JSON.stringify({ token })}`,
        `twice ${JSON.stringify({ body: JSON.stringify({ t: token }) })}`,
        `url /a/${encodeURIComponent(token)}`,
        `form ${new URLSearchParams({ t: token })}`,
        `base64 ${Buffer.from(token).toString('base64')}`,
        `basic ${Buffer.from(`admin:${token}`).toString('base64')}`,
        `hex ${Buffer.from(token).toString('hex')}`,
        `PIN=${short} in the environment`,
        `Authorization: Bearer ${plant('bearer')}`,
        `GET /reset?code=${plant('query', 'q4711z')}&x=1 HTTP/1.1`,
        `connecting to postgres://study:${plant('url', 'p@ss')}@db/study`,
        `password=${plant('password', 'hunter2')}`,
        `user admin:${bcrypt}`,
        `generated ${plant('generated', randomBytes(18).toString('base64url'))}`,
        `mail from ${plant('mail', 'anna.example@range.test')} at ${plant('address', '203.0.113.77')}`,
        ...pem,
      ];
      const put = (path: string, text: string) =>
        server.exec(`cat >> ${path} <<'PLANTED'\n${text}\nPLANTED`);
      await put('/root/planted', log.join('\n'));
      await server.exec('docker exec -i greeting sh -c "cat > /proc/1/fd/1" < /root/planted');
      await server.exec('rm /root/planted');
      const said = (line: string) =>
        JSON.stringify({
          at: '2026-11-21T10:00:00Z',
          by: 'bea@work',
          type: 'said',
          step: 'x',
          line,
        });
      const journal = [`it is ${token}`, `secret: ${plant('server log', 'zz1!')}`, ...pem];
      await put('/var/lib/setup-server/log/greeting.log', journal.map(said).join('\n'));
      await put(
        '/etc/setup-server/front/sites/greeting.conf',
        `# proxy_set_header Authorization "Basic ${plant('nginx')}"; # https://me:${plant('nginx url', 'pw1')}@upstream`,
      );
      await put('/root/.bash_history', `mysql -p${plant('history', 'in-the-history')}`);
      await put(
        '/etc/docker/daemon.json',
        JSON.stringify({
          proxies: { 'http-proxy': `http://bob:${plant('proxy', 'prx-pw')}@10.0.0.1:3128` },
        }),
      );
      const path = '/etc/setup-server/greeting/install.json';
      const record = JSON.parse(await server.read(path));
      record.by = plant('author', 'carla@desk');
      record.answers['smtp.password'] = plant('record', 'zq1');
      record.answers.note = `the API token is ${plant('note', 'short77')}`;
      await server.exec(`cat > ${path} <<'PLANTED'\n${JSON.stringify(record)}\nPLANTED`);
      const before = await everything();
      for (const file of ['bundle.txt', 'bundle.json']) {
        const ran = await doctor(['--bundle', file]);
        expect(ran.stderr).toContain(`Written to ${join(operator.folder, file)}.`);
        expect(ran.stderr).toContain('Read this file before you send it.');
      }
      expect(await everything()).toEqual(before);
      texts = {
        'bundle.txt': await readFile(join(operator.folder, 'bundle.txt'), 'utf8'),
        'bundle.json': await readFile(join(operator.folder, 'bundle.json'), 'utf8'),
      };
    });

    it('has nothing of what is secret, in any form', async () => {
      const key = await server.read('/etc/setup-server/front/certificates/greeting/key.pem');
      const all = { ...planted, token, key: key.split('\n')[1] ?? '' };
      expect(Object.keys(all).length).toBeGreaterThan(35);
      for (const [file, text] of Object.entries(texts))
        for (const [name, secret] of Object.entries(all))
          for (const form of [secret, ...secretForms(secret)])
            expect(text.includes(form), `${name} is in ${file}`).toBe(false);
      for (const text of Object.values(texts)) expect(text).not.toContain(`PIN=${short}`);
    });

    it('has what helps', () => {
      // The places in which all that was planted were really read.
      for (const text of Object.values(texts))
        for (const word of ['plain', 'twice', 'url', 'base64', 'basic', 'hex', 'user', 'generated'])
          expect(text, word).toMatch(new RegExp(`\\b${word} .*\\[secret\\]`));
      for (const text of Object.values(texts)) {
        for (const word of [
          'plain [secret]',
          'password=[secret]',
          'PIN=[secret]',
          'person-',
          'mail-1',
        ])
          expect(text).toContain(word);
        for (const word of [
          'greeting.site.open',
          'example/hello:1',
          HOSTNAME,
          'server_name',
          'Node ',
        ])
          expect(text).toContain(word);
        expect(text).not.toContain(server.address);
      }
      const bundle = JSON.parse(texts['bundle.json'] ?? '');
      expect(Object.keys(bundle.texts)).toEqual([
        '/etc/setup-server/front/nginx.conf',
        '/etc/setup-server/front/sites/greeting.conf',
        '/var/lib/setup-server/log/greeting.log',
        'log of setup-server-front',
        'log of greeting',
      ]);
    });

    it('is for its owner only, and is not written over another file', async () => {
      const path = join(operator.folder, 'bundle.txt');
      expect((await stat(path)).mode & 0o777).toBe(0o600);
      const ran = await doctor(['--bundle', path, '--keep-addresses']);
      expect(ran.stderr).toContain(`Written to ${join(operator.folder, 'bundle-2.txt')}.`);
      expect(await readFile(path, 'utf8')).toBe(texts['bundle.txt']);
      const kept = await readFile(join(operator.folder, 'bundle-2.txt'), 'utf8');
      expect(kept).toContain(server.address);
      expect(kept).toContain(planted.mail);
      expect(kept).not.toContain(planted.password);
    });
  });
});
