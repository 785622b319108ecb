import { beforeAll, describe, expect, it } from 'vitest';
import { dns, type Host, host, rangeUp } from '../range/range.ts';
import { begun, only, wrong } from './messages.ts';
import { answersFor, newOperator, type Operator, type Said } from './operator.ts';
import { traces } from './state.ts';
import { openTerminal } from './terminal.ts';

const HOSTNAME = 'certs-job.range.test';
const FOLDER = '/etc/setup-server/front/certificates/hello';
const ACCOUNTS = '/etc/setup-server/accounts';

interface Listed {
  readonly stamp: string | null;
  readonly serial: string;
  readonly revoked: string | null;
}

describe('certificates by hand', () => {
  let server: Host;
  let operator: Operator;
  let env: Record<string, string>;

  beforeAll(async () => {
    await rangeUp({ suites: ['trixie'], apps: ['nginx', 'hello'] });
    server = await host('certs-job', { suite: 'trixie', variant: 'docker', disk: 'tmpfs' });
    await dns.set(HOSTNAME, server.address);
    operator = await newOperator();
    const answers = await answersFor(server, HOSTNAME);
    env = { SETUP_SERVER_SSH_FINGERPRINT: String(answers['ssh.fingerprint']) };
    const file = await operator.answers({
      ...{ app: 'image', install: 'hello' },
      ...{ 'image.reference': 'example/hello:1', 'image.port': '8080' },
      ...answers,
    });
    const job = await operator.run(['--answers', file, '--yes', '--json']);
    expect(wrong(job)).toEqual([]);
    expect(job.code).toBe(0);
    return async () => {
      await dns.del(HOSTNAME);
      await server.remove();
    };
  });

  const run = (...words: string[]) => operator.run(words, { env });
  const certificate = (action: string, ...words: string[]) =>
    run('certificate', action, HOSTNAME, ...words, '--json');
  const list = async () => {
    const ran = await certificate('list');
    expect(ran.code, ran.stderr).toBe(0);
    return only(ran, 'certificates')[0] ?? expect.fail(ran.stdout);
  };
  const listed = async (): Promise<readonly Listed[]> => {
    const [install] = (await list()).installs as { readonly certificates: readonly Listed[] }[];
    return install?.certificates ?? [];
  };
  const served = async () => {
    const line = await server.exec(
      `openssl s_client -connect 127.0.0.1:443 -servername ${HOSTNAME} </dev/null 2>/dev/null | openssl x509 -noout -serial`,
    );
    return line.trim().replace('serial=', '');
  };
  /** nginx takes up a new certificate a moment after it was told to. */
  const another = async (before: string) => {
    await expect.poll(served).not.toBe(before);
    return await served();
  };
  const key = () => server.exec(`sha256sum ${ACCOUNTS}/*.pem`);
  const renewHere = () => server.exec('sh /etc/setup-server/renewal/run 2>&1');

  it('are listed with the accounts, and nothing is changed', async () => {
    const before = await traces(server);
    const { accounts } = (await list()) as Said;
    expect(accounts).toMatchObject([{ authority: "Let's Encrypt", installs: ['hello'] }]);
    expect((await listed()).map(({ serial }) => serial)).toEqual([await served()]);
    const { stdout } = await run('certificate', 'list', HOSTNAME);
    expect(stdout).toContain(await served());
    for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
    expect(await traces(server)).toBe(before);
  });

  it('none can be put back where none was kept', async () => {
    const ran = await certificate('restore');
    expect(ran.code).toBe(1);
    expect(only(ran, 'trouble')).toMatchObject([{ trouble: { code: 'restore.none-fits' } }]);
  });

  it('one from before is put back, served, and not renewed at once', async () => {
    const first = await served();
    expect((await run('renew', HOSTNAME, '--force', '--yes', '--json')).code).toBe(0);
    const second = await another(first);
    // As if it were due: the renewal on the server must leave it alone all the same.
    const planned = await certificate('restore', '--plan');
    expect(planned.code).toBe(2);
    expect(await served()).toBe(second);
    const ran = await certificate('restore');
    expect(wrong(ran)).toEqual([]);
    // Where nginx is quick, it is served already when that is looked at.
    const changing = begun(ran).filter((step) => step !== 'certificate.served');
    expect(changing).toEqual(['certificate.restore', 'site.open']);
    const looked = ran.events.filter(({ step }) => step === 'certificate.served');
    expect(looked.at(-1)?.type).toMatch(/^(skipped|finished)$/);
    expect(await served()).toBe(first);
    expect((await listed()).map(({ serial }) => serial)).toEqual([first, second]);
    const hold = JSON.parse(
      await server.read('/etc/setup-server/renewal/installs/hello.held'),
    ) as Said;
    expect(Date.parse(String(hold.until))).toBeGreaterThan(Date.now());
    await renewHere();
    expect(await served()).toBe(first);
    const waits = await run('renew', HOSTNAME, '--yes', '--json');
    expect(only(waits, 'renewal')).toMatchObject([{ does: 'wait' }]);
    // The same way leads back.
    const back = await certificate('restore');
    expect(wrong(back)).toEqual([]);
    expect(await served()).toBe(second);
  });

  it('the account gets a new key, and the server goes on renewing with it', async () => {
    const before = await key();
    const ran = await certificate('account', '--change', 'key');
    expect(wrong(ran)).toEqual([]);
    expect(ran.code).toBe(0);
    expect(await key()).not.toBe(before);
    const certificateBefore = await served();
    const said = await server.exec('sh /etc/setup-server/renewal/run --force 2>&1');
    expect(said).toContain('visitors get the new certificate');
    expect(await served()).not.toBe(certificateBefore);
  });

  it('the account gets another mail address, which the server remembers', async () => {
    const ran = await certificate(
      'account',
      ...['--change', 'email', '--set', 'account.email=anna@lab.university.edu'],
    );
    expect(wrong(ran)).toEqual([]);
    expect((await list()).accounts).toMatchObject([{ email: 'anna@lab.university.edu' }]);
    const record = JSON.parse(await server.read('/etc/setup-server/hello/install.json'));
    expect(record.answers['certificate.email']).toBe('anna@lab.university.edu');
    const order = await server.read('/etc/setup-server/renewal/installs/hello.json');
    expect(order).toContain('anna@lab.university.edu');
    expect(
      (
        await certificate(
          'account',
          '--change',
          'email',
          '--set',
          'account.email=anna@lab.university.edu',
        )
      ).code,
    ).toBe(0);
  });

  it('nothing that cannot be taken back is done without its word', async () => {
    const before = await traces(server);
    const words = ['--which', 'present', '--reason', 'superseded'];
    const ran = await certificate('revoke', ...words);
    expect(ran.code).toBe(64);
    expect(only(ran, 'problems')).toMatchObject([{ problems: [{ id: 'certificate.confirm' }] }]);
    const other = await certificate('revoke', ...words, '--confirm', 'yes');
    expect(only(other, 'problems')).toMatchObject([{ problems: [{ problem: 'wrong' }] }]);
    expect(await traces(server)).toBe(before);
  });

  it('the present one is revoked once a new one is served; the authority knows', async () => {
    const old = await served();
    const ran = await certificate(
      'revoke',
      ...['--which', 'present', '--reason', 'key-compromise', '--confirm', 'revoke'],
    );
    expect(wrong(ran)).toEqual([]);
    expect(begun(ran)).toEqual(['certificate.obtain', 'site.open', 'certificate.revoke']);
    await another(old);
    const revoked = (await listed()).find(({ serial }) => serial === old);
    expect(revoked?.revoked).toEqual(expect.any(String));
    // It is not offered any more, neither to be revoked nor to be put back.
    const again = await certificate(
      'revoke',
      ...['--which', revoked?.stamp ?? '', '--reason', 'superseded', '--confirm', 'revoke'],
    );
    expect(again.code).toBe(64);
    expect(await server.exec(`cat ${FOLDER}/revoked`)).toMatch(
      new RegExp(`^${old} \\S+ key-compromise$`),
    );
  });

  it('the account is closed by its word, and the next renewal opens a new one', async () => {
    const before = await key();
    const ran = await certificate('account', '--change', 'deactivate', '--confirm', 'deactivate');
    expect(wrong(ran)).toEqual([]);
    expect((await list()).accounts).toEqual([]);
    const said = await server.exec('sh /etc/setup-server/renewal/run --force 2>&1');
    expect(said).toContain('visitors get the new certificate');
    expect(await key()).not.toBe(before);
  });

  it('are put back on screens, at 80 by 24', async () => {
    const before = await served();
    const words = [operator.entry, 'certificate', 'restore', HOSTNAME];
    const terminal = await openTerminal(operator, words, { columns: 80, rows: 24 });
    try {
      await terminal.until('Which certificate shall be put back?');
      await terminal.press('Enter');
      const review = (await terminal.until('Enter do it')).replace(/\s+/g, ' ');
      expect(review).toContain('it is not renewed');
      await terminal.press('Enter');
      await terminal.until('has its earlier certificate again');
      await terminal.press('Enter');
      await terminal.until('exit code 0');
    } finally {
      await terminal.close();
    }
    expect(await served()).not.toBe(before);
  });
});
