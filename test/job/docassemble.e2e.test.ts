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

  it('does not remove a container that could not bring its data to safety', async () => {
    await visit(operator, `https://${hostname}/note?text=second`);
    await server.exec('docker exec docassemble touch /cannot-copy');
    const ran = await set({ 'settings.DABACKUPDAYS': '8' });
    expect(ran.code).toBe(1);
    expect(JSON.stringify(wrong(ran))).toContain('container.unsafe-stop');
    await server.exec('docker exec docassemble rm /cannot-copy');
    const again = await set({ 'settings.DABACKUPDAYS': '8' });
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
    expect((await visit(operator, `https://${hostname}/`)).notes).toEqual(['kept']);
  });

  it('cannot be told another way once it was started', async () => {
    const ran = await set({ 'certificate.use': 'front' });
    expect(ran.code).toBe(64);
  });
});
