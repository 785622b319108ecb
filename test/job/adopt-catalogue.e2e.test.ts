import { beforeAll, describe, expect, it } from 'vitest';
import { dns, type Host, host, rangeUp } from '../range/range.ts';
import { answersFor, newOperator, type Operator, type Ran } from './operator.ts';
import { settingOf, traces } from './state.ts';

const PASSWORD = 'correct-Horse-9-battery';
const DATABASE = ['limesurvey', 'nextcloud', 'ghost'];
const SETUP = '/ghost/api/admin/authentication/setup/';
const LOGIN = '/index.php/admin/authentication/sa/login';
const KEYS = `-e ENCRYPT_NONCE=${'0'.repeat(48)} -e ENCRYPT_SECRET_BOX_KEY=${'7'.repeat(64)}`;

/** As their own pages have them started, beside a database of one's own where they want one. */
const BY_HAND = {
  vaultwarden: '-v /vw-data/:/data/ -p 8001:80 vaultwarden/server:latest',
  rstudio: `-e PASSWORD=${PASSWORD} -v /srv/work:/home/rstudio -p 8787:8787 rocker/rstudio:4.6.1`,
  limesurvey: `--network lab -e DB_HOST=limesurvey-sql -e DB_USERNAME=lab -e DB_NAME=lab -e DB_PASSWORD=hush-sql -e ADMIN_PASSWORD=${PASSWORD} ${KEYS} -v surveys:/var/www/html/upload -p 8080:8080 martialblog/limesurvey:6.17.18-260831-apache`,
  nextcloud: `--network lab -e MYSQL_HOST=nextcloud-sql -e MYSQL_DATABASE=lab -e MYSQL_USER=lab -e MYSQL_PASSWORD=hush-sql -e REDIS_HOST=redis -e NEXTCLOUD_ADMIN_USER=anna -e NEXTCLOUD_ADMIN_PASSWORD=${PASSWORD} -v nextcloud:/var/www/html -p 8082:80 nextcloud:34.0.3-apache`,
  ghost:
    '--network lab -e url=http://localhost:3001 -e sendWelcomeEmail=false -e database__client=mysql -e database__connection__host=ghost-sql -e database__connection__user=lab -e database__connection__password=hush-sql -e database__connection__database=lab -v ghost:/var/lib/ghost/content -p 3001:2368 ghost:6.63.0',
} as const;
type App = keyof typeof BY_HAND;
const PORTS = { vaultwarden: 8001, rstudio: 8787, limesurvey: 8080, nextcloud: 8082, ghost: 3001 };

