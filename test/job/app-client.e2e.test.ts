import { beforeAll, describe, expect, it } from 'vitest';
import { ca, dns, faults, type Host, host, rangeUp } from '../range/range.ts';
import { answersFor, newOperator, type Operator, type Ran } from './operator.ts';
import { traces } from './state.ts';

const NAME = 'docassemble-client.range.test';

describe('a certificate that docassemble gets by itself', () => {
  let server: Host;
  let operator: Operator;
  let answers: Record<string, unknown>;

  beforeAll(async () => {
    await rangeUp({ suites: ['trixie'], apps: ['nginx', 'docassemble'] });
    const options = { suite: 'trixie', variant: 'root-key', dockerRepository: true } as const;
    server = await host('docassemble-client', options);
    await dns.set(NAME, server.address);
    operator = await newOperator();
    answers = {
      app: 'docassemble',
      'certificate.use': 'app-client',
      'docassemble.admin.email': 'anna@example.org',
      'docassemble.admin.password': 'Correct-Horse-9-Staple',
      ...(await answersFor(server, NAME)),
      'certificate.terms': undefined,
    };
    return async () => {
      await dns.del(NAME);
      await server.remove();
    };
  });

  const set = async (changes: Record<string, unknown> = {}): Promise<Ran> => {
    const file = await operator.answers({ ...answers, ...changes });
    return await operator.run(['--answers', file, '--yes', '--json']);
  };
  const wrong = ({ events }: Ran) =>
    events.filter(({ type }) => type === 'failed' || type === 'trouble');
  const issuer = async () =>
    await server.exec(
      `echo | openssl s_client -connect 127.0.0.1:443 -servername ${NAME} 2>/dev/null | openssl x509 -noout -issuer`,
    );
  const serial = async () =>
    await server.exec(
      `echo | openssl s_client -connect 127.0.0.1:443 -servername ${NAME} 2>/dev/null | openssl x509 -noout -serial`,
    );
  const shown = async () => {
    const page = await operator.program(['curl', '-sS', '--max-time', '20', `https://${NAME}/`]);
    expect(page.stderr).toBe('');
    return JSON.parse(/<pre>(.*)<\/pre>/.exec(page.stdout)?.[1] ?? 'null');
  };

  it('is missed where the authority gave none, and it is told where to look', async () => {
    // A firewall that knows the person's network, and nobody else.
    await faults.deafTo('docassemble-client', ca.address('production'));
    const ran = await set();
    await faults.heal('docassemble-client');
    expect(ran.code).toBe(1);
    expect(await issuer()).toMatch(/CN ?= ?localhost/);
    const said = JSON.stringify(wrong(ran));
    expect(said).toContain(`Check https://${NAME} from this computer`);
    expect(said).toContain('docker logs docassemble');
    expect(said).toContain('docker stop -t 600 docassemble && docker start docassemble');
  });

  it('is there once it was started anew as it was told; then all is well', async () => {
    await server.exec('docker stop -t 600 docassemble && docker start docassemble');
    const ran = await set();
    expect(wrong(ran)).toEqual([]);
    expect(ran.code).toBe(0);
    expect(await shown()).toMatchObject({
      ...{ USEHTTPS: 'true', USELETSENCRYPT: 'true', BEHINDHTTPSLOADBALANCER: '' },
      ...{ LETSENCRYPTEMAIL: 'anna@example.org', scheme: 'https' },
    });
    expect(await issuer()).toContain('Pebble');
  });

  it('is got by nobody else: no front, no account and no timer of ours', async () => {
    expect(Object.keys(await server.containers())).toEqual(['docassemble']);
    for (const path of ['accounts', 'renewal/installs', 'front/certificates'])
      expect(await server.succeeds(`find /etc/setup-server/${path} -type f | grep .`)).toBe(false);
    expect(await server.succeeds('systemctl is-enabled setup-server-renewal.timer')).toBe(false);
    const receipt = await server.read('/etc/setup-server/docassemble/receipt.txt');
    expect(receipt).toContain('docassemble gets and renews it by itself.');
  });

  it('leaves nothing to do the second time, and nothing that we would renew', async () => {
    const before = await traces(server);
    const ran = await set();
    expect(ran.events.at(-1)).toMatchObject({ type: 'end', ending: 'nothing-to-do' });
    expect(await traces(server)).toBe(before);
    const env = { SETUP_SERVER_SSH_FINGERPRINT: String(answers['ssh.fingerprint']) };
    const renewal = await operator.run(['renew', '--force', '--json'], { env });
    expect(renewal.events.filter(({ type }) => type === 'started')).toEqual([]);
    expect(await traces(server)).toBe(before);
  });

  it('goes along into a new container, so that no limit is used up', async () => {
    const before = await serial();
    const container = 'docker inspect -f "{{.Id}}" docassemble';
    const old = await server.exec(container);
    expect(wrong(await set({ 'settings.DABACKUPDAYS': '7' }))).toEqual([]);
    expect(await server.exec(container)).not.toBe(old);
    expect(await serial()).toBe(before);
  });

  it('is renewed by docassemble when it is due, and all is well for us', async () => {
    const before = await serial();
    await server.exec(
      'docker exec docassemble touch /renewal-is-due; docker stop -t 600 docassemble && docker start docassemble',
    );
    const ran = await set({ 'settings.DABACKUPDAYS': '7' });
    expect(ran.code).toBe(0);
    const begun = ran.events.filter(({ type }) => type === 'started').map(({ step }) => step);
    // It may still be starting.
    expect(begun.filter((step) => step !== 'app.ready' && step !== 'website.check')).toEqual([]);
    expect(await serial()).not.toBe(before);
    expect(await shown()).toMatchObject({ scheme: 'https' });
  });
});
