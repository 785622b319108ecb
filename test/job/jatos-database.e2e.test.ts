import { beforeAll, describe, expect, it } from 'vitest';
import { dns, type Host, host, rangeUp } from '../range/range.ts';
import { ADMIN_PASSWORD, answersFor, newOperator, type Operator } from './operator.ts';

const HOSTNAME = 'jatos-database.range.test';
const OWN_PASSWORD = 'own-hush-4711';

describe('the database of JATOS', () => {
  let server: Host;
  let operator: Operator;
  let answers: Record<string, unknown>;

  beforeAll(async () => {
    await rangeUp({ suites: ['trixie'], apps: ['nginx', 'jatos', 'mariadb'] });
    server = await host('jatos-database', { suite: 'trixie', variant: 'docker', disk: 'tmpfs' });
    await dns.set(HOSTNAME, server.address);
    operator = await newOperator();
    answers = { app: 'jatos', ...(await answersFor(server, HOSTNAME)) };
    return async () => {
      await dns.del(HOSTNAME);
      await server.remove();
    };
  });

  const run = async (changes: Record<string, unknown>) => {
    const file = await operator.answers({ ...answers, ...changes });
    const ran = await operator.run(['--answers', file, '--yes', '--json']);
    const of = (type: string) => ran.events.filter((event) => event.type === type);
    expect([...of('failed'), ...of('trouble'), ...of('problems')]).toEqual([]);
    expect(ran.code).toBe(0);
    return { begun: of('started').map(({ step }) => step), ending: of('end')[0]?.ending, ran };
  };
  const facts = async () => {
    const { stdout } = await operator.program(['curl', '-sS', `https://${HOSTNAME}/jatos`]);
    return JSON.parse(/id="facts">(.*?)<\/script>/.exec(stdout)?.[1] ?? '{}');
  };
  const signIn = async (password: string) => {
    const { stdout } = await operator.program([
      ...['curl', '-sS', '--data', 'username=admin', '--data-urlencode', `password=${password}`],
      `https://${HOSTNAME}/jatos/signin/local`,
    ]);
    return stdout;
  };

  it('can be MariaDB beside it, which it alone reaches', async () => {
    const { begun } = await run({ 'jatos.database': 'mariadb' });
    expect(begun.indexOf('db.ready')).toBeGreaterThan(-1);
    expect(begun.indexOf('db.ready')).toBeLessThan(begun.indexOf('app.start'));
    expect(begun.indexOf('login.close')).toBeLessThan(begun.indexOf('site.open'));
    expect((await facts()).database).toMatchObject({
      url: 'jdbc:mysql://jatos-db:3306/jatos',
      server: expect.stringContaining('MariaDB'),
      character_set_server: 'utf8mb4',
      max_allowed_packet: '67108864',
      max_connections: '120',
    });
    expect(await signIn('admin')).toBe('Invalid user or password');
    expect(await signIn(ADMIN_PASSWORD)).toContain('"redirectUrl"');
    expect(
      await server.exec("docker inspect -f '{{json .HostConfig.PortBindings}}' jatos-db"),
    ).toBe('{}');
    expect((await run({ 'jatos.database': 'mariadb' })).ending).toBe('nothing-to-do');
  });

  it('is found again after both were started anew by Docker', async () => {
    await server.exec('systemctl restart docker');
    await server.exec(
      `for i in $(seq 1500); do [ "$(curl -s -o /dev/null -w '%{http_code}' -k --resolve ${HOSTNAME}:443:127.0.0.1 https://${HOSTNAME}/ping)" = 200 ] && exit 0; sleep 0.2; done; exit 1`,
    );
    expect(await signIn(ADMIN_PASSWORD)).toContain('"redirectUrl"');
    expect((await run({ 'jatos.database': 'mariadb' })).ending).toBe('nothing-to-do');
  });

  it('can be one of their own, which nobody meets before it has the password', async () => {
    await server.exec(
      [
        'docker run -d --name elsewhere -p 3306:3306 -e MARIADB_RANDOM_ROOT_PASSWORD=1',
        `-e MARIADB_USER=jatosuser -e MARIADB_DATABASE=studies -e MARIADB_PASSWORD=${OWN_PASSWORD}`,
        'mariadb:11.4',
      ].join(' '),
    );
    await server.exec(
      'for i in $(seq 1500); do docker exec elsewhere healthcheck.sh && exit 0; sleep 0.2; done; exit 1',
    );
    const own = {
      'jatos.database': 'own',
      'settings.JATOS_DB_URL': `jdbc:mysql://${server.address}:3306/studies?characterEncoding=UTF-8`,
      'settings.JATOS_DB_USERNAME': 'jatosuser',
    };
    const password = { 'settings.JATOS_DB_PASSWORD': OWN_PASSWORD };
    const { begun, ran } = await run({ ...own, ...password });
    expect(begun).toEqual(
      expect.arrayContaining(['site.shut', 'settings.write', 'app.start', 'login.close']),
    );
    expect(begun.indexOf('site.shut')).toBeLessThan(begun.indexOf('app.start'));
    expect(begun.indexOf('login.close')).toBeLessThan(begun.indexOf('site.open'));
    expect(ran.stdout).not.toContain(OWN_PASSWORD);
    expect((await facts()).database.url).toBe(`jdbc:mysql://${server.address}:3306/studies`);
    expect(await signIn(ADMIN_PASSWORD)).toContain('"redirectUrl"');
    // What the server has is kept.
    expect((await run(own)).ending).toBe('nothing-to-do');
  });
});
