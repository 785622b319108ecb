import { beforeAll, describe, expect, it } from 'vitest';
import { dns, type Host, host, rangeUp } from '../range/range.ts';
import { ADMIN_PASSWORD, answersFor, newOperator, type Operator } from './operator.ts';
import { settingOf, traces } from './state.ts';

const HOSTNAME = 'whole-job.range.test';

describe.each([
  { suite: 'bookworm', variant: 'root-key', dockerRepository: false, disk: 'volume' },
  { suite: 'trixie', variant: 'user-nopasswd', dockerRepository: true, disk: 'tmpfs' },
] as const)('the whole job on $suite as $variant, Docker repository $dockerRepository', (way) => {
  let server: Host;
  let operator: Operator;
  let answers: string;
  let before: string;

  beforeAll(async () => {
    await rangeUp({ suites: [way.suite] });
    server = await host(`job-${way.suite}`, way);
    await dns.set(HOSTNAME, server.address);
    operator = await newOperator();
    answers = await operator.answers({ app: 'jatos', ...(await answersFor(server, HOSTNAME)) });
    return () => server.remove();
  });

  it('plans without changing anything', async () => {
    const ran = await operator.run(['--answers', answers, '--plan']);
    expect(ran.stderr).toBe('');
    expect(ran.code).toBe(2);
    expect(await server.succeeds('command -v docker')).toBe(false);
    expect(await server.succeeds('test -e /etc/setup-server -o -e /var/lib/setup-server')).toBe(
      false,
    );
  });

  it('ends with the app answering over verified TLS', async () => {
    const ran = await operator.run(['--answers', answers, '--yes', '--json']);
    expect(ran.events.filter(({ type }) => type === 'failed' || type === 'trouble')).toEqual([]);
    expect(ran.code).toBe(0);
    const page = await operator.program(['curl', '-sS', `https://${HOSTNAME}/`]);
    expect(page.stderr).toBe('');
    expect(page.stdout).toContain('JATOS');
    expect(page.stdout).toContain('-Dplay.http.session.secure=true');
  });

  const signIn = async (password: string) => {
    const { stdout } = await operator.program([
      ...['curl', '-sS', '--data', 'username=admin', '--data-urlencode', `password=${password}`],
      `https://${HOSTNAME}/jatos/signin/local`,
    ]);
    return stdout;
  };

  it('lets nobody in with the password that everybody knows', async () => {
    expect(await signIn('admin')).toBe('Invalid user or password');
    expect(await signIn(ADMIN_PASSWORD)).toContain('"redirectUrl"');
  });

  it('leads plain HTTP to HTTPS', async () => {
    const got = await operator.program(['curl', '-sSI', `http://${HOSTNAME}/jatos?a=b`]);
    expect(got.stdout).toContain('301 Moved Permanently');
    expect(got.stdout).toContain(`https://${HOSTNAME}/jatos?a=b`);
  });

  it('leaves settings, certificate and record where it says, readable by root only', async () => {
    const modes = await server.exec(
      'cd /etc/setup-server && stat -c "%n %a %U" jatos/env.list jatos/install.json jatos/receipt.txt front/certificates/jatos/key.pem; stat -c "%n %a %U" accounts',
    );
    expect(modes.trim().split('\n')).toEqual([
      'jatos/env.list 600 root',
      'jatos/install.json 600 root',
      'jatos/receipt.txt 600 root',
      'front/certificates/jatos/key.pem 600 root',
      'accounts 700 root',
    ]);
    expect(await server.read('/etc/setup-server/jatos/env.list')).toMatch(
      /^JATOS_SECRET=[A-Za-z0-9]{64}$/m,
    );
    const record = JSON.parse(await server.read('/etc/setup-server/jatos/install.json'));
    expect(record).toMatchObject({
      app: 'jatos',
      image: 'jatos/jatos:3.10.4',
      answers: { hostname: HOSTNAME },
    });
    expect(record.digest).toMatch(/^jatos\/jatos@sha256:[0-9a-f]{64}$/);
  });

  it('makes the container as a server needs it', async () => {
    const [made] = JSON.parse(await server.exec('docker inspect jatos'));
    expect(made.HostConfig.RestartPolicy.Name).toBe('always');
    expect(made.HostConfig.LogConfig).toEqual({
      Type: 'json-file',
      Config: { 'max-size': '10m', 'max-file': '5' },
    });
    expect(made.HostConfig.PortBindings).toEqual({});
    expect(made.Mounts).toMatchObject([
      { Type: 'volume', Name: 'jatos-data', Destination: '/opt/jatos_data' },
    ]);
    expect(made.Config.Labels['setup-server.install']).toBe('jatos');
  });

  it('opens ports 80 and 443 and no others', async () => {
    const listening = await server.exec(
      "ss -Hltn | awk '{print $4}' | grep -v '^127\\.' | sed 's/.*://' | sort -un | tr '\\n' ' '",
    );
    expect(listening.trim()).toBe('22 80 443');
  });

  it('keeps what is secret out of its log', async () => {
    const secret = await settingOf(server, 'jatos', 'JATOS_SECRET');
    const outside = '/var/lib/setup-server /etc/setup-server';
    expect(await server.succeeds(`grep -rqF '${ADMIN_PASSWORD}' ${outside}`)).toBe(false);
    expect(
      await server.succeeds(
        `grep -rqF ${secret} /var/lib/setup-server /etc/setup-server/jatos/install.json /etc/setup-server/jatos/receipt.txt`,
      ),
    ).toBe(false);
    expect(await server.succeeds('test -s /var/lib/setup-server/log/jatos.log')).toBe(true);
  });

  it('finds nothing to do the second time', async () => {
    before = await traces(server);
    const ran = await operator.run(['--answers', answers, '--yes', '--json']);
    expect(ran.code).toBe(0);
    expect(ran.events.filter(({ type }) => type === 'started')).toEqual([]);
    expect(ran.events.at(-1)).toMatchObject({ type: 'end', ending: 'nothing-to-do' });
    expect(await traces(server)).toBe(before);
    expect((await operator.run(['--answers', answers, '--plan'])).code).toBe(0);
  });

  it('brings back what somebody broke, and nothing else', async () => {
    await server.exec('docker rm -f setup-server-front');
    const ran = await operator.run(['--answers', answers, '--yes', '--json']);
    expect(ran.code).toBe(0);
    const begun = ran.events.filter(({ type }) => type === 'started').map(({ step }) => step);
    expect(begun).toEqual(['front.start']);
    const page = await operator.program(['curl', '-sS', `https://${HOSTNAME}/ping`]);
    expect(page.stdout).toBe('pong');
  });

  it('keeps visitors out of an empty database until it has the password, too', async () => {
    await server.exec('docker exec jatos ./loader.sh stop; docker rm -f jatos');
    await server.exec('docker volume rm jatos-data');
    const ran = await operator.run(['--answers', answers, '--yes', '--json']);
    expect(ran.code).toBe(0);
    const begun = ran.events.filter(({ type }) => type === 'started').map(({ step }) => step);
    // Whether the app and the page must be waited for is a matter of moments.
    const changed = begun.filter((step) => step !== 'app.ready' && step !== 'website.check');
    expect(changed).toEqual(['site.shut', 'app.start', 'login.close', 'site.open']);
    expect(await signIn(ADMIN_PASSWORD)).toContain('"redirectUrl"');
  });

  it('closes a login that is open again, and does not begin without a password for it', async () => {
    await server.exec('docker exec jatos ./loader.sh stop; docker rm -f jatos');
    await server.exec('docker volume rm jatos-data');
    const { 'jatos.admin.password': _, ...others } = await answersFor(server, HOSTNAME);
    const file = await operator.answers({ app: 'jatos', ...others });
    const refused = await operator.run(['--answers', file, '--yes', '--json']);
    expect(refused.code).toBe(64);
    expect(JSON.stringify(refused.events)).toContain('SETUP_SERVER_JATOS_ADMIN_PASSWORD');
    expect((await operator.run(['--answers', answers, '--yes', '--json'])).code).toBe(0);
    expect(await signIn('admin')).toBe('Invalid user or password');
  });
});
