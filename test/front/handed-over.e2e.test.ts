import { ACMClient, GetCertificateCommand, ImportCertificateCommand } from '@aws-sdk/client-acm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { certificateAccess } from '../../source/clouds/balancer/role.ts';
import { bucketAccess } from '../../source/clouds/ec2/bucket.ts';
import { certificateFolder, RENEWAL_STATE } from '../../source/paths.ts';
import type { RenewalState } from '../../source/renewal/state.ts';
import { startMotoEc2 } from '../clouds/start-moto-ec2.ts';
import type { Moto, RoleKeys } from '../dns-providers/moto.ts';
import { wrong } from '../job/messages.ts';
import { answersFor, newOperator, type Operator } from '../job/operator.ts';
import { dns, type Host, host, rangeUp } from '../range/range.ts';
import { balance, nginxImage, type Pair, showPair } from './ending-tls.ts';
import { write } from './front-server.ts';

const NAME = 'z-handed.range.test';
const REGION = 'eu-central-1';
const AMAZON = `acm.${REGION}.amazonaws.com`;
const PEM = /-----BEGIN CERTIFICATE-----[^-]+\n-----END CERTIFICATE-----/g;

/** Amazon as a server there sees it: ACM by its own name, and what hands out the role's keys. */
function amazonFor(endpoint: string, { id, secret, token }: RoleKeys): string {
  const role = {
    ...{ Code: 'Success', AccessKeyId: id, SecretAccessKey: secret, Token: token },
    Expiration: '2099-01-01T00:00:00Z',
  };
  return `pid /run/nginx.pid; error_log /dev/stderr; events {} http { access_log off;
    server {
      listen 1338;
      location = /latest/api/token { return 200 token; }
      location = /latest/meta-data/iam/security-credentials/ { return 200 role; }
      location = /latest/meta-data/iam/security-credentials/role { return 200 '${JSON.stringify(role)}'; }
    }
    server {
      listen 443 ssl; ssl_certificate /amazon/chain.pem; ssl_certificate_key /amazon/key.pem;
      location / { proxy_pass ${endpoint}; proxy_set_header Host $host; }
    } }
`;
}