describe('apps of the catalogue that somebody started by their own pages', () => {
  let server: Host;
  let operator: Operator;
  let way: Record<string, unknown>;
  const ids = new Map<App, string>();

  const nameOf = (app: App) => `${app}.by-hand.range.test`;
  const fetched = async (url: string, ...words: readonly string[]) => {
    const got = await operator.program([
      ...['curl', '-sS', '--max-time', '20', '--retry', '20', '--retry-all-errors'],
      ...['--retry-delay', '1', '-H', 'X-Forwarded-Proto: https', ...words, url],
    ]);
    expect(
      got.stderr
        .replace(/^Warning.*$|^curl: \(\d+\) (Recv|Failed|Empty|Could|The).*$/gm, '')
        .trim(),
    ).toBe('');
    return got.stdout;
  };
  const byHand = (app: App, path: string, ...words: readonly string[]) =>
    // What is refused while it starts is asked once more, and not told.
    fetched(
      `http://${server.address}:${PORTS[app]}${path}`,
      ...['-f', '-H', 'Connection: close', ...words],
    );
  const site = (app: App, path: string, ...words: readonly string[]) =>
    fetched(`https://${nameOf(app)}${path}`, ...words);
  const troubles = ({ events }: Ran) =>
    events.filter(({ type }) => ['failed', 'trouble', 'problems'].includes(String(type)));

  beforeAll(async () => {
    await rangeUp({ suites: ['trixie'], apps: ['nginx', 'catalogue', 'mariadb', 'redis'] });
    server = await host('by-hand', { suite: 'trixie', variant: 'docker', disk: 'tmpfs' });
    operator = await newOperator();
    await server.exec(
      'docker network create lab && docker run -d --name redis --network lab redis:7.4-alpine',
    );
    for (const app of DATABASE)
      await server.exec(
        `docker run -d --name ${app}-sql --network lab -e MARIADB_USER=lab -e MARIADB_DATABASE=lab -e MARIADB_PASSWORD=hush-sql -e MARIADB_RANDOM_ROOT_PASSWORD=1 mariadb:11.4 --transaction-isolation=READ-COMMITTED`,
      );
    for (const app of DATABASE)
      await server.exec(
        `timeout 400 sh -c 'until docker exec ${app}-sql healthcheck.sh --connect --innodb_initialized; do sleep 0.5; done' >/dev/null 2>&1`,
      );
    await server.exec(
      'docker pull -q vaultwarden/server:1.37.3 && docker tag vaultwarden/server:1.37.3 vaultwarden/server:latest',
    );
    for (const [app, line] of Object.entries(BY_HAND)) {
      const id = await server.exec(`docker run -d --name ${app} ${line}`);
      ids.set(app as App, id.split('\n').at(-1) ?? '');
      await dns.set(nameOf(app as App), server.address);
    }
    const answers = await answersFor(server, nameOf('ghost'));
    const { server: address, 'ssh.user': user, 'ssh.fingerprint': fingerprint } = answers;
    way = { server: address, 'ssh.user': user, 'ssh.fingerprint': fingerprint };
    return async () => {
      for (const app of ids.keys()) await dns.del(nameOf(app));
      await server.remove();
    };
  });

  /** What people have done with it, and what must be there afterwards. */
  const USED: Record<App, { use: () => Promise<unknown>; is: () => Promise<unknown> }> = {
    vaultwarden: {
      use: () => byHand('vaultwarden', '/identity/accounts/register', '-d', 'email=anna@b.de'),
      is: async () => {
        const page = JSON.parse(await site('vaultwarden', '/'));
        expect(page).toMatchObject({
          ...{ accounts: ['anna@b.de'], lost: false },
          domain: `https://${nameOf('vaultwarden')}`,
        });
        const status = ['-o', '/dev/null', '-w', '%{http_code}', '-d', 'email=mallory@b.de'];
        expect(await site('vaultwarden', '/identity/accounts/register', ...status)).toBe('400');
      },
    },
    rstudio: {
      use: () =>
        byHand('rstudio', '/', '-d', `username=rstudio&password=${PASSWORD}&x=42&install=lme4`),
      is: async () => {
        const page = await site('rstudio', '/', '-d', `username=rstudio&password=${PASSWORD}`);
        expect(JSON.parse(page)).toMatchObject({
          ...{ session: { x: '42' }, packages: ['docopt', 'lme4'] },
        });
      },
    },
    limesurvey: {
      use: async () => {
        await byHand('limesurvey', LOGIN);
        await byHand('limesurvey', '/', '-d', 'answer=Seven&file=picture.png');
      },
      is: async () => {
        expect(JSON.parse(await site('limesurvey', '/'))).toMatchObject({
          ...{ answers: ['Seven'], files: ['picture.png'] },
          ...{ engine: 'MyISAM', host: `https://${nameOf('limesurvey')}` },
        });
      },
    },
    nextcloud: {
      use: () => byHand('nextcloud', '/status.php'),
      is: async () => {
        expect(JSON.parse(await site('nextcloud', '/'))).toMatchObject({
          ...{ redis: true, address: `https://${nameOf('nextcloud')}` },
        });
        const code = [
          '-o',
          '/dev/null',
          '-w',
          '%{http_code}',
          '-d',
          `user=anna&password=${PASSWORD}`,
        ];
        expect(await site('nextcloud', '/login', ...code)).toBe('303');
      },
    },
    ghost: {
      use: async () => {
        const setup = [{ name: 'Anna', email: 'anna@b.de', password: PASSWORD, blogTitle: 'Lab' }];
        const body = JSON.stringify({ setup });
        expect(await byHand('ghost', SETUP, '--data-binary', body)).toContain('"users"');
        await byHand('ghost', '/upload', '-d', 'image=picture.png');
      },
      is: async () => {
        expect(JSON.parse(await site('ghost', '/'))).toMatchObject({
          ...{ url: `https://${nameOf('ghost')}`, images: ['picture.png'] },
          owners: [['Anna', 'anna@b.de', 'Lab']],
        });
      },
    },
  };

  const started = async (which: string) =>
    await server.exec(`docker inspect --format '{{.Id}} {{.State.StartedAt}}' ${which}`);
  const containers = async () =>
    Object.entries(await server.containers())
      .filter(([name, { state }]) => state === 'running' && name !== 'setup-server-front')
      .map(([name]) => name)
      .sort();

  it.each(Object.keys(BY_HAND) as App[])('%s is taken over as it runs', async (app) => {
    await USED[app].use();
    const as = await started(app);
    const file = await operator.answers({ ...way, 'adopt.container': app });
    const ran = await operator.run(['adopt', '--answers', file, '--yes', '--json']);
    expect(troubles(ran)).toEqual([]);
    expect(ran.code).toBe(0);
    expect(await started(app)).toBe(as);
    expect(`${ran.stdout}${ran.stderr}`).not.toMatch(/hush-sql|correct-Horse/);
    const record = JSON.parse(await server.read(`/etc/setup-server/${app}/install.json`));
    expect(record).toMatchObject({ app, adopted: { container: ids.get(app) } });
  });

  it.each(Object.keys(BY_HAND) as App[])(
    '%s gets HTTPS with its own data and database, and then there is nothing to do',
    async (app) => {
      const others = await containers();
      const answers = { app, install: app, ...(await answersFor(server, nameOf(app))) };
      const file = await operator.answers({ ...answers, 'adopt.replace': true });
      const ran = await operator.run(['--answers', file, '--yes', '--json']);
      expect(troubles(ran)).toEqual([]);
      expect(ran.code).toBe(0);
      await USED[app].is();
      // None of ours stands beside it: it works with what it worked with.
      expect(await containers()).toEqual(others);
      expect(await server.succeeds(`docker inspect ${ids.get(app)}`)).toBe(false);
      const as = await traces(server);
      const again = await operator.run([
        '--answers',
        await operator.answers(answers),
        '--json',
        '--yes',
      ]);
      expect(again.events.filter(({ type }) => type === 'started')).toEqual([]);
      expect(again.events.at(-1)).toMatchObject({ ending: 'nothing-to-do' });
      expect(await traces(server)).toBe(as);
    },
  );

  it('keep what leads them to their databases', async () => {
    expect(await settingOf(server, 'ghost', 'database__connection__host')).toBe('ghost-sql');
    expect(await settingOf(server, 'nextcloud', 'MYSQL_HOST')).toBe('nextcloud-sql');
    expect(await settingOf(server, 'limesurvey', 'DB_NAME')).toBe('lab');
  });
});
