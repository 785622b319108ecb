import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ca, dns, type Host, host, rangeUp } from '../range/range.ts';
import { answersFor, newOperator, type Operator, type Ran } from './operator.ts';

const HOSTNAME = 'wrong-answers.range.test';
/** A machine on which nothing listens on port 80. */
const ELSEWHERE = dns.address;

let server: Host;
let operator: Operator;
let right: Record<string, unknown>;

beforeAll(async () => {
  await rangeUp({ suites: ['trixie'] });
  server = await host('wrong-answers', { suite: 'trixie', variant: 'docker', disk: 'tmpfs' });
});
afterAll(() => server.remove());

beforeEach(async () => {
  await dns.set(HOSTNAME, server.address);
  operator = await newOperator();
  right = { app: 'jatos', ...(await answersFor(server, HOSTNAME)) };
});

const set = async (changes: Record<string, unknown> = {}, words = ['--yes']): Promise<Ran> => {
  const file = await operator.answers({ ...right, ...changes });
  return await operator.run(['--answers', file, ...words]);
};

const untouched = async () =>
  expect(await server.succeeds('test -e /etc/setup-server -o -e /var/lib/setup-server')).toBe(
    false,
  );

describe('answers that can be told wrong before the server is looked at', () => {
  it('lists all of them at once, by name, with an example and the variable', async () => {
    const ran = await set({
      server: undefined,
      hostname: 'https://',
      hostnam: 'study.example.org',
      'certificate.terms': false,
      'certificate.email': 'nobody',
      'jatos.version': 'latest',
    });
    expect([ran.code, ran.stdout]).toEqual([64, '']);
    const [first, ...blocks] = ran.stderr.split('\n\n');
    expect(first).toBe('6 answers are missing or wrong. Nothing was changed.');
    const told = new Map(blocks.map((block) => [block.split(/[: ]/)[0] ?? '', block]));
    expect([...told.keys()].slice(0, -1).sort()).toEqual([
      'certificate.email',
      'certificate.terms',
      'hostnam',
      'hostname',
      'jatos.version',
      'server',
    ]);
    expect(told.get('server')).toBe(
      'server: missing.\n  For example: 203.0.113.7\n  Variable: SETUP_SERVER_SERVER\n  Or after a command: npx setup-server status 203.0.113.7',
    );
    expect(told.get('hostnam')).toMatch(/unknown/);
    expect(told.get('hostnam')).toMatch(/hostname/);
    expect(told.get('hostname')).toMatch(/For example: study\.example\.org/);
    expect(told.get('jatos.version')).toMatch(/3\.10\.\d+, not latest/);
    await untouched();
  });

  it('names the nearest flag for one that there is not', async () => {
    expect(await operator.run(['--anwsers', 'x'])).toMatchObject({
      code: 64,
      stdout: '',
      stderr: expect.stringContaining('Did you mean --answers?'),
    });
  });
});

describe('answers that only the server can tell wrong', () => {
  it('refuses a server whose fingerprint is another', async () => {
    const other = 'SHA256:lO2dGVz7aVqCq5Pw4yBbGFcbPrWQ8bQxRhCg1wDlzsI';
    const ran = await set({ 'ssh.fingerprint': other });
    expect([ran.code, ran.stdout]).toEqual([1, '']);
    expect(ran.stderr).toContain(
      `The key of ${server.address} was not confirmed, so nothing was sent.`,
    );
    expect(ran.stderr).toContain(`ssh.fingerprint: ${right['ssh.fingerprint']}`);
    await untouched();
  });

  it('refuses a server whose key is not the one that is known', async () => {
    const { stdout } = await operator.program([
      'sh',
      '-c',
      'ssh-keygen -q -t ed25519 -N "" -f other && cut -d" " -f1,2 other.pub',
    ]);
    const known = join(operator.home, '.ssh', 'known_hosts');
    await writeFile(known, `${server.address} ${stdout}\n`);
    // Whoever names the new key's fingerprint has seen it; nobody did.
    const ran = await set({ 'ssh.fingerprint': undefined });
    expect([ran.code, ran.stdout]).toEqual([1, '']);
    expect(ran.stderr).toContain(
      `${server.address} is not the server that this computer knows under that address.`,
    );
    expect(ran.stderr).toContain('ssh-keygen');
    await untouched();
  });

  it('refuses a user whom the server does not know', async () => {
    const ran = await set({ 'ssh.user': 'nobody-here' });
    expect(ran.code).toBe(64);
    expect(ran.stderr).toContain('ssh.key');
    await untouched();
  });

  it('does not go on where a web server with a page of its own has port 80, and names it', async () => {
    const taken = await host('wrong-answers-80', { suite: 'bookworm', variant: 'port80' });
    try {
      await taken.exec('echo "<h1>Our cakes</h1>" > /var/www/html/index.html');
      const ran = await set(await answersFor(taken, HOSTNAME));
      expect(ran.code).toBe(64);
      expect(ran.stderr).toContain('Port 80 is taken by nginx.');
      expect(await taken.exec('curl -s localhost')).toContain('Our cakes');
      expect(await taken.succeeds('test -e /etc/setup-server')).toBe(false);
    } finally {
      await taken.remove();
    }
  });
});

