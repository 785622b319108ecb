import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { dns, type Host, host, rangeUp } from '../range/range.ts';
import { answersFor, newOperator, type Operator, type Ran } from './operator.ts';
import { traces } from './state.ts';

const PASSWORD = 'Correct-Horse-9-Staple';
const ADMINISTRATOR = {
  'docassemble.admin.email': 'anna@example.org',
  'docassemble.admin.password': PASSWORD,
};

/** A server with docassemble's own kind of Docker, and a person who sets it up. */
async function served(name: string, more: Record<string, unknown>) {
  const hostname = `${name}.range.test`;
  await rangeUp({ suites: ['trixie'], apps: ['nginx', 'docassemble'] });
  const server = await host(name, { suite: 'trixie', variant: 'root-key', dockerRepository: true });
  await dns.set(hostname, server.address);
  const operator = await newOperator();
  const answers = { app: 'docassemble', ...more, ...(await answersFor(server, hostname)) };
  const set = async (changes: Record<string, unknown> = {}): Promise<Ran> => {
    const file = await operator.answers({ ...answers, ...changes });
    return await operator.run(['--answers', file, '--yes', '--json']);
  };
  return { hostname, server, operator, set };
}

async function visit(operator: Operator, url: string) {
  const page = await operator.program(['curl', '-sS', '--max-time', '20', url]);
  expect(page.stderr).toBe('');
  return JSON.parse(/<pre>(.*)<\/pre>/.exec(page.stdout)?.[1] ?? 'null');
}

const wrong = (ran: Ran) =>
  ran.events.filter(({ type }) => type === 'failed' || type === 'trouble');

