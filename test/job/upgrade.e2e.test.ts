import { beforeAll, describe, expect, it } from 'vitest';
import { visitor } from '../front/visitor.ts';
import { dns, type Host, host, rangeUp } from '../range/range.ts';
import { begun, only } from './messages.ts';
import { answersFor, newOperator, type Operator, type Said, started } from './operator.ts';
import { traces } from './state.ts';

const HOSTNAME = 'z-upgrade.range.test';
const ROW = '/opt/jatos_data/result_uploads/participant-1.json';

/** What JATOS says of itself and its data. */
interface Told {
  readonly version: string;
  readonly dirty: boolean;
  /** The versions that have had the data, in order. */
  readonly versions: readonly string[];
}

describe('another version', () => {
  let server: Host;
  let operator: Operator;
  let answers: Record<string, unknown>;
  let env: Record<string, string>;

  beforeAll(async () => {
    await rangeUp({ suites: ['trixie'], apps: ['nginx', 'jatos'] });
    server = await host('z-upgrade', { suite: 'trixie', variant: 'docker', disk: 'tmpfs' });
    await dns.set(HOSTNAME, server.address);
    operator = await newOperator();
    answers = { app: 'jatos', ...(await answersFor(server, HOSTNAME)) };
    env = { SETUP_SERVER_SSH_FINGERPRINT: String(answers['ssh.fingerprint']) };
    const first = await take('3.10.3');
    expect(only(first, 'failed')).toEqual([]);
    expect([first.code, first.stderr]).toEqual([0, '']);
    await server.exec(`docker exec jatos sh -c 'echo "{answers: 42}" > ${ROW}'`);
    return async () => {
      await dns.del(HOSTNAME);
      await server.remove();
    };
  });

  const args = async (version: string) => [
    '--answers',
    await operator.answers({ ...answers, 'jatos.version': version }),
    '--yes',
    '--json',
  ];
  const take = async (version: string) => await operator.run(await args(version));
  const upgrade = async (...words: string[]) =>
    await operator.run(['upgrade', HOSTNAME, ...words, '--yes', '--json'], { env });
  const listed = async (): Promise<readonly Said[]> => {
    const ran = await operator.run(['backup', 'list', HOSTNAME, '--json'], { env });
    const [install] = (only(ran, 'backups')[0]?.installs ?? []) as { copies: Said[] }[];
    return install?.copies ?? expect.fail(ran.stderr);
  };
  const told = async (): Promise<Told> => {
    const { body } = await visitor(server.address).visit(`https://${HOSTNAME}/jatos`);
    const facts = /id="facts">(.*?)<\/script>/.exec(body)?.[1] ?? expect.fail(body);
    return JSON.parse(facts) as Told;
  };
  const copies = async () =>
    (await server.exec('ls /var/lib/setup-server/backups/jatos')).trim().split('\n');
  const row = async () => await server.exec(`docker exec jatos cat ${ROW}`);
  const recorded = async () =>
    JSON.parse(await server.read('/etc/setup-server/jatos/install.json')).image as string;

  const nothingToDo = async (version: string) => {
    const ran = await take(version);
    expect(begun(ran)).toEqual([]);
    expect(ran.events.at(-1)).toMatchObject({ type: 'end', ending: 'nothing-to-do' });
  };

  it('gets the data after a copy of them was made, and the old one rests no longer than it must', async () => {
    const ran = await take('3.10.4');
    expect(only(ran, 'failed')).toEqual([]);
    expect(ran.code).toBe(0);
    const order = ['app.download', 'change.begin', 'app.stop', 'backup.make', 'app.start'];
    expect(begun(ran).filter((step) => order.includes(String(step)))).toEqual(order);
    expect(await told()).toMatchObject({
      ...{ version: '3.10.4', dirty: false, versions: ['3.10.3', '3.10.4'] },
    });
    expect(await row()).toBe('{answers: 42}');
    expect(await copies()).toHaveLength(1);
    expect(await recorded()).toBe('jatos/jatos:3.10.4');
    const before = await traces(server);
    await nothingToDo('3.10.4');
    expect(await traces(server)).toBe(before);
  });

  it.each([
    ['does not start', '3.10.99'],
    ['spoils the data and ends', '3.10.98'],
  ])('that %s is undone by itself, with all data', async (_what, version) => {
    const ran = await take(version);
    expect(ran.code).toBe(1);
    expect(only(ran, 'failed').at(-1)).toMatchObject({
      trouble: {
        code: 'upgrade.undone',
        what: expect.stringContaining('JATOS runs as before, with all its data'),
        detail: expect.stringContaining('Oops, cannot start the server.'),
      },
    });
    expect(await told()).toMatchObject({
      ...{ version: '3.10.4', dirty: false, versions: ['3.10.3', '3.10.4'] },
    });
    expect(await row()).toBe('{answers: 42}');
    expect(await recorded()).toBe('jatos/jatos:3.10.4');
    await nothingToDo('3.10.4');
  });

  it('can be undone by its owner afterwards: image and data as before, and what came since as a copy', async () => {
    const upgraded = await upgrade('--to', '3.10.5');
    expect(only(upgraded, 'failed')).toEqual([]);
    expect(upgraded.code).toBe(0);
    expect(only(upgraded, 'receipt')[0]?.headline).toBe('JATOS is upgraded');
    expect(await told()).toMatchObject({ version: '3.10.5', dirty: false });
    await server.exec(`docker exec jatos sh -c 'echo "later" > ${ROW}.2'`);
    const undone = await upgrade('--undo');
    expect(only(undone, 'failed')).toEqual([]);
    expect(only(undone, 'receipt')[0]?.headline).toBe('The upgrade of JATOS is undone');
    expect(await told()).toMatchObject({
      ...{ version: '3.10.4', dirty: false, versions: ['3.10.3', '3.10.4'] },
    });
    expect(await row()).toBe('{answers: 42}');
    expect(await server.exec(`docker exec jatos ls ${ROW}.2 2>&1 || true`)).toContain(
      'No such file',
    );
    await nothingToDo('3.10.4');
    const none = await upgrade('--undo');
    expect(only(none, 'trouble')).toMatchObject([{ trouble: { code: 'upgrade.none' } }]);
    // What was written meanwhile comes back, too.
    const [last] = await listed();
    expect(last).toMatchObject({ why: 'restore', image: 'jatos/jatos:3.10.5' });
    const back = await operator.run(
      ['restore', HOSTNAME, '--copy', String(last?.copy), '--yes', '--json'],
      { env },
    );
    expect(only(back, 'failed')).toEqual([]);
    expect(await told()).toMatchObject({ version: '3.10.5', dirty: false });
    expect(await server.exec(`docker exec jatos cat ${ROW}.2`)).toBe('later');
  });

  it('is no news where there is none, and offers no way to an older one', async () => {
    const older = await upgrade('--to', '3.10.4');
    expect(older.code).not.toBe(0);
    const [trouble] = only(await upgrade('--to', '3.10.5'), 'trouble');
    expect(trouble?.trouble).toMatchObject({ code: 'upgrade.there-already' });
    expect(await told()).toMatchObject({ version: '3.10.5' });
  });

  it.each([
    ['while it is stopped', 'app.stop', 'finish'],
    ['while its data are copied', 'backup.make', 'undo'],
    ['while the new one starts', 'app.start', 'undo'],
    ['before it is remembered', 'record.write', 'finish'],
  ])(
    'killed %s is finished or undone, and nothing else is done before',
    async (_when, step, how) => {
      const before = await told();
      const next = before.version === '3.10.5' ? '3.10.6' : '3.10.5';
      const running = await operator.start(await args(next));
      await running.until(started(step));
      running.child.kill('SIGKILL');
      await running.ended;
      const refused = await take(before.version);
      expect(only(refused, 'trouble')).toMatchObject([{ trouble: { code: 'change.unfinished' } }]);
      const ended = await upgrade(...(how === 'undo' ? ['--undo'] : []));
      expect(only(ended, 'failed')).toEqual([]);
      expect(ended.code).toBe(0);
      const version = how === 'undo' ? before.version : next;
      const versions = how === 'undo' ? before.versions : [...new Set([...before.versions, next])];
      expect(await told()).toMatchObject({ version, versions, dirty: false });
      expect(await row()).toBe('{answers: 42}');
      await nothingToDo(version);
    },
  );

  it('is kept by its owner: the old image goes, the copies stay', async () => {
    const kept = 'docker images --format "{{.Repository}}" | grep -c setup-server-kept || true';
    expect(Number(await server.exec(kept))).toBeGreaterThan(0);
    const ran = await upgrade('--keep');
    expect(ran.code).toBe(0);
    expect((await server.exec(kept)).trim()).toBe('0');
    expect((await listed()).length).toBeGreaterThan(2);
  });

  it('can be copied by wish, and a copy be deleted', async () => {
    const before = await listed();
    const ran = await operator.run(['backup', 'make', HOSTNAME, '--yes', '--json'], { env });
    expect(only(ran, 'failed')).toEqual([]);
    const [made, ...others] = await listed();
    expect(made).toMatchObject({ why: 'wish' });
    expect(others).toEqual(before);
    const got = await operator.run(['backup', 'get', HOSTNAME, '--json'], { env });
    expect(only(got, 'trouble')).toEqual([]);
    const file = `${operator.folder}/${HOSTNAME}-${String(made?.copy)}.tar`;
    expect(only(got, 'receipt')[0]?.headline).toContain(file);
    const unpacked = `tar -xOf ${file} ${String(made?.copy)}/data-1.tar.gz | tar -xzOf - ./result_uploads/participant-1.json`;
    expect((await operator.program(['sh', '-c', unpacked])).stdout).toBe('{answers: 42}');
    const word = ['backup', 'delete', HOSTNAME, '--copy', String(made?.copy), '--yes', '--json'];
    expect((await operator.run(word, { env })).code).toBe(0);
    expect(await listed()).toEqual(before);
    expect(await told()).toMatchObject({ dirty: false });
  });
});
