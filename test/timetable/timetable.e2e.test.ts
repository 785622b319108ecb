import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { beforeAll, describe, expect, it } from 'vitest';
import type { TimetableState } from '../../source/timetable/state.ts';
import { visitor } from '../front/visitor.ts';
import { only } from '../job/messages.ts';
import { answersFor, newOperator, type Operator, type Said } from '../job/operator.ts';
import { network } from '../range/places.ts';
import { dns, type Host, host, rangeUp } from '../range/range.ts';

const HOSTNAME = 'timetable.range.test';
const ROW = '/opt/jatos_data/result_uploads/participant-1.json';
const COPIES = '/var/lib/setup-server/backups/jatos';
const NOTE = '/var/lib/setup-server/changes/jatos.resting';

/** Days ago. */
const OLD = Array.from({ length: 30 }, (_, at) => at + 30);

describe('copies by a timetable', () => {
  let server: Host;
  let operator: Operator;
  let answers: string;
  let env: Record<string, string>;
  /** The events that a person was told, by a webhook on this machine. */
  const told: Said[] = [];
  let hook: Server;

  beforeAll(async () => {
    await rangeUp({ suites: ['trixie'], apps: ['nginx', 'jatos'] });
    server = await host('y-timetable', { suite: 'trixie', variant: 'docker', disk: 'tmpfs' });
    await dns.set(HOSTNAME, server.address);
    operator = await newOperator();
    hook = createServer(async (asked, reply) => {
      told.push(JSON.parse(await text(asked)));
      reply.end();
    });
    await new Promise<void>((resolve) => hook.listen(0, network.gateway, resolve));
    const all = {
      ...{ app: 'jatos', 'jatos.version': '3.10.3', 'notify.where': 'webhook' },
      ...(await answersFor(server, HOSTNAME)),
    };
    answers = await operator.answers(all);
    const { port } = hook.address() as AddressInfo;
    env = {
      SETUP_SERVER_SSH_FINGERPRINT: String((all as Said)['ssh.fingerprint']),
      SETUP_SERVER_NOTIFY_WEBHOOK_URL: `http://${network.gateway}:${port}/`,
    };
    return async () => {
      hook.close();
      await dns.del(HOSTNAME);
      await server.remove();
    };
  });

  const setUp = async (...words: string[]) =>
    await operator.run(['--answers', answers, '--yes', '--json', ...words], { env });
  const command = async (...words: string[]) =>
    await operator.run([...words, '--json'], {
      env: { SETUP_SERVER_SSH_FINGERPRINT: String(env.SETUP_SERVER_SSH_FINGERPRINT) },
    });
  const copyNow = async () =>
    await server.succeeds('sh /etc/setup-server/timetable/run --now jatos');
  const log = async () => await server.exec('tail -n 40 /var/lib/setup-server/log/timetable.log');
  const copies = async () =>
    (await server.exec(`ls ${COPIES} 2>/dev/null || true`)).split('\n').filter(Boolean);
  const write = async (text: string) =>
    await server.exec(`docker exec jatos sh -c 'echo "${text}" > ${ROW}'`);
  const row = async () => await server.exec(`docker exec jatos cat ${ROW}`);
  const startedAt = async () =>
    await server.exec('docker inspect --format "{{.State.StartedAt}}" jatos');
  const answers200 = async () =>
    (await visitor(server.address).visit(`https://${HOSTNAME}/ping`)).status === 200;
  const state = async () => {
    const json = await server.read('/var/lib/setup-server/timetable/state.json');
    return (JSON.parse(json) as TimetableState).installs.jatos;
  };

  it('are set up with the app where nobody says no, and nothing is left to do', async () => {
    const ran = await setUp();
    expect(only(ran, 'failed')).toEqual([]);
    expect(ran.code).toBe(0);
    expect(await server.exec('systemctl is-active setup-server-timetable.timer')).toBe('active');
    expect(only(await setUp('--plan'), 'plan')[0]).toMatchObject({ changes: 0 });
    expect(await server.succeeds('systemctl start setup-server-timetable')).toBe(true);
    expect(await copies()).toEqual([]);
  });

  it('hold what was there, read back, and the app runs on', async () => {
    await write('{answers: 42}');
    expect(await copyNow(), await log()).toBe(true);
    expect(await answers200()).toBe(true);
    expect(await state()).toMatchObject({ trouble: null, told: false });
    expect((await state())?.last?.restedSeconds).toBeLessThan(120);
    await write('spoilt');
    const listed = only(await command('backup', 'list', HOSTNAME), 'backups')[0];
    const [install] = (listed?.installs ?? []) as { copies: Said[] }[];
    expect(install?.copies).toMatchObject([{ why: 'schedule', by: 'the timetable on the server' }]);
    const copy = String(install?.copies[0]?.copy);
    const back = await command('restore', HOSTNAME, '--copy', copy, '--yes');
    expect(only(back, 'failed')).toEqual([]);
    expect(await row()).toBe('{answers: 42}');
    expect(await answers200()).toBe(true);
    expect(only(await setUp('--plan'), 'plan')[0]).toMatchObject({ changes: 0 });
  });

  it('that were cut off by a power cut leave the app running at the next look', async () => {
    const before = await copies();
    await server.exec(
      `setsid sh /etc/setup-server/timetable/run --now jatos >/dev/null 2>&1 & pid=$!
       until [ "$(docker inspect -f "{{.State.Running}}" jatos)" = false ]; do :; done
       kill -9 -- -$pid`,
    );
    expect(await server.succeeds(`[ -s ${NOTE} ]`)).toBe(true);
    // The lock of one that was killed is given up after a while; here, the while is over.
    await server.exec('rm -rf /var/lib/setup-server/lock');
    expect(await server.succeeds('systemctl start setup-server-timetable')).toBe(true);
    expect(await answers200(), await log()).toBe(true);
    expect(await server.succeeds(`[ -e ${NOTE} ]`)).toBe(false);
    expect(await copies()).toEqual(expect.arrayContaining(before));
    expect(await row()).toBe('{answers: 42}');
  });

  it('do not wake what its owner has stopped meanwhile, and are made all the same', async () => {
    expect((await command('stop', HOSTNAME, '--yes')).code).toBe(0);
    await server.exec(`echo jatos > ${NOTE}`);
    const before = await copies();
    expect(await copyNow(), await log()).toBe(true);
    expect(await server.exec('docker inspect -f "{{.State.Running}}" jatos')).toBe('false');
    // It took the place of the one before, of the same day.
    expect((await copies()).filter((each) => !before.includes(each))).toHaveLength(1);
    expect((await command('start', HOSTNAME, '--yes')).code).toBe(0);
    expect(await row()).toBe('{answers: 42}');
  });

  it('are not begun where the disk has no room for one: the app is not stopped, and a person is told', async () => {
    const [before, since] = [await copies(), await startedAt()];
    told.length = 0;
    // A small disk of its own: the large one is that of all hosts of the range.
    await server.exec(
      `cp -a ${COPIES} /root/kept && mount -t tmpfs -o size=200m tmpfs ${COPIES} && cp -a /root/kept/. ${COPIES}/`,
    );
    expect(await copyNow()).toBe(false);
    expect([await copies(), await startedAt()]).toEqual([before, since]);
    expect(told).toMatchObject([{ event: 'copy.failing' }]);
    const status = await command('status', HOSTNAME);
    expect(JSON.stringify(status.events)).toContain('There is no room for another copy');
    expect(await copyNow()).toBe(false);
    expect(told).toHaveLength(1);
    await server.exec(`umount ${COPIES}`);
    expect(await copyNow(), await log()).toBe(true);
    expect(told).toMatchObject([{}, { event: 'copy.works-again' }]);
  });

  it('go by themselves, and those by wish stay', async () => {
    expect((await command('backup', 'make', HOSTNAME, '--yes')).code).toBe(0);
    const [newest = ''] = (await copies()).filter((each) => each.endsWith('Z')).reverse();
    const aged = (of: string, days: number) =>
      `d=$(date -u -d '-${days} days' +%Y-%m-%dT01-00-00Z); cp -a ${COPIES}/${of} ${COPIES}/$d`;
    // The last is by wish; the one before by the timetable.
    const byTimetable = (await copies()).filter((each) => each.endsWith('Z')).at(-2) ?? '';
    await server.exec(OLD.map((days) => aged(byTimetable, days)).join('; '));
    await server.exec(aged(newest, 90));
    const before = await copies();
    expect(await copyNow(), await log()).toBe(true);
    const after = await copies();
    const gone = before.filter((each) => !after.includes(each));
    // Of the thirty old ones six days stay, and three more weeks.
    expect(gone.length).toBeGreaterThan(20);
    expect(
      await server.succeeds(
        `grep -l '"why":"wish"' ${COPIES}/$(date -u -d '-90 days' +%Y-%m-%dT01-00-00Z)/backup.json`,
      ),
    ).toBe(true);
    expect(after).toContain(newest);
  });

  it('are refused where somebody gave the app other data by hand', async () => {
    const before = await copies();
    await server.exec(
      'docker rename jatos aside && docker stop aside && docker run -d --name jatos -v elsewhere:/opt/jatos_data $(docker inspect -f "{{.Config.Image}}" aside)',
    );
    expect(await copyNow()).toBe(false);
    expect(await copies()).toEqual(before);
    expect((await state())?.trouble?.says).toContain('lie elsewhere');
    await server.exec('docker rm -f jatos && docker rename aside jatos && docker start jatos');
    expect(await copyNow(), await log()).toBe(true);
  });

  it('go with the app, and leave nothing behind', async () => {
    const ran = await command('remove', HOSTNAME, '--data', 'jatos', '--yes');
    expect(only(ran, 'failed')).toEqual([]);
    expect(ran.code).toBe(0);
    expect(
      await server.exec(
        'find /etc/setup-server /etc/systemd/system /var/lib/setup-server -name "*timetable*" ! -name "*.log"',
      ),
    ).toBe('');
  });
});
