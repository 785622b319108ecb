import { beforeAll, describe, expect, it } from 'vitest';
import { wrong } from '../job/messages.ts';
import { answersFor, newOperator, type Operator } from '../job/operator.ts';
import { dns, type Host, host, rangeUp } from '../range/range.ts';
import { endTls } from './ending-tls.ts';

const NAME = 'z-balanced.range.test';

describe('an app behind a load balancer that has the certificate', () => {
  let server: Host;
  let balancer: Host;
  let operator: Operator;
  let answers: Record<string, unknown>;

  const set = async (changes: object) => {
    const file = await operator.answers({ ...answers, ...changes });
    return await operator.run(['--answers', file, '--yes', '--json']);
  };
  const curl = async (...words: string[]) =>
    (await operator.program(['curl', '-sS', '-m', '20', ...words])).stdout;
  const health = () =>
    balancer.exec(
      `curl -s -m 5 -o /dev/null -w '%{http_code}' http://${server.address}/setup-server-health || true`,
    );

  beforeAll(async () => {
    await rangeUp({ suites: ['trixie'], apps: ['nginx', 'hello'] });
    server = await host('z-balanced', { suite: 'trixie', variant: 'docker', disk: 'tmpfs' });
    balancer = await host('z-balancer', { suite: 'trixie', variant: 'docker', disk: 'tmpfs' });
    await dns.set(NAME, server.address);
    operator = await newOperator();
    const image = { 'image.reference': 'example/hello:1', 'image.port': 8080 };
    answers = { app: 'image', install: 'greeting', ...image, ...(await answersFor(server, NAME)) };
    return async () => {
      await dns.del(NAME);
      await server.remove();
      await balancer.remove();
    };
  });

  it('is one with a certificate of its own at first, which the balancer gets', async () => {
    expect(wrong(await set({}))).toEqual([]);
    await endTls(balancer, { to: server.address, from: server });
    await dns.set(NAME, balancer.address);
    // As a security group does: nobody but the balancer gets in at all.
    await server.exec(
      `iptables -t raw -A PREROUTING -p tcp -m multiport --dports 80,443 ! -s ${balancer.address} -j DROP`,
    );
  });

  it('answers by HTTPS through it, though nobody else gets to the server', async () => {
    const ran = await set({ 'certificate.use': 'balancer' });
    expect(wrong(ran)).toEqual([]);
    expect(ran.code).toBe(0);
    const page = JSON.parse(await curl(`https://${NAME}/`));
    expect(page).toMatchObject({ app: 'hello', headers: { 'X-Forwarded-Proto': 'https' } });
    const receipt = ran.events.find(({ type }) => type === 'receipt');
    expect(receipt).toMatchObject({ headline: expect.stringContaining(`https://${NAME}`) });
    expect(JSON.stringify(receipt)).toContain('the load balancer in front has it');
    expect(await server.exec('ls /etc/setup-server/renewal/installs')).toBe('');
  });

  it('leads those to HTTPS who came to the balancer without', async () => {
    expect(await curl('-D', '-', `http://${NAME}/a?b=c`)).toMatch(
      new RegExp(`^location: https://${NAME}/a\\?b=c`, 'im'),
    );
  });

  it('tells the balancer how the app itself is', async () => {
    expect(await health()).toBe('200');
    await server.exec('docker stop greeting');
    await expect.poll(health).toMatch(/^50[24]$/);
    await server.exec('docker start greeting');
    await expect.poll(health).toBe('200');
  });

  it('is found complete the next time', async () => {
    const again = await set({ 'certificate.use': 'balancer' });
    expect(again.events.at(-1)).toMatchObject({ ending: 'nothing-to-do' });
  });
});
