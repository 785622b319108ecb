import { beforeAll, describe, expect, it } from 'vitest';
import { dns, type Host, host, rangeUp } from '../range/range.ts';
import { answersFor, newOperator, type Operator, type Ran } from './operator.ts';

const HOSTNAME = 'w-provider.range.test';
const WRONG = 'd3JvbmctYnV0LXN0aWxsLWEtc2VjcmV0';

describe('a name whose record is set by a DNS provider', () => {
  let server: Host;
  let operator: Operator;
  let answers: Record<string, unknown>;
  let secret: string;

  beforeAll(async () => {
    await rangeUp({ suites: ['trixie'] });
    server = await host('w-provider', { suite: 'trixie', variant: 'docker', disk: 'tmpfs' });
    await dns.del(HOSTNAME);
    const key = await dns.key();
    secret = key.secret;
    operator = await newOperator();
    answers = {
      app: 'image',
      install: 'greeting',
      'image.reference': 'example/hello:1',
      'image.port': 8080,
      'dns.provider': 'rfc2136',
      'dns.rfc2136.server': dns.address,
      'dns.rfc2136.key': key.name,
      'dns.rfc2136.secret': secret,
      ...(await answersFor(server, HOSTNAME)),
    };
    return async () => {
      await dns.del(HOSTNAME);
      await server.remove();
    };
  });

  const set = async (changes: Record<string, unknown>, ...flags: string[]): Promise<Ran> => {
    const file = await operator.answers({ ...answers, ...changes });
    return await operator.run(['--answers', file, '--yes', '--json', ...flags]);
  };
  const begun = ({ events }: Ran) =>
    events.filter(({ type }) => type === 'started').map(({ step }) => step);

  it('is refused at once, in plain words, where the key is wrong', async () => {
    const ran = await set({ 'dns.rfc2136.secret': WRONG });
    expect(ran.code).not.toBe(0);
    const [told] = ran.events.filter(({ type }) => type === 'trouble');
    expect(told?.trouble).toMatchObject({
      code: 'dns.refused',
      what: `${dns.address} did not accept the key range.`,
      why: 'The secret is not the one that it has (BADSIG).',
    });
    expect(begun(ran)).toEqual([]);
    expect(ran.stdout + ran.stderr).not.toContain(WRONG);
    expect(await dns.lookUp(HOSTNAME)).toEqual([]);
  });

  it('says what is missing to open the account', async () => {
    const ran = await set({ 'dns.rfc2136.secret': undefined });
    const problems = ran.events.find(({ type }) => type === 'problems')?.problems;
    expect(problems).toMatchObject([{ id: 'dns.rfc2136.secret', problem: 'missing' }]);
  });

  it('is shown in the plan, without the secret', async () => {
    const ran = await set({}, '--plan');
    const plan = JSON.stringify(ran.events.find(({ type }) => type === 'plan'));
    expect(plan).toContain(`${HOSTNAME}. 3600 IN A ${server.address}`);
    expect(ran.stdout).not.toContain(secret);
    expect(await dns.lookUp(HOSTNAME)).toEqual([]);
  });

  it('leads to the server before the certificate is asked for, and ends in HTTPS', async () => {
    const ran = await set({});
    expect(ran.events.filter(({ type }) => type === 'failed' || type === 'trouble')).toEqual([]);
    expect(ran.code).toBe(0);
    expect(begun(ran)).toContain('name.record');
    expect(ran.events.filter(({ type }) => type === 'instructed')).toEqual([]);
    expect(await dns.lookUp(HOSTNAME)).toEqual([server.address]);
    const page = await operator.program(['curl', '-sS', `https://${HOSTNAME}/`]);
    expect(JSON.parse(page.stdout)).toMatchObject({ app: 'hello' });
    expect(ran.stdout + ran.stderr).not.toContain(secret);
  });

  it('leaves no secret on the server, and remembers who sets the record', async () => {
    const found = await server.exec(
      `grep -rlF '${secret}' /etc/setup-server /var/lib/setup-server /root /tmp || true`,
    );
    expect(found).toBe('');
    const record = await server.exec('cat /etc/setup-server/greeting/install.json');
    expect(JSON.parse(record).answers).toMatchObject({
      'dns.provider': 'rfc2136',
      'dns.rfc2136.server': dns.address,
    });
  });

  it('needs no account a second time, and nothing is changed', async () => {
    const again = await set({});
    expect(again.events.at(-1)).toMatchObject({ ending: 'nothing-to-do' });
    const none = Object.fromEntries(
      Object.keys(answers)
        .filter((id) => id.startsWith('dns.'))
        .map((id) => [id, undefined]),
    );
    expect((await set(none)).events.at(-1)).toMatchObject({ ending: 'nothing-to-do' });
  });

  it('is rid of an address of another computer, and leads here again', async () => {
    await dns.set(HOSTNAME, '198.51.100.9', '2001:db8::9');
    const ran = await set({});
    expect(ran.code).toBe(0);
    expect(begun(ran)).toEqual(['name.record']);
    expect(await dns.lookUp(HOSTNAME)).toEqual([server.address]);
    expect(await dns.lookUp(HOSTNAME, 'AAAA')).toEqual([]);
  });
});
