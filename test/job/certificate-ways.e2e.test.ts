import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { openrc } from '../../source/distributions/services.ts';
import { RENEWAL_JOB } from '../../source/renewal/job.ts';
import { RENEWAL_SCRIPT } from '../../source/renewal/run-script.ts';
import { dns, type Host, host, rangeUp } from '../range/range.ts';
import { answersFor, newOperator, type Operator, type Ran } from './operator.ts';

const NAME = 'c-star.range.test';
const OLD = 'c-star-old.range.test';
const STAR = `*.${NAME}`;

const begun = ({ events }: Ran) =>
  events.filter(({ type }) => type === 'started').map(({ step }) => step);
const troubles = ({ events }: Ran) =>
  events.filter(({ type }) => type === 'failed' || type === 'trouble' || type === 'problems');

async function setUp(operator: Operator, answers: Record<string, unknown>): Promise<Ran> {
  return await operator.run(['--answers', await operator.answers(answers), '--yes', '--json']);
}

async function greetingAt(server: Host, name: string): Promise<Record<string, unknown>> {
  const image = { 'image.reference': 'example/hello:1', 'image.port': 8080 };
  return { app: 'image', install: 'greeting', ...image, ...(await answersFor(server, name)) };
}

/** The serial number of the certificate that visitors get. */
async function servedFor(server: Host, name: string): Promise<string> {
  return await server.exec(
    `openssl s_client -connect 127.0.0.1:443 -servername ${name} </dev/null 2>/dev/null | openssl x509 -noout -serial`,
  );
}

/** nginx takes it up a moment after it was told to; cron looks every minute. */
async function expectAnother(serial: () => Promise<string>, before: string): Promise<void> {
  await expect.poll(serial, { timeout: 400_000, interval: 1000 }).not.toBe(before);
}

/** BusyBox's programs come before all others, and its cron looks every minute instead of every hour. */
function asOnAlpine(start: string): string {
  return `
systemctl disable --now setup-server-renewal.timer
apt-get update -qq && apt-get install -y -qq --no-install-recommends busybox-static
mkdir -p /etc/crontabs && echo '* * * * * run-parts /etc/periodic/hourly' > /etc/crontabs/root
printf '#!/bin/sh\n' > /usr/local/bin/rc-update
printf '#!/bin/sh\nexec busybox crond -c /etc/crontabs\n' > /usr/local/bin/rc-service
chmod 755 /usr/local/bin/rc-*
busybox --install -s /usr/local/sbin
${start}`;
}

describe('a certificate that is proved by records', () => {
  let server: Host;
  let operator: Operator;
  let answers: Record<string, unknown>;
  let secret: string;

  beforeAll(async () => {
    await rangeUp({ suites: ['trixie'] });
    server = await host('c-star', { suite: 'trixie', variant: 'docker', disk: 'tmpfs' });
    for (const name of [NAME, OLD, STAR]) await dns.del(name);
    // Nobody gets in at port 80, before and after Docker has published it.
    await server.exec('iptables -t raw -A PREROUTING -p tcp --dport 80 -j DROP');
    const key = await dns.key();
    secret = key.secret;
    operator = await newOperator();
    answers = {
      'hostname.more': `${OLD} ${STAR}`,
      'dns.provider': 'rfc2136',
      'dns.rfc2136.server': dns.address,
      'dns.rfc2136.key': key.name,
      'dns.rfc2136.secret': secret,
      ...(await greetingAt(server, NAME)),
    };
    return async () => {
      for (const name of [NAME, OLD, STAR]) await dns.del(name);
      await server.remove();
    };
  });

  const set = (changes: Record<string, unknown>) => setUp(operator, { ...answers, ...changes });
  const serial = () => servedFor(server, NAME);
  const page = async (name: string, ...how: string[]) =>
    (await operator.program(['curl', '-sS', ...how, `https://${name}/`])).stdout;

  it('comes for several names and a star, although port 80 is closed', async () => {
    const closed = await operator.program(['curl', '-sS', '-m', '2', `http://${server.address}/`]);
    expect(closed.code).toBe(28);
    const ran = await set({});
    expect(troubles(ran)).toEqual([]);
    expect(ran.code).toBe(0);
    expect(await dns.lookUp(`anything.${NAME}`)).toEqual([server.address]);
    for (const name of [NAME, `anything.${NAME}`]) {
      expect(JSON.parse(await page(name))).toMatchObject({ app: 'hello' });
    }
    expect(await page(OLD, '-I')).toMatch(new RegExp(`^location: https://${NAME}/`, 'm'));
    expect(ran.stdout + ran.stderr).not.toContain(secret);
  });

  it('leaves no proof in the DNS, and the account where only root can read it', async () => {
    for (const name of [NAME, OLD])
      expect(await dns.lookUp(`_acme-challenge.${name}`, 'TXT')).toEqual([]);
    const found = await server.exec(
      `grep -rlF '${secret}' /etc/setup-server /var/lib/setup-server /root /tmp | xargs stat -c '%a %n'`,
    );
    expect(found.trim()).toBe('600 /etc/setup-server/renewal/installs/greeting.json');
  });

  it('is renewed by the server itself, by records that go away again', async () => {
    const before = await serial();
    await server.exec('sh /etc/setup-server/renewal/run --force');
    await expectAnother(serial, before);
    for (const name of [NAME, OLD])
      expect(await dns.lookUp(`_acme-challenge.${name}`, 'TXT')).toEqual([]);
    expect(await server.read('/var/lib/setup-server/log/renewal.log')).not.toContain(secret);
  });

  it('needs no account a second time, neither to look nor to get another one', async () => {
    const none = Object.fromEntries(
      Object.keys(answers)
        .filter((id) => id.startsWith('dns.'))
        .map((id) => [id, undefined]),
    );
    const again = await set(none);
    expect(again.events.at(-1)).toMatchObject({ ending: 'nothing-to-do' });
    await server.exec('rm /etc/setup-server/front/certificates/greeting/fullchain.pem');
    const renewed = await set(none);
    expect(troubles(renewed)).toEqual([]);
    expect(begun(renewed)).toContain('certificate.obtain');
    expect(renewed.stdout + renewed.stderr).not.toContain(secret);
    expect(JSON.parse(await page(NAME))).toMatchObject({ app: 'hello' });
  });

  it("is renewed as on Alpine, too: from BusyBox's cron, by BusyBox's shell and programs", async () => {
    const job = { name: RENEWAL_JOB, does: '', script: RENEWAL_SCRIPT, often: 'hourly' as const };
    await server.exec(asOnAlpine(openrc.repeat(job).start.text));
    const before = await serial();
    await server.exec(
      'rm /etc/setup-server/front/certificates/greeting/fullchain.pem /var/lib/setup-server/renewal/next',
    );
    await expectAnother(serial, before);
    expect(await server.read('/var/lib/setup-server/log/renewal.log')).toContain(
      'There is no certificate.',
    );
  });
});