describe('docassemble', () => {
  let server: Host;
  let operator: Operator;
  let hostname: string;
  let set: (changes?: Record<string, unknown>) => Promise<Ran>;

  beforeAll(async () => {
    ({ server, operator, hostname, set } = await served('docassemble', ADMINISTRATOR));
    return () => server.remove();
  });

  it('is not begun where its storage can not be used', async () => {
    const before = await traces(server);
    const ran = await set({
      ...{ 'docassemble.store': 's3-compatible', 'settings.S3BUCKET': 'forms' },
      ...{ 'settings.S3ENDPOINTURL': 'http://127.0.0.1:1', 'settings.S3ACCESSKEY': 'AKIAEXAMPLE' },
      'settings.S3SECRETACCESSKEY': 'a-secret-that-is-tried',
    });
    expect(wrong(ran)).toMatchObject([{ trouble: { code: 'store.unreachable' } }]);
    expect(ran.stdout + ran.stderr).not.toContain('a-secret-that-is-tried');
    expect(await traces(server)).toBe(before);
  });

  it('takes the settings of an env.list that is brought along', async () => {
    const list = join(operator.folder, 'old.list');
    await writeFile(list, '\ufeffDABACKUPDAYS=9\r\nDAPYTHONVERSION=2\r\nMINE=1\r\n');
    const answers = await operator.answers({
      ...ADMINISTRATOR,
      ...(await answersFor(server, hostname)),
    });
    const ran = await operator.run([
      ...['--env-list', list, '--answers', answers, '--yes', '--plan', '--json'],
    ]);
    expect(wrong(ran)).toEqual([]);
    const plan = ran.events.find(({ type }) => type === 'plan');
    const steps = plan?.steps as { step: string; because: string; commands: string[] }[];
    const settings = steps.find(({ step }) => step === 'settings.write');
    expect(settings?.because).toContain('DAPYTHONVERSION is left out.');
    expect(settings?.commands.join()).toMatch(/DABACKUPDAYS=9/);
    expect(settings?.commands.join()).toMatch(/MINE=\[secret\]/);
  });

  it('answers behind the front, with the administrator of the person', async () => {
    const ran = await set();
    expect(wrong(ran)).toEqual([]);
    expect(ran.code).toBe(0);
    expect(await visit(operator, `https://${hostname}/`)).toMatchObject({
      ...{ DAHOSTNAME: hostname, BEHINDHTTPSLOADBALANCER: 'true', scheme: 'https' },
      ...{ administrator: 'anna@example.org', default: false, DADEBUG: 'false' },
    });
  });

  it('keeps the password in no place that others, or backups, can read', async () => {
    expect(
      await server.succeeds(`grep -rqF ${PASSWORD} /etc/setup-server /var/lib/setup-server`),
    ).toBe(false);
    expect(await server.exec('docker inspect docassemble')).not.toContain(PASSWORD);
  });

  it('finds nothing to do the second time, and asks no more for the administrator', async () => {
    const before = await traces(server);
    const ran = await set();
    expect(ran.events.at(-1)).toMatchObject({ type: 'end', ending: 'nothing-to-do' });
    expect(await traces(server)).toBe(before);
  });

  it('keeps what people wrote where a setting is changed', async () => {
    await visit(operator, `https://${hostname}/note?text=first`);
    const ran = await set({ 'settings.DABACKUPDAYS': '7' });
    expect(wrong(ran)).toEqual([]);
    const page = await visit(operator, `https://${hostname}/`);
    expect(page.notes).toEqual(['first']);
    expect(await server.read('/etc/setup-server/docassemble/env.list')).toMatch(
      /^DABACKUPDAYS=7$/m,
    );
  });

  it('changes its own configuration where only its first start reads a variable', async () => {
    expect(await visit(operator, `https://${hostname}/`)).toMatchObject({
      ...{ TIMEZONE: '', DABACKUPDAYS: '7' },
    });
    const ran = await set({ 'settings.DABACKUPDAYS': '7', 'settings.TIMEZONE': 'Europe/Berlin' });
    expect(wrong(ran)).toEqual([]);
    const page = await visit(operator, `https://${hostname}/`);
    expect(page).toMatchObject({ TIMEZONE: 'Europe/Berlin', notes: ['first'] });
    const configuration = await server.exec(
      'docker exec docassemble cat /usr/share/docassemble/config/config.yml',
    );
    expect(configuration).toContain('# Make changes here');
    expect(await server.succeeds('test -e /etc/setup-server/docassemble/configuration.new')).toBe(
      false,
    );
    const again = await set({ 'settings.DABACKUPDAYS': '7', 'settings.TIMEZONE': 'Europe/Berlin' });
    expect(again.events.at(-1)).toMatchObject({ ending: 'nothing-to-do' });
  });

  it('leaves a configuration alone that is not as it knows it', async () => {
    const path = '/usr/share/docassemble/config/config.yml';
    await server.exec(`docker exec docassemble sed -i 's|^timezone:.*|timezone: [a,|' ${path}`);
    const before = await server.exec(`docker exec docassemble cat ${path}`);
    const ran = await set({ 'settings.DABACKUPDAYS': '7', 'settings.TIMEZONE': 'Europe/Paris' });
    expect(ran.code).toBe(1);
    expect(JSON.stringify(wrong(ran))).toContain('can not be changed from outside');
    expect(await server.exec(`docker exec docassemble cat ${path}`)).toBe(before);
    await server.exec(
      `docker exec docassemble sed -i 's|^timezone:.*|timezone: Europe/Berlin # mine|' ${path}`,
    );
    const mended = await set({ 'settings.DABACKUPDAYS': '7', 'settings.TIMEZONE': 'Europe/Paris' });
    expect(wrong(mended)).toEqual([]);
    expect(await visit(operator, `https://${hostname}/`)).toMatchObject({
      TIMEZONE: 'Europe/Paris',
    });
  });

  it('takes the port of a mail server that nobody else uses', async () => {
    const program =
      'push @s, IO::Socket::INET->new(Listen => 5, LocalAddr => q(127.0.0.1), LocalPort => 25); sleep 1 while 1';
    const unit = [
      ...['[Service]', `ExecStart=/usr/bin/perl -MIO::Socket::INET -e '${program}'`],
      ...['[Install]', 'WantedBy=multi-user.target'],
    ];
    await server.exec(
      `cat >/etc/systemd/system/exim4.service <<'END'\n${unit.join('\n')}\nEND\nsystemctl daemon-reload; systemctl enable --now exim4`,
    );
    const mail = { 'settings.DABACKUPDAYS': '7', 'settings.TIMEZONE': 'Europe/Paris' };
    const left = await set({ ...mail, 'docassemble.mail': true, 'server.app-ports': 'leave' });
    expect(wrong(left)).toMatchObject([{ trouble: { code: 'server.port-taken' } }]);
    const ran = await set({ ...mail, 'docassemble.mail': true });
    expect(wrong(ran)).toEqual([]);
    expect(await server.exec('docker port docassemble')).toContain('25/tcp -> 0.0.0.0:25');
    expect(await server.succeeds('systemctl is-active exim4')).toBe(false);
    expect(await server.succeeds('systemctl is-enabled exim4')).toBe(false);
    const again = await set({ ...mail, 'docassemble.mail': true });
    expect(again.events.at(-1)).toMatchObject({ ending: 'nothing-to-do' });
    const back = await set({ ...mail, 'docassemble.mail': false });
    expect(wrong(back)).toEqual([]);
  });

  it('does not remove a container that could not bring its data to safety', async () => {
    await visit(operator, `https://${hostname}/note?text=second`);
    await server.exec('docker exec docassemble touch /cannot-copy');
    const zone = { 'settings.TIMEZONE': 'Europe/Paris' };
    const ran = await set({ ...zone, 'settings.DABACKUPDAYS': '8' });
    expect(ran.code).toBe(1);
    expect(JSON.stringify(wrong(ran))).toContain('container.unsafe-stop');
    await server.exec('docker exec docassemble rm /cannot-copy');
    const again = await set({ ...zone, 'settings.DABACKUPDAYS': '8' });
    expect(wrong(again)).toEqual([]);
    const page = await visit(operator, `https://${hostname}/`);
    expect(page.notes).toEqual(['first', 'second']);
  });
});

