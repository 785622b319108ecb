import { beforeAll, describe, expect, it } from 'vitest';
import { ec2Policy } from '../../source/clouds/ec2/policy.ts';
import { visitor } from '../front/visitor.ts';
import { begun, only, wrong } from '../job/messages.ts';
import { started } from '../job/operator.ts';
import { rangeUp } from '../range/range.ts';
import { type NewMachine, newMachine } from './new-machine.ts';

const HOSTNAME = 'z-new-server.range.test';
const BUCKET = 'z-new-server-data';
const LAUNCH = [
  'ec2.key',
  'ec2.group',
  'ec2.ports',
  'ec2.instance',
  'ec2.running',
  'ec2.address',
  'ec2.bucket',
  'ec2.role-given',
];

describe('an app on a server that is not there yet', () => {
  let machine: NewMachine;

  beforeAll(async () => {
    await rangeUp({ suites: ['trixie'], apps: ['nginx', 'hello'] });
    machine = await newMachine({
      ...{ called: 'z-new-server', options: { disk: 'tmpfs' }, hostname: HOSTNAME },
      policy: ec2Policy({ bucket: BUCKET }),
      answers: {
        ...{ app: 'image', 'image.reference': 'example/hello:1', 'image.port': '8080' },
        ...{ 'ec2.name': 'study', 'ec2.store': true, 'ec2.bucket': BUCKET },
        ...{ hostname: HOSTNAME, 'certificate.terms': true },
      },
    });
    return machine.remove;
  });

  it('tells beforehand what would be made, and makes nothing', async () => {
    const ran = await machine.run([...machine.args, '--plan']);
    expect(wrong(ran)).toEqual([]);
    const [plan] = only(ran, 'plan') as { steps: { step: string; holds: boolean }[] }[];
    expect(plan?.steps.map(({ step }) => step)).toEqual(expect.arrayContaining(LAUNCH));
    // What the user may do was seen already; nothing else is so.
    expect(plan?.steps.flatMap(({ step, holds }) => (holds ? [step] : []))).toEqual([
      'ec2.allowed',
    ]);
    expect(ran.events.at(-1)).toMatchObject({ ending: 'changes-pending' });
  });

  it('gets its server first, and then all the rest there, though the first run is killed', async () => {
    const { operator, args, env, server } = machine;
    const running = await operator.start(args, { env });
    await running.until(started('ec2.address'));
    running.child.kill('SIGKILL');
    await running.ended;
    const ran = await machine.run();
    expect(wrong(ran)).toEqual([]);
    expect(begun(ran)).not.toContain('ec2.instance');
    expect(begun(ran)).toEqual(
      expect.arrayContaining(['docker.install', 'app.start', 'site.open']),
    );
    expect(ran.code).toBe(0);
    const { status } = await visitor(server.address).visit(`https://${HOSTNAME}/`);
    expect(status).toBe(200);
    expect(`${ran.stdout}${ran.stderr}`).not.toContain(env.AWS_SECRET_ACCESS_KEY);
  });

  it('is found complete the next time', async () => {
    const ran = await machine.run();
    expect(wrong(ran)).toEqual([]);
    expect(begun(ran)).toEqual([]);
    expect(ran.events.at(-1)).toMatchObject({ ending: 'nothing-to-do' });
  });

  it('can be deleted with all that costs money, when its name is given twice', async () => {
    const once = await machine.run(['launch', 'ec2', '--remove', 'study', '--yes', '--json']);
    expect(once.code).toBe(64);
    const remove = ['launch', 'ec2', '--remove', 'study', '--confirm', 'study', '--yes', '--json'];
    const ran = await machine.run(remove);
    expect(wrong(ran)).toEqual([]);
    expect(only(ran, 'receipt')[0]?.headline).toBe('The server study is gone');
    expect(JSON.stringify(only(ran, 'receipt'))).toContain(`only the bucket ${BUCKET}`);
    expect(ran.code).toBe(0);
    expect((await machine.run(remove)).events.at(-1)).toMatchObject({
      ending: 'nothing-to-do',
    });
    const wrong64 = await machine.run([...remove, '--delete-bucket', 'another']);
    expect(wrong64.code).toBe(64);
    const emptied = await machine.run([...remove, '--delete-bucket', BUCKET]);
    expect(wrong(emptied)).toEqual([]);
    expect(JSON.stringify(only(emptied, 'receipt'))).toContain('nothing of it is left');
  });
});
