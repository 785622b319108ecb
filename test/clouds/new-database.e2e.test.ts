import { beforeAll, describe, expect, it } from 'vitest';
import { ec2Policy } from '../../source/clouds/ec2/policy.ts';
import { wrong } from '../job/messages.ts';
import { started } from '../job/operator.ts';
import { rangeUp } from '../range/range.ts';
import { type NewMachine, newMachine } from './new-machine.ts';

const HOSTNAME = 'z-new-database.range.test';
const BUCKET = 'z-new-database-data';

describe('docassemble on a server that is not there yet, with a bucket and a database at Amazon', () => {
  let machine: NewMachine;

  beforeAll(async () => {
    await rangeUp({ suites: ['trixie'], apps: ['nginx', 'docassemble'] });
    machine = await newMachine({
      ...{ called: 'z-new-database', options: { dockerRepository: true }, hostname: HOSTNAME },
      policy: ec2Policy({ bucket: BUCKET, database: true }),
      answers: {
        ...{ app: 'docassemble', 'docassemble.admin.email': 'anna@example.org' },
        ...{ 'docassemble.admin.password': 'Correct-Horse-9-Staple' },
        ...{ 'ec2.name': 'forms', 'ec2.store': true, 'ec2.bucket': BUCKET, 'ec2.database': true },
        ...{ hostname: HOSTNAME, 'certificate.terms': true },
      },
    });
    return machine.remove;
  });

  /** As it was last changed; Amazon itself would tell nobody. */
  const masterPassword = async () =>
    [...(await machine.moto.said()).matchAll(/^password of forms-db is (\S+)$/gm)].at(-1)?.[1];
  const settings = async () =>
    Object.fromEntries(
      (await machine.server.read('/etc/setup-server/docassemble/env.list'))
        .split('\n')
        .flatMap((line) => (line.includes('=') ? [line.split(/=(.*)/)] : [])),
    );

  it('is told of both, though the first run is killed before the server had the password', async () => {
    const { operator, args, env } = machine;
    const running = await operator.start(args, { env });
    await running.until(started('docker.install'));
    running.child.kill('SIGKILL');
    await running.ended;
    const ran = await machine.run();
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
    expect(await machine.server.read('/etc/setup-server/docassemble/install.json')).not.toContain(
      password,
    );
  });

  it('keeps its password the next time, and finds nothing to do', async () => {
    const before = await masterPassword();
    const ran = await machine.run();
    expect(wrong(ran)).toEqual([]);
    expect(ran.events.at(-1)).toMatchObject({ ending: 'nothing-to-do' });
    expect(await masterPassword()).toBe(before);
    expect((await settings()).DBPASSWORD).toBe(before);
  });
});
