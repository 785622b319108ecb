import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { visitor } from '../front/visitor.ts';
import { dns, faults, type Host, type HostOptions, host, rangeUp } from '../range/range.ts';
import { only } from './messages.ts';
import {
  answersFor,
  downloaded,
  newOperator,
  type Operator,
  type Ran,
  type Running,
  type Said,
  started,
} from './operator.ts';

const NAME = 'upgrade-faults';
const HOSTNAME = `${NAME}.range.test`;
const FIRST = '3.10.3';
const NEXT = '3.10.4';
const UPLOADS = '/opt/jatos_data/result_uploads';

let server: Host;
let operator: Operator;
let answers: Record<string, unknown>;
let env: Record<string, string>;
/** Of all that participants have sent. */
let written: string;

const trouble = (ran: Ran) =>
  [...only(ran, 'failed'), ...only(ran, 'trouble')].map((each) => (each.trouble as Said).code);

async function serve(options: HostOptions): Promise<void> {
  await rangeUp({ suites: ['trixie'], apps: ['nginx', 'jatos'] });
  server = await host(NAME, { suite: 'trixie', variant: 'docker', ...options });
  await dns.set(HOSTNAME, server.address);
  operator = await newOperator();
  answers = { app: 'jatos', ...(await answersFor(server, HOSTNAME)) };
  env = { SETUP_SERVER_SSH_FINGERPRINT: String(answers['ssh.fingerprint']) };
  expect(trouble(await wholeJob(FIRST))).toEqual([]);
  const participants = `for n in $(seq 300); do head -c 9000 /dev/urandom | base64 > ${UPLOADS}/$n.json; done`;
  await server.exec(`docker exec jatos sh -c '${participants}'`);
  written = await contents();
}

async function wholeJob(version: string): Promise<Ran> {
  const file = await operator.answers({ ...answers, 'jatos.version': version });
  return await operator.run(['--answers', file, '--yes', '--json']);
}

const words = (...more: string[]) => ['upgrade', HOSTNAME, ...more, '--yes', '--json'];
const upgrade = (...more: string[]) => operator.run(words(...more), { env });
const begin = (version = NEXT): Promise<Running> => operator.start(words('--to', version), { env });

async function contents(): Promise<string> {
  const sums = `cd ${UPLOADS} && find . -type f -exec sha256sum {} + | sort | sha256sum`;
  return await server.exec(`docker exec jatos sh -c '${sums}'`);
}

/** What JATOS says of itself: a database that was not closed is dirty. */
async function told(): Promise<Said> {
  const { body } = await visitor(server.address).visit(`https://${HOSTNAME}/jatos`);
  const facts = /id="facts">(.*?)<\/script>/.exec(body)?.[1] ?? expect.fail(body);
  return JSON.parse(facts) as Said;
}

/** It answers as this version, with the database that it had, and nothing that was sent is missing. */
async function expectToServe(version: string, closed: object = { dirty: false }): Promise<void> {
  const { version: now, versions, dirty } = await told();
  expect([now, (versions as string[])[0]]).toEqual([version, FIRST]);
  expect({ dirty }).toMatchObject(closed);
  expect(await contents()).toBe(written);
  expect(await server.exec('ls -A /var/lib/setup-server/jobs 2>/dev/null || true')).toBe('');
  expect(await server.succeeds('test -e /var/lib/setup-server/lock')).toBe(false);
}

/** As before the upgrade, for the next test. */
async function backToFirst(): Promise<void> {
  await faults.heal(NAME);
  if (!(await server.succeeds('test -e /var/lib/setup-server/changes/jatos.json'))) return;
  expect(trouble(await upgrade('--undo'))).toEqual([]);
}

describe('an upgrade on a server that reboots', () => {
  beforeAll(async () => {
    await serve({});
    return () => server.remove();
  });
  afterEach(backToFirst);

  // The last one is shut down while the app runs, and nobody closes its database then.
  it.each([
    ['while the data are copied', NEXT, started('backup.make'), false],
    ['while the new one starts', NEXT, started('app.start'), false],
    ['while the new image is downloaded', '3.10.5', downloaded('app.download', 0.1), true],
  ])('%s comes to its end with all data', async (_when, version, moment, dirty) => {
    if (dirty) await faults.slow(NAME, '40mbit');
    const running = await begin(version);
    await running.until(moment);
    await faults.reboot(NAME);
    await faults.heal(NAME);
    const ran = await running.ended;
    // What it could not end itself, the next run does.
    if (ran.code !== 0) expect(trouble(await upgrade('--to', version))).toEqual([]);
    await expectToServe(version, { dirty });
  });
});

/** Leaves so much room on the disk of what Docker or we store. */
const leave = async (megabytes: number, folder: string) =>
  await server.exec(
    `used=$(df -m --output=used ${folder} | tail -n 1); mount -o remount,size=$((used + ${megabytes}))m ${folder}`,
  );
const STORES = ['/var/lib/docker', '/var/lib/containerd'];
const BACKUPS = '/var/lib/setup-server/backups';