describe('a name that does not lead to the server', () => {
  it('is told by --plan, with the record that is missing', async () => {
    await dns.del(HOSTNAME);
    const ran = await set({}, ['--plan']);
    expect([ran.code, ran.stderr]).toEqual([2, '']);
    expect(ran.stdout).toContain(`${HOSTNAME} has no address yet.`);
    await untouched();
  });

  it('is refused by the authority in plain words, where it was not to be waited for', async () => {
    await dns.set(HOSTNAME, ELSEWHERE);
    const ran = await set({ 'dns.provider': 'trust' }, ['--json']);
    expect(ran.code).toBe(1);
    const [failed, ...others] = ran.events.filter(({ type }) => type === 'failed');
    expect(others).toEqual([]);
    expect(failed).toMatchObject({ step: 'certificate.obtain' });
    const { trouble } = failed as { trouble: { what: string; why: string; next: string[] } };
    expect(`${trouble.what} ${trouble.why}`).toContain(HOSTNAME);
    expect(trouble.why).toContain(ELSEWHERE);
    expect(trouble.why).toContain('This was the rehearsal');
    expect(trouble.next.length).toBeGreaterThan(0);
    expect(await server.succeeds('ls /etc/setup-server/front/certificates/jatos/*.pem')).toBe(
      false,
    );
  });

  it('is told where the authority does not speak ACME', async () => {
    const directory = ca.directory.other.replace(/directory$/, 'nothing-here');
    const ran = await set(
      { 'certificate.authority': 'other', 'certificate.directory': directory },
      ['--json'],
    );
    expect(ran.code).toBe(1);
    const failed = ran.events.find(({ type }) => type === 'failed');
    expect(failed).toMatchObject({
      step: 'certificate.obtain',
      trouble: { code: 'acme.not-acme' },
    });
  });

  it('is waited for, and the run goes on when the record is there', async () => {
    await dns.set(HOSTNAME, ELSEWHERE);
    const file = await operator.answers(right);
    const running = await operator.start(['--answers', file, '--json']);
    const instructed = await running.until(({ type }) => type === 'instructed');
    expect(instructed).toMatchObject({
      step: 'name.record',
      fields: [
        { label: 'Type', value: 'A' },
        { label: 'Name (or host)', value: 'wrong-answers' },
        { label: 'Value (or points to, content)', value: server.address },
        { label: 'Remove A', value: `wrong-answers  ${ELSEWHERE}` },
      ],
    });
    await running.until(({ type, step, text }) => {
      return type === 'progress' && step === 'name.record' && String(text).includes(ELSEWHERE);
    });
    await dns.set(HOSTNAME, server.address);
    expect(await running.ended).toMatchObject({ code: 0, stderr: '' });
    const page = await operator.program(['curl', '-sS', `https://${HOSTNAME}/ping`]);
    expect(page).toMatchObject({ stdout: 'pong', stderr: '' });
    // That it had to be waited for does not make the next run another one.
    const again = await operator.run(['--answers', file, '--json']);
    expect(again.events.at(-1)).toMatchObject({ type: 'end', ending: 'nothing-to-do' });
  });
});