describe('a certificate from elsewhere', () => {
  const SITE = 'c-own.range.test';
  const CERTIFICATES = '/etc/setup-server/front/certificates/greeting';
  let server: Host;
  let operator: Operator;
  let answers: Record<string, unknown>;
  let files: Record<string, string>;

  beforeAll(async () => {
    await rangeUp({ suites: ['trixie'] });
    server = await host('c-own', { suite: 'trixie', variant: 'docker', disk: 'tmpfs' });
    await dns.set(SITE, server.address);
    operator = await newOperator();
    const [chain, key, other] = ['fullchain.pem', 'key.pem', 'other.pem'].map((name) =>
      join(operator.folder, name),
    ) as [string, string, string];
    await operator.program(['openssl', 'genrsa', '-out', other, '2048']);
    files = { chain, key, other };
    answers = await greetingAt(server, SITE);
    return async () => {
      await dns.del(SITE);
      await server.remove();
    };
  });

  const set = (changes: Record<string, unknown>) => setUp(operator, { ...answers, ...changes });
  const serial = () => servedFor(server, SITE);
  const own = () => ({
    'certificate.use': 'own-files',
    'certificate.own.chain': files.chain,
    'certificate.own.key': files.key,
    'certificate.terms': undefined,
  });

  it('is first one that an authority made, whose files are then the own ones', async () => {
    const ran = await set({});
    expect(troubles(ran)).toEqual([]);
    for (const [path, name] of [
      [files.chain, 'fullchain.pem'],
      [files.key, 'key.pem'],
    ] as const) {
      const text = await server.exec(`cat ${CERTIFICATES}/${name}`);
      await writeFile(path ?? '', `${text}\n`, { mode: 0o600 });
    }
    // The server gets another one, so that the own one is a change.
    await server.exec(`rm ${CERTIFICATES}/fullchain.pem`);
    expect(troubles(await set({}))).toEqual([]);
  });

  it('is refused before anything is done where the files do not fit', async () => {
    const ran = await set({ ...own(), 'certificate.own.key': files.other });
    expect(ran.code).not.toBe(0);
    expect(troubles(ran)[0]).toMatchObject({
      trouble: { code: 'own-files.not-good', what: expect.stringMatching(/key/) },
    });
    const gone = await set({ ...own(), 'certificate.own.key': '/nowhere/key.pem' });
    expect(troubles(gone)[0]).toMatchObject({ trouble: { code: 'own-files.not-read' } });
    expect([...begun(ran), ...begun(gone)]).toEqual([]);
  });

  it('is put in place with its key for root alone, and nothing renews it', async () => {
    const before = await serial();
    const ran = await set(own());
    expect(troubles(ran)).toEqual([]);
    expect(ran.code).toBe(0);
    expect(begun(ran)).toEqual(expect.arrayContaining(['certificate.place', 'renewal.end']));
    await expectAnother(serial, before);
    expect(await server.exec(`stat -c %a ${CERTIFICATES}/key.pem`)).toMatch(/^600/);
    expect(await server.exec('ls /etc/setup-server/renewal/installs')).toBe('');
    const receipt = await server.exec('cat /etc/setup-server/greeting/receipt.txt');
    expect(receipt).toMatch(/your own .* until \d+ \w+ \d+\. Nothing renews it/);
    const remembered = await server.exec('cat /etc/setup-server/greeting/install.json');
    expect(remembered).not.toContain(operator.folder);
  });

  it('stays without its files the second time', async () => {
    const again = await set({
      'certificate.use': 'own-files',
      'certificate.own.chain': '',
      'certificate.own.key': '',
      'certificate.terms': undefined,
    });
    expect(again.events.at(-1)).toMatchObject({ ending: 'nothing-to-do' });
  });

  it('may be none: plain HTTP, that says how visitors came to what stands before it', async () => {
    const ran = await set({ 'certificate.use': 'none' });
    expect(troubles(ran)).toEqual([]);
    const receipt = ran.events.find(({ type }) => type === 'receipt');
    expect(JSON.stringify(receipt)).toContain('Without a certificate everything can be read');
    const plain = await operator.program(['curl', '-sS', `http://${SITE}/`]);
    expect(JSON.parse(plain.stdout)).toMatchObject({ app: 'hello' });
    const secure = await operator.program(['curl', '-sS', '-m', '5', `https://${SITE}/`]);
    expect(secure.code).not.toBe(0);
    const again = await set({ 'certificate.use': 'none' });
    expect(again.events.at(-1)).toMatchObject({ ending: 'nothing-to-do' });
  });
});
