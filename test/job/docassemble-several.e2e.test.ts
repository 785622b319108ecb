import { beforeAll, describe, expect, it } from 'vitest';
import { Secret } from '../../source/secrets/secret.ts';
import { presigned } from '../../source/stores/presign.ts';
import { startMoto } from '../dns-providers/moto.ts';
import { visitor } from '../front/visitor.ts';
import { type Host, rangeUp } from '../range/range.ts';
import { begun, wrong } from './messages.ts';
import { started } from './operator.ts';
import { type Outgrown, outgrown } from './outgrown.ts';

const HOSTNAME = 'forms-several.range.test';
const ALL = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] };

describe('docassemble on several servers', () => {
  let servers: Outgrown['servers'];
  let operator: Outgrown['operator'];
  let alone: Outgrown['alone'];
  let env: Outgrown['env'];
  let grow: Outgrown['grow'];

  beforeAll(async () => {
    await rangeUp({ suites: ['trixie'], apps: ['nginx', 'docassemble'] });
    const moto = await startMoto();
    const { id, secret } = await moto.keyOf('anna', JSON.stringify(ALL));
    const place = { endpoint: moto.endpoint, region: 'us-east-1', bucket: 'forms' };
    const bucket = { ...place, accessKeyId: id, secretAccessKey: new Secret(secret) };
    await fetch(presigned(bucket, { method: 'PUT' }, new Date()), { method: 'PUT' });
    const all = await outgrown(
      HOSTNAME,
      ['forms-a', 'forms-b'],
      () => ({
        app: 'docassemble',
        'docassemble.store': 's3-compatible',
        'docassemble.version': '1.10.7',
        ...{ 'settings.S3BUCKET': 'forms', 'settings.S3ENDPOINTURL': moto.endpoint },
        ...{ 'settings.S3ACCESSKEY': id, 'settings.S3SECRETACCESSKEY': secret },
        'docassemble.admin.email': 'anna@example.org',
        'docassemble.admin.password': 'Correct-Horse-9-Staple',
      }),
      { variant: 'root-key', disk: 'volume', dockerRepository: true },
    );
    ({ servers, operator, alone, env, grow } = all);
    return async () => {
      await moto.stop();
      await all.remove();
    };
  });

  const visit = async (at: Host, path = '/') => {
    const { status, body } = await visitor(at.address).visit(`https://${HOSTNAME}${path}`);
    return { status, ...JSON.parse(/<pre>(.*)<\/pre>/.exec(body)?.[1] ?? '{}') };
  };
  const upgrade = ['upgrade', HOSTNAME, '--to', '1.10.8', '--yes', '--json'];

  it('keeps its data in one place, and answers from copies that find it', async () => {
    await visit(servers[0], '/note?text=before');
    expect(wrong(await grow())).toEqual([]);
    for (const each of servers)
      expect(await visit(each)).toMatchObject({
        ...{ status: 200, notes: expect.arrayContaining(['before']) },
        administrator: 'anna@example.org',
        ...{ roles: ['web', 'celery'], broker: true, scheme: 'https' },
      });
    const copies = 'docker ps --quiet --filter label=com.docker.swarm.service.name=docassemble_app';
    for (const each of servers) expect(await each.exec(`${copies} | wc -l`)).toBe('1');
    const [first] = servers;
    expect(await first.exec('docker exec docassemble printenv CONTAINERROLE')).toBe(
      'sql:redis:rabbitmq:log:cron:mail',
    );
    expect(await first.exec("docker ps --format '{{.Ports}}' | grep -e '->'")).not.toMatch(
      /->(?!(80|443)\/)/,
    );
  });

  it('keeps whoever asks for live help at one copy, wherever they come in, and has all copies answer', async () => {
    const ask = (at: Host, query: string) =>
      visitor(at.address).visit(`https://${HOSTNAME}/ws/socket.io${query}`);
    const { body: sid } = await ask(servers[0], '');
    for (let time = 0; time < 20; time += 1)
      expect((await ask(servers[time % 2] ?? servers[0], `?sid=${sid}`)).status).toBe(200);
    const copies = new Set<string>();
    for (let time = 0; time < 100 && copies.size < 2; time += 1)
      copies.add((await visit(servers[0])).container);
    expect(copies.size).toBe(2);
  });

  it('is copied at rest, each part in its turn, and goes on', async () => {
    const [first] = servers;
    const copied = await operator.run(['backup', 'make', HOSTNAME, '--yes', '--json'], {
      env: alone,
    });
    expect(wrong(copied)).toEqual([]);
    expect(begun(copied)).toEqual(
      expect.arrayContaining(['backup.make', 'app.start', 'swarm.start.app']),
    );
    for (const each of servers)
      expect(await visit(each)).toMatchObject({ status: 200, version: '1.10.7', broker: true });
    expect(copied.stdout).toContain('the bucket forms');
    expect(
      await first.exec('ls /var/lib/setup-server/backups/docassemble/*/settings.tar.gz'),
    ).not.toBe('');
  });

  it('is as it was before where an upgrade was cut off and is undone, in the bucket, too', async () => {
    const { notes } = await visit(servers[0]);
    const running = await operator.start(upgrade, { env: alone });
    // What the copies work with is the newer one by then, and has changed its data for itself.
    // Where this is tried once more, it may not be begun again.
    await running.until(started('swarm.start.app')).catch(() => undefined);
    running.signal('SIGKILL');
    await running.ended;
    const words = ['upgrade', HOSTNAME, '--undo', '--yes', '--json'];
    const none = { trouble: { code: 'upgrade.none' } };
    const undone = wrong(await operator.run(words, { env: alone }));
    expect([[], [expect.objectContaining(none)]]).toContainEqual(undone);
    for (const each of servers)
      expect(await visit(each)).toMatchObject({
        ...{ status: 200, version: '1.10.7', versions: ['1.10.7'], notes, broker: true },
      });
  });

  it('gets another version, what the copies work with first, and all that was written', async () => {
    const [first] = servers;
    const { notes, version } = await visit(first);
    // Where this is tried once more, it may be there already.
    if (version !== '1.10.8')
      expect(wrong(await operator.run(upgrade, { env: alone }))).toEqual([]);
    for (const each of servers)
      expect(await visit(each)).toMatchObject({
        ...{ status: 200, version: '1.10.8', versions: ['1.10.7', '1.10.8'], notes, broker: true },
      });
    expect(await first.exec('docker exec docassemble printenv CONTAINERROLE')).toBe(
      'sql:redis:rabbitmq:log:cron:mail',
    );
    expect((await grow()).events.at(-1)).toMatchObject({ ending: 'nothing-to-do' });
  });

  it('goes back to one server, with what was written on the cluster', async () => {
    const [first, second] = servers;
    await visit(first, '/note?text=meanwhile');
    const { notes } = await visit(first);
    const ran = await operator.run(['shrink', HOSTNAME, '--yes', '--json'], { env });
    const done = { trouble: { code: 'swarm.one-server' } };
    expect([[], [expect.objectContaining(done)]]).toContainEqual(wrong(ran));
    expect(await visit(first)).toMatchObject({ status: 200, roles: ['all'], notes });
    expect(notes).toContain('meanwhile');
    expect(Object.keys(await first.containers()).sort()).toEqual([
      'docassemble',
      'setup-server-front',
    ]);
    await expect.poll(() => second.exec('docker ps --quiet')).toBe('');
    expect(await first.succeeds('docker network ls | grep -q shared')).toBe(false);
  });
});
