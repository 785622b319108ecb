import { beforeAll, describe, expect, it } from 'vitest';
import { Secret } from '../../source/secrets/secret.ts';
import { presigned, type S3Place } from '../../source/stores/presign.ts';
import { type Moto, startMoto } from '../dns-providers/moto.ts';
import { only } from '../job/messages.ts';
import { answersFor, newOperator, type Operator, type Said } from '../job/operator.ts';
import { installPackages } from '../range/needs.ts';
import { dns, type Host, host, rangeUp } from '../range/range.ts';

const HOSTNAME = 'away.range.test';
const ROW = '/opt/jatos_data/result_uploads/participant-1.json';
const COPIES = '/var/lib/setup-server/backups/jatos';
const ALL = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] };

describe('copies that leave the server', () => {
  let server: Host;
  let operator: Operator;
  let moto: Moto;
  let place: S3Place;
  let key: { identity: string; recipient: string };
  let env: Record<string, string>;

  const setUp = async (name: string) => {
    server = await host(name, { suite: 'trixie', variant: 'docker', disk: 'tmpfs' });
    await dns.set(HOSTNAME, server.address);
    const own = await answersFor(server, HOSTNAME);
    env = { SETUP_SERVER_SSH_FINGERPRINT: String(own['ssh.fingerprint']) };
    const answers = await operator.answers({
      ...{ app: 'jatos', 'jatos.version': '3.10.3', 'backup.timetable': 'never' },
      ...own,
    });
    const ran = await operator.run(['--answers', answers, '--yes', '--json'], { env });
    expect(only(ran, 'failed')).toEqual([]);
    expect(ran.code).toBe(0);
  };

  beforeAll(async () => {
    await rangeUp({ suites: ['trixie'], apps: ['nginx', 'jatos'] });
    await installPackages(['age'], () => {});
    moto = await startMoto();
    const { id, secret } = await moto.keyOf('anna', JSON.stringify(ALL));
    place = {
      ...{ endpoint: moto.endpoint, region: 'us-east-1', bucket: 'lab-copies', accessKeyId: id },
      secretAccessKey: new Secret(secret),
    };
    await fetch(presigned(place, { method: 'PUT' }, new Date()), { method: 'PUT' });
    operator = await newOperator();
    const { stdout } = await operator.program(['age-keygen']);
    key = {
      identity: /^AGE-SECRET-KEY-.*$/m.exec(stdout)?.[0] ?? expect.fail(stdout),
      recipient: /public key: (\S+)/.exec(stdout)?.[1] ?? expect.fail(stdout),
    };
    await setUp('y-away');
    return async () => {
      await dns.del(HOSTNAME);
      await server.remove();
      await moto.stop();
    };
  });

  const command = async (words: string[], more: Record<string, string> = {}) =>
    await operator.run([...words, '--json'], { env: { ...env, ...more } });
  const away = async (changes: Record<string, string> = {}, secret = true) => {
    const answers = await operator.answers({
      'backup.away': 's3',
      'backup.away.endpoint': place.endpoint,
      'backup.away.region': place.region,
      'backup.away.bucket': place.bucket,
      'backup.away.key': place.accessKeyId,
      ...changes,
    });
    const words = ['backup', 'away', HOSTNAME, '--answers', answers, '--yes'];
    const secrets = { SETUP_SERVER_BACKUP_AWAY_SECRET: place.secretAccessKey.reveal() };
    return await command(words, secret ? secrets : {});
  };
  const listed = async () => {
    const [install] = (only(await command(['backup', 'list', HOSTNAME]), 'backups')[0]?.installs ??
      []) as { copies: Said[] }[];
    return install?.copies ?? [];
  };
  const keys = async () => {
    const reply = await fetch(presigned(place, { method: 'GET' }, new Date()));
    return [...(await reply.text()).matchAll(/<Key>([^<]+)/g)].map(([, each]) => String(each));
  };
  const copyNow = async () =>
    await server.succeeds('sh /etc/setup-server/timetable/run --now jatos');
  const log = async () => await server.exec('tail -n 40 /var/lib/setup-server/log/timetable.log');
  const write = async (text: string) =>
    await server.exec(`docker exec jatos sh -c 'echo "${text}" > ${ROW}'`);
  const row = async () => await server.exec(`docker exec jatos cat ${ROW}`);
  const restore = async (copy: string) => {
    const ran = await command(['restore', HOSTNAME, '--copy', copy, '--yes']);
    expect(only(ran, 'failed')).toEqual([]);
  };

  it('go to a bucket that was tried before, by wish', async () => {
    const wrong = await away({ 'backup.away.bucket': 'nowhere' });
    expect(only(wrong, 'trouble')).toMatchObject([{ trouble: { code: 'store.absent' } }]);
    const ran = await away();
    expect(only(ran, 'failed')).toEqual([]);
    expect(ran.code).toBe(0);
    expect(JSON.stringify(ran.events)).not.toContain(place.secretAccessKey.reveal());
    const found = await server.exec(
      `grep -rl '${place.secretAccessKey.reveal()}' /etc/setup-server /var/lib/setup-server`,
    );
    expect(found).toBe('/etc/setup-server/timetable/installs/jatos.store');
    expect(await server.exec(`stat -c %a ${found}`)).toBe('600');
    await write('{answers: 42}');
    expect((await command(['backup', 'make', HOSTNAME, '--yes'])).code).toBe(0);
    const [made] = await listed();
    expect(made).toMatchObject({ here: true, away: null });
    const send = ['backup', 'send', HOSTNAME, '--copy', String(made?.copy), '--yes'];
    const sent = await command(send);
    expect(only(sent, 'failed')).toEqual([]);
    expect((await listed())[0]).toMatchObject({ here: true, away: 'lab-copies' });
    // Once more is nothing to do.
    expect((await command(send)).events.at(-1)).toMatchObject({ ending: 'nothing-to-do' });
  });

  it('come back and are put back, with the data that they had', async () => {
    const [made] = await listed();
    const copy = String(made?.copy);
    await server.exec(`rm -r ${COPIES}/${copy}`);
    await write('spoilt');
    expect((await listed())[0]).toMatchObject({ copy, here: false, away: 'lab-copies' });
    const ran = await command(['backup', 'fetch', HOSTNAME, '--copy', copy, '--yes']);
    expect(only(ran, 'failed')).toEqual([]);
    expect((await listed())[0]).toMatchObject({ copy, here: true, why: 'wish' });
    await restore(copy);
    expect(await row()).toBe('{answers: 42}');
  });

  it('follow each that the timetable makes, encrypted where that is wished, without the key being asked anew', async () => {
    expect((await away({ 'backup.away.recipient': key.recipient }, false)).code).toBe(0);
    const nightly = ['backup', 'schedule', HOSTNAME, '--every', 'nightly', '--yes'];
    expect((await command(nightly)).code).toBe(0);
    expect(await copyNow(), await log()).toBe(true);
    const [made] = await listed();
    expect(made).toMatchObject({ why: 'schedule', here: true, away: 'lab-copies' });
    const objects = (await keys()).filter((each) => each.includes(String(made?.copy)));
    expect(objects.filter((each) => !each.endsWith('.age'))).toEqual([
      `setup-server/${HOSTNAME}/${made?.copy}/copy.json`,
    ]);
    expect(objects.length).toBeGreaterThan(3);
  });

  it('stay on the server while the storage is away, and follow later', async () => {
    const { secretAccessKey: _, ...rest } = place;
    const file = '/etc/setup-server/timetable/installs/jatos.store';
    await server.exec(`sed -i.kept 's|${rest.endpoint}|http://127.0.0.1:1|' ${file}`);
    expect(await copyNow()).toBe(false);
    const [made] = await listed();
    expect(made).toMatchObject({ here: true, away: null });
    await server.exec(`mv ${file}.kept ${file}`);
    // As the timer does an hour later.
    await server.exec('echo 0 > /var/lib/setup-server/timetable/next');
    expect(await server.succeeds('systemctl start setup-server-timetable'), await log()).toBe(true);
    expect((await listed())[0]).toMatchObject({ copy: made?.copy, away: 'lab-copies' });
  });

  it('are all that is needed once the server is lost, and the key that opens them', async () => {
    const [made] = await listed();
    const copy = String(made?.copy);
    await dns.del(HOSTNAME);
    await server.remove();
    await setUp('y-away-2');
    expect((await away({ 'backup.away.recipient': key.recipient })).code).toBe(0);
    expect((await listed())[0]).toMatchObject({ copy, here: false, away: 'lab-copies' });
    const words = ['backup', 'fetch', HOSTNAME, '--copy', copy, '--yes'];
    const other = (await operator.program(['age-keygen'])).stdout;
    const wrong = /^AGE-SECRET-KEY-.*$/m.exec(other)?.[0] ?? '';
    expect((await command(words, { SETUP_SERVER_BACKUP_IDENTITY: wrong })).code).toBe(1);
    expect((await listed())[0]).toMatchObject({ here: false });
    const ran = await command(words, { SETUP_SERVER_BACKUP_IDENTITY: key.identity });
    expect(only(ran, 'failed')).toEqual([]);
    expect(JSON.stringify(ran.events)).not.toContain(key.identity);
    expect(
      await server.succeeds(`grep -rq '${key.identity}' /etc/setup-server /var/lib/setup-server`),
    ).toBe(false);
    await restore(copy);
    expect(await row()).toBe('{answers: 42}');
  });

  it('are sent no more where the person says so, and those that were stay', async () => {
    const before = await keys();
    const answers = await operator.answers({ 'backup.away': 'nowhere' });
    const ran = await command(['backup', 'away', HOSTNAME, '--answers', answers, '--yes']);
    expect(only(ran, 'failed')).toEqual([]);
    expect(await server.succeeds('ls /etc/setup-server/timetable/installs/jatos.store')).toBe(
      false,
    );
    expect(await keys()).toEqual(before);
  });
});
