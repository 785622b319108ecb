import { beforeAll, describe, expect, it } from 'vitest';
import { dns, type Host, host, rangeUp } from '../range/range.ts';
import { answersFor, newOperator, type Operator, type Ran } from './operator.ts';
import { settingOf, traces } from './state.ts';

const PASSWORD = 'correct-Horse 9 $(battery)';

/** One server for all of them: each is set up beside those before it. */
describe('the apps with one file each, all on one server', () => {
  let server: Host;
  let operator: Operator;

  beforeAll(async () => {
    await rangeUp({ suites: ['trixie'], apps: ['nginx', 'catalogue', 'mariadb', 'redis'] });
    server = await host('catalogue', { suite: 'trixie', variant: 'docker', disk: 'tmpfs' });
    operator = await newOperator();
    return () => server.remove();
  });

  const nameOf = (app: string) => `${app}.catalogue.range.test`;

  const set = async (app: string, answers: Record<string, unknown> = {}): Promise<Ran> => {
    const name = nameOf(app);
    await dns.set(name, server.address);
    const file = await operator.answers({ app, ...answers, ...(await answersFor(server, name)) });
    return await operator.run(['--answers', file, '--yes', '--json']);
  };

  const troubles = ({ events }: Ran) =>
    events.filter(({ type }) => type === 'failed' || type === 'trouble');

  const begun = ({ events }: Ran) =>
    events.flatMap(({ type, step }) => (type === 'started' ? [step] : []));

  /** Asks as a browser does; gives the status and the page. */
  const ask = async (app: string, path: string, ...words: string[]) => {
    const url = `https://${nameOf(app)}${path}`;
    const got = await operator.program([
      ...['curl', '-sS', '--max-time', '20', '-w', '\n%{http_code}', ...words, url],
    ]);
    expect(got.stderr).toBe('');
    const end = got.stdout.lastIndexOf('\n');
    return { status: Number(got.stdout.slice(end + 1)), page: got.stdout.slice(0, end) };
  };

  const send = (app: string, path: string, form: Record<string, string>, ...words: string[]) =>
    ask(
      app,
      path,
      ...Object.entries(form).flatMap((field) => ['--data-urlencode', field.join('=')]),
      ...words,
    );

  const findsNothingToDo = async (app: string) => {
    const before = await traces(server);
    expect((await set(app)).events.at(-1)).toMatchObject({ ending: 'nothing-to-do' });
    expect(await traces(server)).toBe(before);
  };

  const isMissing = async (app: string, id: string) => {
    const ran = await set(app);
    expect(ran.code).toBe(64);
    expect(`${ran.stdout}${ran.stderr}`).toContain(id);
    expect(await server.succeeds(`test -e /etc/setup-server/${app}`)).toBe(false);
  };

  /** Neither in an event nor in a file that others may read. */
  const isKept = async (secret: string, ran: Ran) => {
    expect(`${ran.stdout}${ran.stderr}`).not.toContain(secret);
    const files = await server.exec(
      `grep -rlF -e '${secret}' /etc/setup-server /var/lib/setup-server | xargs -r stat -c '%a'; true`,
    );
    expect([...new Set(files.split('\n'))]).toEqual(['600']);
  };

  describe('Vaultwarden', () => {
    it('wants a password for the page of invitations before anything is done', async () => {
      await isMissing('vaultwarden', 'vaultwarden.admin.password');
    });

    it('lets in nobody who was not invited', async () => {
      const ran = await set('vaultwarden', { 'vaultwarden.admin.password': PASSWORD });
      expect(troubles(ran)).toEqual([]);
      await isKept(PASSWORD, ran);
      const { page } = await ask('vaultwarden', '/');
      expect(JSON.parse(page)).toMatchObject({
        domain: `https://${nameOf('vaultwarden')}`,
        forwarded: { 'X-Forwarded-Proto': 'https' },
      });
      const register = { email: 'mallory@example.org' };
      expect((await send('vaultwarden', '/identity/accounts/register', register)).status).toBe(400);
      expect((await send('vaultwarden', '/admin', { token: 'admin' })).status).toBe(401);
    });

    it('lets in who was invited with that password', async () => {
      const jar = ['-b', 'vault', '-c', 'vault'];
      const email = { email: 'anna@example.org' };
      expect((await send('vaultwarden', '/admin', { token: PASSWORD }, ...jar)).status).toBe(303);
      expect((await send('vaultwarden', '/admin/invite', email, ...jar)).status).toBe(200);
      expect((await send('vaultwarden', '/identity/accounts/register', email)).status).toBe(200);
    });

    it('finds nothing to do', () => findsNothingToDo('vaultwarden'));

    it('keeps what it has when it is replaced, closed in order', async () => {
      await server.exec('echo LOG_LEVEL=warn >> /etc/setup-server/vaultwarden/env.list');
      expect(begun(await set('vaultwarden'))).toContain('app.start');
      const { page } = await ask('vaultwarden', '/');
      expect(JSON.parse(page)).toMatchObject({ accounts: ['anna@example.org'], lost: false });
    });
  });

  describe('RStudio', () => {
    const signIn = { username: 'rstudio', password: PASSWORD };

    it('wants a password before anything is done', async () => {
      await isMissing('rstudio', 'rstudio.password');
    });

    it('lets in who has it, and leaves the app beside it alone', async () => {
      const before = await server.exec(
        'docker inspect -f "{{.Id}}{{.State.StartedAt}}" vaultwarden',
      );
      const ran = await set('rstudio', { 'rstudio.password': PASSWORD });
      expect(troubles(ran)).toEqual([]);
      await isKept(PASSWORD, ran);
      expect((await send('rstudio', '/', { ...signIn, password: 'rstudio' })).status).toBe(302);
      const { status, page } = await send('rstudio', '/', { ...signIn, x: '42', install: 'lme4' });
      expect([status, JSON.parse(page)]).toMatchObject([200, { packages: ['docopt', 'lme4'] }]);
      expect(await server.exec('docker logs rstudio')).not.toContain('The password is set to');
      expect(await server.exec('docker inspect -f "{{.Id}}{{.State.StartedAt}}" vaultwarden')).toBe(
        before,
      );
    });

    it('finds nothing to do', () => findsNothingToDo('rstudio'));

    it('goes on with its session and its packages when it is replaced', async () => {
      await server.exec('echo TZ=Europe/Berlin >> /etc/setup-server/rstudio/env.list');
      expect(begun(await set('rstudio'))).toContain('app.start');
      const { page } = await send('rstudio', '/', signIn);
      expect(JSON.parse(page)).toMatchObject({
        session: { x: '42' },
        packages: ['docopt', 'lme4'],
      });
      expect(await settingOf(server, 'rstudio', 'PASSWORD')).toBe(PASSWORD);
    });
  });

  describe('LimeSurvey', () => {
    const LOGIN = '/index.php/admin/authentication/sa/login';
    const first = {
      'limesurvey.admin.email': 'anna@example.org',
      'limesurvey.admin.password': PASSWORD,
    };

    it('is set up with its database, and with a first user whom nobody else knows', async () => {
      const ran = await set('limesurvey', first);
      expect(troubles(ran)).toEqual([]);
      await isKept(PASSWORD, ran);
      const address = `https://${nameOf('limesurvey')}`;
      expect(JSON.parse((await ask('limesurvey', '/')).page)).toMatchObject({
        engine: 'InnoDB',
        public: `${address}/`,
        host: address,
        upload: '64M',
        admin: [['admin', 'anna@example.org']],
      });
      const signIn = (password: string) => send('limesurvey', LOGIN, { user: 'admin', password });
      expect((await signIn('password')).status).toBe(200);
      expect((await signIn(PASSWORD)).status).toBe(302);
    });

    it('finds nothing to do', () => findsNothingToDo('limesurvey'));

    it('reads its encrypted answers when it is replaced', async () => {
      await send('limesurvey', '/', { answer: 'Seven, I think', file: 'picture.png' });
      await server.exec('echo URL_FORMAT=get >> /etc/setup-server/limesurvey/env.list');
      expect(begun(await set('limesurvey'))).toContain('app.start');
      expect(JSON.parse((await ask('limesurvey', '/')).page)).toMatchObject({
        answers: ['Seven, I think'],
        files: ['picture.png'],
      });
    });

    it('reads them again where it was removed, its data were kept, and it is set up anew', async () => {
      // A second try finds it removed already.
      if (await server.succeeds('test -e /etc/setup-server/limesurvey/install.json')) {
        const known = await answersFor(server, nameOf('limesurvey'));
        const env = { SETUP_SERVER_SSH_FINGERPRINT: String(known['ssh.fingerprint']) };
        const removed = await operator.run(['remove', nameOf('limesurvey'), '--json'], { env });
        expect(troubles(removed)).toEqual([]);
      }
      const kept = await server.exec('cd /etc/setup-server/limesurvey && stat -c "%a %n" *');
      expect(kept.trim()).toBe('600 db.env.list\n600 env.list');
      const again = await set('limesurvey', first);
      expect(troubles(again)).toEqual([]);
      expect(JSON.parse((await ask('limesurvey', '/')).page)).toMatchObject({
        answers: ['Seven, I think'],
        files: ['picture.png'],
      });
    });
  });

  describe('Nextcloud', () => {
    const first = { 'nextcloud.admin.user': 'anna', 'nextcloud.admin.password': PASSWORD };
    const signIn = (password: string) => send('nextcloud', '/login', { user: 'anna', password });
    const page = async () => JSON.parse((await ask('nextcloud', '/')).page);

    it('is set up with database, cache and timer, and with a first user', async () => {
      const ran = await set('nextcloud', first);
      expect(troubles(ran)).toEqual([]);
      await isKept(PASSWORD, ran);
      expect((await signIn('admin')).status).toBe(200);
      expect((await signIn(PASSWORD)).status).toBe(303);
      expect(await page()).toMatchObject({
        redis: true,
        address: `https://${nameOf('nextcloud')}`,
        trusted: ['localhost', nameOf('nextcloud')],
      });
      expect(await server.exec('docker inspect nextcloud')).not.toContain(PASSWORD);
    });

    it('has what must be done done from time to time', async () => {
      await server.exec(
        'timeout 30 sh -c "until docker exec nextcloud test -e /var/www/html/jobs; do sleep 0.2; done"',
      );
      expect(await page()).toMatchObject({ jobs: `https://${nameOf('nextcloud')}` });
    });

    it('finds nothing to do', () => findsNothingToDo('nextcloud'));

    it('takes a file of half a gigabyte in one go', async () => {
      const sent = await operator.program([
        ...['sh', '-c'],
        `head -c 500000000 /dev/zero | curl -sS -H 'Expect:' --data-binary @- https://${nameOf('nextcloud')}/upload`,
      ]);
      expect(sent).toMatchObject({ stdout: '500000000', stderr: '' });
    });

    it('answers under another name, and keeps its users', async () => {
      const other = 'cloud.catalogue.range.test';
      await dns.set(other, server.address);
      const file = await operator.answers({
        app: 'nextcloud',
        ...(await answersFor(server, other)),
      });
      const ran = await operator.run(['--answers', file, '--yes', '--json']);
      expect(ran.stderr).toBe('');
      expect(troubles(ran)).toEqual([]);
      expect(ran.events.at(-1)).toMatchObject({ ending: 'complete' });
      const got = await operator.program(['curl', '-sS', `https://${other}/`]);
      expect(JSON.parse(got.stdout)).toMatchObject({ address: `https://${other}` });
    });

    it('rests with all that it works with, and runs again; those beside it go on', async () => {
      const { 'ssh.fingerprint': fingerprint } = await answersFor(server, nameOf('nextcloud'));
      const env = { SETUP_SERVER_SSH_FINGERPRINT: String(fingerprint) };
      const run = (command: string) =>
        operator.run([command, server.address, '--install', 'nextcloud', '--json'], { env });
      const states = async () =>
        Object.entries(await server.containers()).map(([name, { state }]) => [name, state]);
      const before = await states();
      const isOwn = (name: unknown) => /^nextcloud(-|$)/.test(String(name));
      expect((await run('stop')).events.at(-1)).toMatchObject({ ending: 'complete' });
      expect(before.filter(([name]) => isOwn(name))).toHaveLength(4);
      expect(await states()).toEqual(
        before.map(([name, state]) => [name, isOwn(name) ? 'exited' : state]),
      );
      expect((await run('start')).events.at(-1)).toMatchObject({ ending: 'complete' });
      expect(await states()).toEqual(before);
    });
  });

  describe('Ghost', () => {
    const owner = {
      'ghost.title': "Anna's notes",
      'ghost.owner.name': 'Anna "A" Kovács',
      'ghost.owner.email': 'anna@example.org',
    };
    const signIn = (password: string) => {
      const body = JSON.stringify({ username: 'anna@example.org', password });
      return ask('ghost', '/ghost/api/admin/session', '--data-binary', body);
    };
    const page = async () => JSON.parse((await ask('ghost', '/')).page);

    it('opens to nobody while it has no owner: Ghost does not like the password', async () => {
      const ran = await set('ghost', { ...owner, 'ghost.owner.password': 'anna-and-berta-1' });
      const [failed] = troubles(ran);
      expect(failed).toMatchObject({ step: 'app.account' });
      expect(JSON.stringify(failed)).toContain('you cannot use an insecure password');
      expect(`${ran.stdout}${ran.stderr}`).not.toContain('anna-and-berta-1');
      expect(await server.succeeds('test -e /etc/setup-server/front/sites/ghost.conf')).toBe(false);
      expect(await server.succeeds('test -e /etc/setup-server/ghost/first-account')).toBe(false);
    });

    it('asks for it again, and opens with an owner', async () => {
      const ran = await set('ghost', { ...owner, 'ghost.owner.password': PASSWORD });
      expect(troubles(ran)).toEqual([]);
      expect(`${ran.stdout}${ran.stderr}`).not.toContain(PASSWORD);
      expect(begun(ran)).not.toContain('app.start');
      const found = await server.exec(`grep -rlF -e '${PASSWORD}' /etc/setup-server/ghost; true`);
      expect(found).toBe('');
      expect(await page()).toMatchObject({
        url: `https://${nameOf('ghost')}`,
        owners: [['Anna "A" Kovács', 'anna@example.org', "Anna's notes"]],
      });
      expect((await signIn('anna-and-berta-1')).status).toBe(401);
      expect((await signIn(PASSWORD)).status).toBe(201);
    });

    it('lets nobody else become its owner', async () => {
      const path = '/ghost/api/admin/authentication/setup/';
      const body = JSON.stringify({ setup: [{ name: 'Mallory' }] });
      expect((await ask('ghost', path, '--data-binary', body)).status).toBe(403);
    });

    it('finds nothing to do', () => findsNothingToDo('ghost'));

    it('keeps what was written and uploaded when it is replaced', async () => {
      await send('ghost', '/upload', { image: 'picture.png' });
      const { 'ssh.fingerprint': fingerprint } = await answersFor(server, nameOf('ghost'));
      const ran = await operator.run(
        ['env', 'set', nameOf('ghost'), '-e', 'privacy__useGravatar=false', '--json'],
        { env: { SETUP_SERVER_SSH_FINGERPRINT: String(fingerprint) } },
      );
      expect(troubles(ran)).toEqual([]);
      expect(begun(ran)).toContain('app.start');
      expect(await page()).toMatchObject({ owners: [{}], images: ['picture.png'] });
      const verify = 'security__staffDeviceVerification';
      expect(await settingOf(server, 'ghost', verify)).toBe('false');
    });
  });

  it('runs all of them beside each other in the end', async () => {
    for (const app of ['vaultwarden', 'rstudio', 'limesurvey', 'ghost']) {
      expect((await ask(app, '/')).status).toBeLessThan(400);
    }
  });
});