describe('an app behind a load balancer that shows the certificate of the server', () => {
  let server: Host;
  let another: Host;
  let balancer: Host;
  let moto: Moto;
  let operator: Operator;
  let arn: string;
  let role: RoleKeys;
  let nobody: RoleKeys;
  let args: string[];
  let acm: ACMClient;
  let following = true;
  let followed: Promise<void> | undefined;

  const selfSigned = async (name: string): Promise<Pair> => {
    await server.exec(
      `openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 3650 -subj /CN=${name} -addext subjectAltName=DNS:${name} -keyout /tmp/key.pem -out /tmp/chain.pem 2>/dev/null`,
    );
    return {
      chain: await server.exec('cat /tmp/chain.pem'),
      key: await server.exec('cat /tmp/key.pem'),
    };
  };

  const setRole = async (keys: RoleKeys) => {
    await write(server, '/amazon/nginx.conf', amazonFor(moto.endpoint, keys));
    await server.exec('docker exec amazon nginx -c /amazon/nginx.conf -s reload');
  };

  /** As Amazon's balancer does: what is imported is shown within a moment. */
  async function follow(shown: string): Promise<void> {
    const { Certificate = '', CertificateChain = '' } = await acm.send(
      new GetCertificateCommand({ CertificateArn: arn }),
    );
    if (Certificate !== shown) {
      const own = await server.read(`${certificateFolder('greeting')}/key.pem`);
      // Moto adds a certificate of its own, which is not well-formed.
      const chain = `${Certificate}\n${CertificateChain}`.match(PEM)?.join('\n') ?? '';
      await showPair(balancer, { chain, key: own });
    }
    await new Promise((resolve) => setTimeout(resolve, 300));
    if (following) await follow(Certificate);
  }

  beforeAll(async () => {
    await rangeUp({ suites: ['trixie'], apps: ['nginx', 'hello'] });
    server = await host('z-handed', { suite: 'trixie', variant: 'docker', disk: 'tmpfs' });
    another = await host('z-handed-b', { suite: 'trixie', variant: 'docker', disk: 'tmpfs' });
    balancer = await host('z-handed-lb', { suite: 'trixie', variant: 'docker', disk: 'tmpfs' });
    moto = await startMotoEc2();
    const placeholder = await selfSigned(NAME);
    acm = new ACMClient({
      ...{ endpoint: moto.endpoint, region: REGION },
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    });
    const bytes = (text: string) => new TextEncoder().encode(text);
    const imported = await acm.send(
      new ImportCertificateCommand({
        ...{ Certificate: bytes(placeholder.chain), PrivateKey: bytes(placeholder.key) },
      }),
    );
    arn = imported.CertificateArn ?? '';
    const allowing = (Action: string, Resource: string) =>
      JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action, Resource }] });
    role = await moto.keysOfRole('eu-central-1-study', certificateAccess(arn));
    nobody = await moto.keysOfRole('nobody', bucketAccess('a-bucket'));
    const reader = await moto.keyOf('reader', allowing('acm:GetCertificate', '*'));
    await moto.checkKeys();
    acm = new ACMClient({
      ...{ endpoint: moto.endpoint, region: REGION },
      credentials: { accessKeyId: reader.id, secretAccessKey: reader.secret },
    });
    const amazon = await selfSigned(AMAZON);
    await server.exec('mkdir -p /amazon');
    await write(server, '/usr/local/share/ca-certificates/amazon.crt', `${amazon.chain}\n`);
    await write(server, '/amazon/chain.pem', `${amazon.chain}\n`);
    await write(server, '/amazon/key.pem', `${amazon.key}\n`);
    await write(server, '/amazon/nginx.conf', amazonFor(moto.endpoint, role));
    const image = await nginxImage(server);
    await server.exec(
      [
        'update-ca-certificates >/dev/null 2>&1',
        'docker network create setup-server',
        `docker run -d --name amazon --network setup-server --network-alias ${AMAZON} -p 1338:1338 -v /amazon:/amazon:ro --entrypoint nginx ${image} -c /amazon/nginx.conf -g 'daemon off;'`,
        'iptables -t nat -I PREROUTING -d 169.254.169.254 -p tcp --dport 80 -j REDIRECT --to-ports 1338',
      ].join(' && '),
    );
    await dns.set(NAME, balancer.address);
    await balance(balancer, { to: server.address, pair: placeholder, ledOn: true });
    followed = follow(placeholder.chain);
    operator = await newOperator();
    const app = {
      ...{ app: 'image', 'image.reference': 'example/hello:1', 'image.port': 8080 },
      'image.folders': '',
    };
    const file = await operator.answers({
      ...{ ...app, install: 'greeting', ...(await answersFor(server, NAME)) },
      ...{ 'certificate.use': 'for-balancer', 'certificate.arn': arn },
    });
    args = ['--answers', file, '--yes', '--json'];
  });
  afterAll(async () => {
    following = false;
    await followed?.catch(() => {});
    await dns.del(NAME);
    await moto?.stop();
    await server?.remove();
    await another?.remove();
    await balancer?.remove();
  });

  const onServer = () =>
    server.exec(`openssl x509 -noout -serial -in ${certificateFolder('greeting')}/fullchain.pem`);
  const shown = () =>
    balancer.exec(
      `echo | openssl s_client -connect 127.0.0.1:443 -servername ${NAME} 2>/dev/null | openssl x509 -noout -serial`,
    );
  const force = () => server.succeeds('sh /etc/setup-server/renewal/run --force');
  const state = async () =>
    (JSON.parse(await server.read(`${RENEWAL_STATE}/state.json`)) as RenewalState).installs
      .greeting;

  it('answers by HTTPS with it, and Amazon has no key on the server', async () => {
    const ran = await operator.run(args);
    expect(wrong(ran)).toEqual([]);
    expect(ran.code).toBe(0);
    const page = await operator.program(['curl', '-sS', `https://${NAME}/`]);
    expect(JSON.parse(page.stdout)).toMatchObject({ headers: { 'X-Forwarded-Proto': 'https' } });
    expect(await shown()).toBe(await onServer());
    expect(
      await server.succeeds(`grep -rlF ${role.secret} /etc/setup-server /var/lib/setup-server`),
    ).toBe(false);
    const again = await operator.run(args);
    expect(again.events.at(-1)).toMatchObject({ ending: 'nothing-to-do' });
  });

  it('gets every renewed one, by itself', async () => {
    await setRole(role);
    const before = await onServer();
    expect(await force()).toBe(true);
    expect(await onServer()).not.toBe(before);
    await expect.poll(shown).toBe(await onServer());
    expect(await state()).toMatchObject({ failures: 0, handedOver: { to: arn } });
  });

  it('keeps the one before if the server may not, and gets the new one once it may', async () => {
    await setRole(role);
    expect(await server.succeeds('sh /etc/setup-server/renewal/run')).toBe(true);
    const before = await onServer();
    await expect.poll(shown).toBe(before);
    await setRole(nobody);
    expect(await force()).toBe(false);
    const renewed = await onServer();
    expect(renewed).not.toBe(before);
    expect(await state()).toMatchObject({ lastTry: { code: 'renewal.not-handed-over' } });
    expect((await state())?.lastTry?.says).toContain('must be allowed acm:ImportCertificate');
    expect(await shown()).toBe(before);
    await setRole(role);
    expect(await server.succeeds('sh /etc/setup-server/renewal/run')).toBe(true);
    expect(await onServer()).toBe(renewed);
    await expect.poll(shown).toBe(renewed);
  });

  it('goes on so on several servers, which nobody but the balancer gets to', async () => {
    await setRole(role);
    // As a security group does.
    const only = `iptables -t raw -C PREROUTING -p tcp -m multiport --dports 80,443 ! -s ${balancer.address} -j DROP`;
    await another.exec(`${only} 2>/dev/null || ${only.replace('-C', '-A')}`);
    const fingerprintOf = async (at: Host) => (await answersFor(at, NAME))['ssh.fingerprint'];
    const env = {
      SETUP_SERVER_SSH_FINGERPRINT: String(await fingerprintOf(server)),
      SETUP_SERVER_SWARM_FINGERPRINTS: String(await fingerprintOf(another)),
    };
    const set = ['swarm.stateless=yes', 'swarm.open=yes'].flatMap((each) => ['--set', each]);
    const servers = ['--servers', `root@${another.address}`];
    const grown = await operator.run(['grow', NAME, ...servers, ...set, '--yes', '--json'], {
      env,
    });
    expect(wrong(grown)).toEqual([]);
    expect(
      JSON.parse((await operator.program(['curl', '-sS', `https://${NAME}/`])).stdout),
    ).toMatchObject({ headers: { 'X-Forwarded-Proto': 'https' } });
    // The balancer asks how each is, brings visitors, and passes on those who prove the name.
    const asked = (path: string, ...headers: string[]) =>
      balancer.exec(
        `curl -s -m 5 -o /dev/null -w '%{http_code}' ${headers.map((each) => `-H '${each}'`).join(' ')} http://${another.address}${path}`,
      );
    const [byName, secure] = [`Host: ${NAME}`, 'X-Forwarded-Proto: https'];
    expect(await asked('/setup-server-health')).toBe('200');
    expect(await asked('/', byName, secure)).toBe('200');
    await server.exec('echo proof >/var/lib/setup-server/challenges/z-proof');
    expect(await asked('/.well-known/acme-challenge/z-proof', byName, secure)).toBe('200');
    const before = await onServer();
    expect(await force()).toBe(true);
    expect(await onServer()).not.toBe(before);
    await expect.poll(shown).toBe(await onServer());
    expect(await another.succeeds('ss -ltn | grep -q :443')).toBe(false);
  });
});
