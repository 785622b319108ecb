import { beforeAll, describe, expect, it } from 'vitest';
import { ec2Policy } from '../../source/clouds/ec2-policy.ts';
import type { Moto } from '../dns-providers/moto.ts';
import { answersFor, newOperator, type Operator, type Ran, started } from '../job/operator.ts';
import { dns, type Host, host, rangeUp } from '../range/range.ts';
import { startMotoEc2 } from './start-moto-ec2.ts';

const HOSTNAME = 'z-new-database.range.test';
const BUCKET = 'z-new-database-data';

describe('docassemble on a server that is not there yet, with a bucket and a database at Amazon', () => {
  let server: Host;
  let moto: Moto;
  let operator: Operator;
  let env: Record<string, string>;
  let args: string[];

  beforeAll(async () => {
    await rangeUp({ suites: ['trixie'], apps: ['nginx', 'docassemble'] });
    server = await host('z-new-database', {
      ...{ suite: 'trixie', variant: 'cloud', dockerRepository: true },
    });
    moto = await startMotoEc2(server.address);
    const key = await moto.keyOf('setup-server', ec2Policy({ bucket: BUCKET, database: true }));
    await moto.checkKeys();
    await dns.set(HOSTNAME, server.address);
    operator = await newOperator();
    env = {
      AWS_ENDPOINT_URL: moto.endpoint,
      AWS_REGION: 'eu-central-1',
      AWS_ACCESS_KEY_ID: key.id,
      AWS_SECRET_ACCESS_KEY: key.secret,
      AWS_EC2_METADATA_DISABLED: 'true',
    };
    const { 'ssh.fingerprint': fingerprint } = await answersFor(server, HOSTNAME);
    const file = await operator.answers({
      ...{ app: 'docassemble', 'docassemble.admin.email': 'anna@example.org' },
      ...{ 'docassemble.admin.password': 'Correct-Horse-9-Staple' },
      ...{ 'host.kind': 'ec2', 'ec2.name': 'forms', 'ssh.fingerprint': fingerprint },
      ...{ 'ec2.store': true, 'ec2.bucket': BUCKET, 'ec2.database': true },
      ...{ hostname: HOSTNAME, 'certificate.terms': true },
    });
    args = ['--answers', file, '--yes', '--json'];
    return async () => {
      await dns.del(HOSTNAME);
      await moto.stop();
      await server.remove();
    };
  });

  const wrong = (ran: Ran) =>
    ran.events.filter(({ type }) => ['failed', 'trouble', 'problems'].includes(String(type)));
  /** As it was last changed; Amazon itself would tell nobody. */
  const masterPassword = async () =>
    [...(await moto.said()).matchAll(/^password of forms-db is (\S+)$/gm)].at(-1)?.[1];
  const settings = async () =>
    Object.fromEntries(
      (await server.read('/etc/setup-server/docassemble/env.list'))
        .split('\n')
        .flatMap((line) => (line.includes('=') ? [line.split(/=(.*)/)] : [])),
    );

  it('is told of both, though the first run is killed before the server had the password', async () => {
    const running = await operator.start(args, { env });
    await running.until(started('docker.install'));
    running.child.kill('SIGKILL');
    await running.ended;
    const ran = await operator.run(args, { env });
    expect(wrong(ran)).toEqual([]);
    expect(ran.code).toBe(0);
    // Nobody had the one that it was made with: it was changed, and the server has the new one.
    const password = await masterPassword();
    expect(password).toMatch(/^[A-Za-z][A-Za-z0-9]{31}$/);
    expect(await settings()).toMatchObject({
      ...{ S3BUCKET: BUCKET, S3REGION: 'eu-central-1', DBPASSWORD: password },
      DBHOST: expect.stringMatching(/^forms-db\./),
    });
    expect(Object.keys(await settings()).filter((name) => /^S3.*KEY$/.test(name))).toEqual([]);
    expect(`${ran.stdout}${ran.stderr}`).not.toContain(password);
    expect(await server.read('/etc/setup-server/docassemble/install.json')).not.toContain(password);
  });

  it('keeps its password the next time, and finds nothing to do', async () => {
    const before = await masterPassword();
    const ran = await operator.run(args, { env });
    expect(wrong(ran)).toEqual([]);
    expect(ran.events.at(-1)).toMatchObject({ ending: 'nothing-to-do' });
    expect(await masterPassword()).toBe(before);
    expect((await settings()).DBPASSWORD).toBe(before);
  });
});
