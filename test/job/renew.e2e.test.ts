import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { startLoad } from '../front/load.ts';
import { dns, type Host, host, rangeUp } from '../range/range.ts';
import { begun, only } from './messages.ts';
import { answersFor, newOperator, type Operator, type Ran, type Said } from './operator.ts';
import { CONTAINERS, traces } from './state.ts';
import { openTerminal } from './terminal.ts';

const HOSTNAME = 'z-renew.range.test';
const FOLDER = '/etc/setup-server/front/certificates/jatos';

describe('status and renew', () => {
  let server: Host;
  let operator: Operator;
  let env: Record<string, string>;

  beforeAll(async () => {
    await rangeUp({ suites: ['trixie'], apps: ['nginx', 'jatos'] });
    server = await host('z-renew', { suite: 'trixie', variant: 'docker', disk: 'tmpfs' });
    await dns.set(HOSTNAME, server.address);
    operator = await newOperator();
    const answers = await answersFor(server, HOSTNAME);
    env = { SETUP_SERVER_SSH_FINGERPRINT: String(answers['ssh.fingerprint']) };
    const file = await operator.answers({
      app: 'jatos',
      ...answers,
    });
    const job = await operator.run(['--answers', file, '--yes', '--json']);
    expect(job.events.filter(({ type }) => type === 'failed' || type === 'trouble')).toEqual([]);
    expect(job.code).toBe(0);
    return async () => {
      await dns.del(HOSTNAME);
      await server.remove();
    };
  });

  const renew = (...words: string[]) => operator.run(['renew', ...words, '--json'], { env });
  const status = (...words: string[]) => operator.run(['status', ...words], { env });
  const jatos = (ran: Ran) =>
    (only(ran, 'status')[0]?.installs as Said[] | undefined)?.[0] ?? expect.fail(ran.stderr);
  const served = async () =>
    await server.exec(
      `openssl s_client -connect 127.0.0.1:443 -servername ${HOSTNAME} </dev/null 2>/dev/null | openssl x509 -noout -serial`,
    );

  /** nginx takes up a new certificate a moment after it was told to. */
  const expectAnother = (before: string) => expect.poll(served).not.toBe(before);

  it('tells how the only remembered server is, and changes nothing', async () => {
    const before = await traces(server);
    const ran = await status('--json');
    expect(jatos(ran)).toMatchObject({
      install: 'jatos',
      names: [HOSTNAME],
      address: `https://${HOSTNAME}`,
      image: expect.stringMatching(/^jatos\/jatos:/),
      digest: expect.stringMatching(/^jatos\/jatos@sha256:/),
      state: 'up',
      restarts: 0,
      answers: true,
      certificate: { daysLeft: expect.any(Number) },
      complaints: [],
    });
    expect([ran.code, ran.stderr]).toEqual([0, '']);
    expect(ran.events.at(-1)).toMatchObject({ type: 'end', ending: 'all-good' });
    expect(await traces(server)).toBe(before);
  });

  it('tells it to people in 80 columns', async () => {
    const { stdout, code } = await status(HOSTNAME);
    expect(code).toBe(0);
    for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
    expect(stdout.split('\n')[0]).toBe(HOSTNAME);
    expect(stdout).toMatch(/Running +up since .*\(today\)/);
    expect(stdout).toMatch(/Website +https:\/\/\S+ answers/);
    expect(stdout).toMatch(/Certificate +\d+ days left \(until /);
    expect(stdout).toContain('All is well.');
  });

  it('says what does not work', async () => {
    await server.exec('docker stop -t 1 jatos');
    const ran = await status('--json');
    await server.exec('docker start jatos');
    expect(ran.code).toBe(1);
    expect(jatos(ran)).toMatchObject({ state: 'stopped', answers: false, since: null });
  });

  it('says when a renewal is due, and renews nothing before', async () => {
    const before = [await traces(server), await served()];
    const ran = await renew();
    expect(only(ran, 'renewal')).toMatchObject([
      { install: 'jatos', name: HOSTNAME, does: 'wait', due: { due: false } },
    ]);
    expect(begun(ran)).toEqual([]);
    expect(ran.events.at(-1)).toMatchObject({ type: 'end', ending: 'nothing-to-do' });
    expect(ran.code).toBe(0);
    const plain = await operator.run(['renew', '--yes'], { env });
    expect(plain.stdout).toMatch(/\(jatos\): nothing to do\. It ends on .* to be renewed on /);
    expect([await traces(server), await served()]).toEqual(before);
  });

  it('rehearses it without touching what is served', async () => {
    const before = [await traces(server), await served()];
    const ran = await renew(HOSTNAME, '--dry-run');
    expect(ran.events.filter(({ type }) => type === 'failed' || type === 'trouble')).toEqual([]);
    expect(begun(ran)).toEqual(['certificate.rehearse']);
    expect(only(ran, 'receipt')[0]?.headline).toMatch(/^The rehearsal went well/);
    expect(ran.code).toBe(0);
    expect([await traces(server), await served()]).toEqual(before);
  });

  it('shows with --plan what would be done, and does nothing', async () => {
    const before = [await traces(server), await served()];
    const ran = await renew('--force', '--plan');
    expect(only(ran, 'plan')).toMatchObject([
      { changes: 1, steps: [{ step: 'certificate.obtain' }, { step: 'site.open' }] },
    ]);
    expect(ran.code).toBe(2);
    expect([await traces(server), await served()]).toEqual(before);
  });

  it('renews by force without a dropped request or connection, and keeps the one before', async () => {
    const before = await served();
    const chain = await server.read(`${FOLDER}/fullchain.pem`);
    const containers = `docker inspect -f "{{.Id}} {{.State.StartedAt}}" $(${CONTAINERS}) | sort`;
    const ran = await server.exec(containers);
    const load = await startLoad(
      server.address,
      new URL(`https://${HOSTNAME}/ping`),
      '/jatos/testWebSocket',
    );
    const renewed = await renew('--install', 'jatos', '--force');
    const { requests, failures, stayed } = await load.stop();
    expect(renewed.events.filter(({ type }) => type === 'failed')).toEqual([]);
    expect(renewed.code).toBe(0);
    expect(begun(renewed)).toEqual(['certificate.obtain', 'site.open']);
    expect(failures).toEqual([]);
    expect(requests).toBeGreaterThan(20);
    expect(stayed).toBe(true);
    await expectAnother(before);
    expect(await server.exec(`cat ${FOLDER}/previous/*/fullchain.pem`)).toBe(chain.trim());
    expect(await server.exec(containers)).toBe(ran);
    expect((await status()).code).toBe(0);
  });

  it('renews by itself what is due, and says why', async () => {
    // Before the server's own renewal looks for the first time, which may be at any moment.
    await server.exec(
      'systemctl stop setup-server-renewal.timer; rm -f /var/lib/setup-server/renewal/state.json',
    );
    // A certificate of which a tenth is left; that of the person's own making cannot be known to browsers.
    await server.exec(`
      cd ${FOLDER} && openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes \\
        -keyout key.pem -out fullchain.pem -subj /CN=${HOSTNAME} -addext subjectAltName=DNS:${HOSTNAME} \\
        -not_before $(date -u -d '-81 days' +%Y%m%d%H%M%SZ) -not_after $(date -u -d '+9 days' +%Y%m%d%H%M%SZ) 2>/dev/null
      docker exec setup-server-front nginx -c /etc/nginx/setup-server/nginx.conf -s reload`);
    const ill = await status('--json');
    expect(jatos(ill).complaints).toContainEqual(
      expect.objectContaining({ text: expect.stringContaining('due to be renewed') }),
    );
    const planned = await renew('--plan');
    expect(planned.code).toBe(2);
    const ran = await renew();
    expect(only(ran, 'renewal')).toMatchObject([
      { does: 'renew', due: { due: true, by: 'lifetime' }, why: '' },
    ]);
    expect(ran.code).toBe(0);
    expect(begun(ran)).toEqual(['certificate.obtain', 'site.open']);
    await server.exec('systemctl start setup-server-renewal.timer');
    const well = await status('--json');
    expect([well.code, jatos(well).complaints]).toEqual([0, []]);
  });

  it('knows no install of that name', async () => {
    const ran = await renew('--install', 'jatoss');
    expect(ran.code).toBe(64);
    expect(only(ran, 'trouble')[0]).toMatchObject({
      trouble: { code: 'renew.unknown-install', next: ['Did you mean jatos?', expect.anything()] },
    });
  });

  it('remembers on this computer when the certificate ends', async () => {
    const { stdout } = await operator.run(['hosts', '--json']);
    const until = (jatos(await status('--json')).certificate as Said).until;
    expect(JSON.parse(stdout)[0].installs).toMatchObject([{ install: 'jatos', until }]);
  });

  it('is done on screens, at 80 by 24', async () => {
    const before = await served();
    const terminal = await openTerminal(operator, [operator.entry, 'renew', '--force'], {
      columns: 80,
      rows: 24,
    });
    try {
      const review = await terminal.until('Enter do it');
      expect(review).toContain(`+ Renew the certificate of ${HOSTNAME}`);
      expect(review).toContain('You asked for it.');
      await terminal.press('Enter');
      const receipt = await terminal.until('has a new certificate, until');
      expect(receipt).toContain('Next time');
      await terminal.press('Enter');
      await terminal.until('exit code 0');
    } finally {
      await terminal.close();
    }
    await expectAnother(before);
  });

  it('is offered on the first screen where one has ended as far as is known, at 60 by 20', async () => {
    const before = await served();
    const path = join(operator.home, '.local/state/setup-server/hosts.json');
    const known = JSON.parse(await readFile(path, 'utf8'));
    known.hosts[0].installs[0].until = '2026-01-01T00:00:00Z';
    await writeFile(path, JSON.stringify(known));
    const terminal = await openTerminal(operator, [operator.entry], { columns: 60, rows: 20 });
    try {
      const first = (await terminal.until('Renew it now')).replace(/\s+/g, ' ');
      expect(first).toContain(`The certificate of ${HOSTNAME} ended on 1 Jan 2026.`);
      await terminal.press('Enter');
      await terminal.until('There is nothing to do.');
      await terminal.press('Enter');
      await terminal.until('need not be');
      await terminal.press('Enter');
      await terminal.until('exit code 0');
    } finally {
      await terminal.close();
    }
    const { until } = JSON.parse(await readFile(path, 'utf8')).hosts[0].installs[0];
    expect(Date.parse(until)).toBeGreaterThan(Date.now());
    expect(await served()).toBe(before);
  });
});
