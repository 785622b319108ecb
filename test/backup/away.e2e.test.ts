import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { type AwayGoal, awayKey } from '../../source/backup/away.ts';
import { S3Objects } from '../../source/edges/stores/s3-objects.ts';
import { copiesAway, fetchCopy, removeAway, sendCopy } from '../../source/edges/timetable/away.ts';
import { Secret } from '../../source/secrets/secret.ts';
import { presigned } from '../../source/stores/presign.ts';
import { type Moto, startMoto } from '../dns-providers/moto.ts';
import { installPackages } from '../range/needs.ts';
import { rangeUp } from '../range/range.ts';

const STAMP = '2026-11-29T03-40-10Z';
const ALL = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] };
const { signal } = new AbortController();

describe('a copy in an S3 service', () => {
  let moto: Moto;
  let away: AwayGoal;
  let folder: string;

  beforeAll(async () => {
    await rangeUp({ suites: ['trixie'], apps: [] });
    moto = await startMoto();
    const { id, secret } = await moto.keyOf('anna', JSON.stringify(ALL));
    const place = {
      ...{ endpoint: moto.endpoint, region: 'us-east-1', bucket: 'copies', accessKeyId: id },
      secretAccessKey: new Secret(secret),
    };
    away = { place, folder: 'study.example.org', recipient: '' };
    await fetch(presigned(place, { method: 'PUT' }, new Date()), { method: 'PUT' });
    return () => moto.stop();
  });

  beforeEach(async () => {
    folder = join(mkdtempSync(join(tmpdir(), 'away-')), STAMP);
    onTestFinished(() => rmSync(join(folder, '..'), { recursive: true, force: true }));
    await mkdir(folder);
    // More than two parts, and not a whole number of them.
    const data = randomBytes(40 * 1024 * 1024 + 7);
    const sum = createHash('sha256').update(data).digest('hex');
    writeFileSync(join(folder, 'data-1.tar.gz'), data);
    writeFileSync(join(folder, 'SHA256SUMS'), `${sum}  data-1.tar.gz\n`);
    const backup = { format: 1, install: 'study', app: 'jatos', why: 'schedule' };
    writeFileSync(join(folder, 'backup.json'), `${JSON.stringify(backup)}\n`);
  });

  const work = (of: AwayGoal) => ({ away: of, say: () => {}, signal });
  const objects = () => new S3Objects(away.place, signal);
  const bytes = (path: string) => readFileSync(path);
  const keys = async () => await objects().list('');
  const clean = async () => {
    for (const { stamp } of await copiesAway(work(away))) await removeAway(work(away), stamp);
    for (const key of await keys()) await objects().remove(key);
  };

  it('comes back as it was sent, and is listed only once it is whole', async () => {
    onTestFinished(clean);
    const sent = await sendCopy(work(away), folder);
    expect(sent.files.map(({ name }) => name)).toEqual([
      ...['SHA256SUMS', 'backup.json', 'data-1.tar.gz'],
    ]);
    expect(await copiesAway(work(away))).toEqual([sent]);
    expect(await copiesAway(work({ ...away, folder: 'other.example.org' }))).toEqual([]);
    const into = join(folder, '../back');
    await fetchCopy(work(away), STAMP, into, '');
    for (const { name } of sent.files)
      expect(bytes(join(into, name)).equals(bytes(join(folder, name)))).toBe(true);
    await objects().remove(awayKey(away, STAMP, 'copy.json'));
    expect(await copiesAway(work(away))).toEqual([]);
  });

  it('that was changed there is not taken', async () => {
    onTestFinished(clean);
    await sendCopy(work(away), folder);
    const key = awayKey(away, STAMP, 'data-1.tar.gz');
    await fetch(presigned(away.place, { method: 'PUT', key }, new Date()), {
      ...{ method: 'PUT', body: 'other' },
    });
    await expect(fetchCopy(work(away), STAMP, join(folder, '../back'), '')).rejects.toThrow(
      /not in the bucket copies as it was sent/,
    );
  });

  it('goes as a whole, and leaves others', async () => {
    onTestFinished(clean);
    await sendCopy(work(away), folder);
    const before = await keys();
    await objects().write(
      'somebody/else',
      (async function* () {
        yield Buffer.from('x');
      })(),
    );
    await removeAway(work(away), STAMP);
    expect(before).toHaveLength(4);
    expect(await keys()).toEqual(['somebody/else']);
  });

  it('that is cut off leaves no half of an object', async () => {
    onTestFinished(clean);
    const broken = (async function* () {
      yield randomBytes(40 * 1024 * 1024);
      throw new Error('The disk is gone.');
    })();
    await expect(objects().write('half', broken)).rejects.toThrow('The disk is gone.');
    expect(await keys()).toEqual([]);
    const query = { uploads: '' };
    const open = await fetch(presigned(away.place, { method: 'GET', query }, new Date()));
    expect(await open.text()).not.toContain('<Upload>');
  });

  it('is told of in words where there is no such bucket, or nobody answers', async () => {
    const place = { ...away.place, bucket: 'nowhere' };
    await expect(sendCopy(work({ ...away, place }), folder)).rejects.toThrow(/no such place/);
  });

  describe('encrypted', () => {
    let recipient: string;
    let identity: string;

    beforeAll(async () => {
      await installPackages(['age'], () => {});
      const { stdout } = await execa('age-keygen');
      identity = /^AGE-SECRET-KEY-.*$/m.exec(stdout)?.[0] ?? expect.fail(stdout);
      recipient = /public key: (\S+)/.exec(stdout)?.[1] ?? expect.fail(stdout);
    });

    it('is opened by age itself, and says nothing of what is in it', async () => {
      onTestFinished(clean);
      const sent = await sendCopy(work({ ...away, recipient }), folder);
      expect(sent.files.every(({ name }) => name.endsWith('.age'))).toBe(true);
      const key = awayKey(away, STAMP, 'data-1.tar.gz.age');
      const parts: Uint8Array[] = [];
      for await (const part of objects().read(key)) parts.push(part);
      const [secret, file] = [join(folder, '../secret'), join(folder, '../identity')];
      writeFileSync(secret, Buffer.concat(parts));
      writeFileSync(file, identity, { mode: 0o600 });
      const plain = join(folder, '../plain');
      await execa('age', ['--decrypt', '--identity', file, '--output', plain, secret]);
      expect(bytes(plain).equals(bytes(join(folder, 'data-1.tar.gz')))).toBe(true);
    });

    it('comes back by the key that was kept, and by no other', async () => {
      onTestFinished(clean);
      await sendCopy(work({ ...away, recipient }), folder);
      const into = join(folder, '../back');
      await fetchCopy(work(away), STAMP, into, identity);
      for (const name of ['data-1.tar.gz', 'backup.json', 'SHA256SUMS'])
        expect(bytes(join(into, name)).equals(bytes(join(folder, name)))).toBe(true);
      const other = /^AGE-SECRET-KEY-.*$/m.exec((await execa('age-keygen')).stdout)?.[0] ?? '';
      for (const wrong of ['', other, 'AGE-SECRET-KEY-1QQ'])
        await expect(fetchCopy(work(away), STAMP, into, wrong)).rejects.toMatchObject({
          trouble: { code: 'age.identity' },
        });
    });
  });
});