describe('an upgrade', () => {
  beforeAll(async () => {
    await serve({ disk: 'tmpfs' });
    return () => server.remove();
  });
  afterEach(backToFirst);

  it('for which the disk fills up during the download never stops the app', async () => {
    await faults.slow(NAME, '40mbit');
    const running = await begin();
    await running.until(downloaded('app.download', 0.1));
    for (const store of STORES) await leave(1, store);
    const ran = await running.ended;
    for (const store of STORES) await leave(4000, store);
    expect(trouble(ran)).toEqual(['server.disk-full']);
    expect(only(ran, 'started').map(({ step }) => step)).not.toContain('app.stop');
    await expectToServe(FIRST);
    await faults.heal(NAME);
    expect(trouble(await upgrade('--to', NEXT))).toEqual([]);
    await expectToServe(NEXT);
  });

  it('for which the disk fills up during the copy is undone, and leaves no half of one', async () => {
    await server.exec(
      `install -d -m 700 ${BACKUPS} && mount -t tmpfs -o mode=700,size=400m tmpfs ${BACKUPS}`,
    );
    const running = await begin();
    await running.until(started('app.stop'));
    await leave(1, BACKUPS);
    const ran = await running.ended;
    const left = await server.exec(`find ${BACKUPS} -type f`);
    await server.exec(`umount ${BACKUPS}`);
    expect(trouble(ran).at(-1)).toBe('upgrade.undone');
    await expectToServe(FIRST);
    expect(left).toBe('');
    expect(trouble(await upgrade('--to', NEXT))).toEqual([]);
    await expectToServe(NEXT);
  });

  it('for which the registry is away never stops the app', async () => {
    const running = await operator.start(words('--to', '3.10.6'), { env });
    await running.until(started('app.download'));
    await faults.dropout(NAME);
    const ran = await running.ended;
    expect(trouble(ran)).toEqual(['registry.unreachable']);
    expect(only(ran, 'started').map(({ step }) => step)).not.toContain('app.stop');
    await faults.heal(NAME);
    await expectToServe(FIRST);
  });

  it.each([
    ['its data are copied', 'backup.make'],
    ['the new one starts', 'app.start'],
  ])('goes on when the connection is cut for a minute while %s', async (_when, step) => {
    const running = await begin();
    await running.until(started(step));
    await (await faults.drop(NAME, { seconds: 60 })).healed;
    const ran = await running.ended;
    // What it could not end itself, the next run does.
    if (ran.code !== 0) expect(trouble(await upgrade('--to', NEXT))).toEqual([]);
    await expectToServe(NEXT);
  });

  it('that somebody else is at is waited for, or another one refused', async () => {
    const [ben, eva] = [await newOperator(), await newOperator()];
    const first = await begin();
    await first.until(started('app.stop'));
    const same = await ben.start(words(), { env });
    const [refused] = await Promise.all([
      eva.run(words('--to', '3.10.5'), { env }),
      same.until(({ type }) => type === 'locked'),
    ]);
    expect(trouble(refused)).toEqual(['upgrade.another']);
    expect(trouble(await first.ended)).toEqual([]);
    const waited = await same.ended;
    expect([waited.code, trouble(waited), only(waited, 'started')]).toEqual([0, [], []]);
    await expectToServe(NEXT);
  });

  it.each([
    ['a year slow', -365],
    ['a year fast', 365],
  ])('from a computer whose clock is %s can be made and undone', async (_how, days) => {
    const shift = `const D=Date,o=${days}*864e5;globalThis.Date=class extends D{constructor(...a){a.length?super(...a):super(D.now()+o)}static now(){return D.now()+o}}`;
    const preload = `--import=data:text/javascript,${encodeURIComponent(shift)}`;
    const clock = { ...env, NODE_OPTIONS: preload };
    const there = await operator.run(words('--to', '3.10.6'), { env: clock });
    expect(trouble(there)).toEqual([]);
    await expectToServe('3.10.6');
    const back = await operator.run(words('--undo'), { env: clock });
    expect(trouble(back)).toEqual([]);
  });

  it.each([
    ['deleted', 'rm /etc/setup-server/jatos/install.json'],
    ['garbled', 'head -c 100 /dev/urandom > /etc/setup-server/jatos/install.json'],
    ['empty', ': > /etc/setup-server/jatos/install.json'],
  ])(
    'of an app whose record is %s is refused, and setting it up again mends that',
    async (_how, spoil) => {
      const { version } = await told();
      await server.exec(spoil);
      const refused = await upgrade('--to', '3.10.6');
      expect(refused.code).not.toBe(0);
      expect(only(refused, 'started')).toEqual([]);
      await expectToServe(String(version));
      const mended = await wholeJob(String(version));
      expect(trouble(mended)).toEqual([]);
      await expectToServe(String(version));
      expect(only(mended, 'started').map(({ step }) => step)).not.toContain('app.start');
    },
  );

  it('whose note is garbled is refused, and nothing is lost', async () => {
    expect(trouble(await upgrade('--to', '3.10.6'))).toEqual([]);
    await server.exec('echo "{" > /var/lib/setup-server/changes/jatos.json');
    const refused = await upgrade('--undo');
    expect(trouble(refused)).toEqual(['change.damaged']);
    await expectToServe('3.10.6');
    const note = '/var/lib/setup-server/changes/jatos.json';
    await server.exec(`mv ${note} ${note}.damaged`);
    expect(trouble(await upgrade('--undo'))).toEqual(['upgrade.none']);
    await expectToServe('3.10.6');
  });
});