describe("docassemble's own web server", () => {
  let server: Host;
  let operator: Operator;
  let hostname: string;
  let set: (changes?: Record<string, unknown>) => Promise<Ran>;
  const serial = async () => {
    const shown = await server.exec(
      `echo | openssl s_client -connect 127.0.0.1:443 -servername ${hostname} 2>/dev/null | openssl x509 -noout -serial`,
    );
    return shown.trim();
  };

  beforeAll(async () => {
    const more = { ...ADMINISTRATOR, 'certificate.use': 'app-files' };
    ({ server, operator, hostname, set } = await served('docassemble-tls', more));
    return () => server.remove();
  });

  it('shows the certificate that was got for it, and the front leads to it', async () => {
    const ran = await set();
    expect(wrong(ran)).toEqual([]);
    expect(ran.code).toBe(0);
    expect(await visit(operator, `https://${hostname}/`)).toMatchObject({
      ...{ USEHTTPS: 'true', BEHINDHTTPSLOADBALANCER: '', scheme: 'https' },
    });
    const got = await operator.program(['curl', '-sSI', `http://${hostname}/a?b=c`]);
    expect(got.stdout).toContain(`https://${hostname}/a?b=c`);
    expect(await server.exec('docker port docassemble')).toContain('443/tcp -> 0.0.0.0:443');
  });

  it('finds nothing to do the second time', async () => {
    const before = await traces(server);
    const ran = await set();
    expect(ran.events.at(-1)).toMatchObject({ type: 'end', ending: 'nothing-to-do' });
    expect(await traces(server)).toBe(before);
  });

  it('is started anew by the renewal on the server, and shows the new one', async () => {
    await visit(operator, `https://${hostname}/note?text=kept`);
    const before = await serial();
    const said = await server.exec('sh /etc/setup-server/renewal/run --force');
    expect(said).toContain('visitors get the new certificate');
    expect(await serial()).not.toBe(before);
    // Its web server has the certificate a moment before its pages.
    const notes = async () => (await visit(operator, `https://${hostname}/`))?.notes;
    await expect.poll(async () => new Set(await notes())).toEqual(new Set(['kept']));
  });

  it('cannot be told another way once it was started', async () => {
    const ran = await set({ 'certificate.use': 'front' });
    expect(ran.code).toBe(64);
  });
});
