import { beforeAll, describe, expect, it } from 'vitest';
import { dns, type Host, host, rangeUp } from '../range/range.ts';
import { answersFor, newOperator, type Operator, type Ran } from './operator.ts';

const NAME = 'c-star.range.test';
const OLD = 'c-star-old.range.test';
const STAR = `*.${NAME}`;

const begun = ({ events }: Ran) =>
  events.filter(({ type }) => type === 'started').map(({ step }) => step);
const troubles = ({ events }: Ran) =>
  events.filter(({ type }) => type === 'failed' || type === 'trouble' || type === 'problems');

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
      app: 'image',
      install: 'greeting',
      'image.reference': 'example/hello:1',
      'image.port': 8080,
      'hostname.more': `${OLD} ${STAR}`,
      'dns.provider': 'rfc2136',
      'dns.rfc2136.server': dns.address,
      'dns.rfc2136.key': key.name,
      'dns.rfc2136.secret': secret,
      ...(await answersFor(server, NAME)),
    };
    return async () => {
      for (const name of [NAME, OLD, STAR]) await dns.del(name);
      await server.remove();
    };
  });

  const set = async (changes: Record<string, unknown>, ...flags: string[]): Promise<Ran> => {
    const file = await operator.answers({ ...answers, ...changes });
    return await operator.run(['--answers', file, '--yes', '--json', ...flags]);
  };
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
});
