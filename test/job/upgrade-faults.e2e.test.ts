import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { faults } from '../range/range.ts';
import { begun } from './messages.ts';
import { downloaded, started } from './operator.ts';
import { expectDone, FIRST, NEXT, type Study, studyOn, troubles } from './upgraded-study.ts';

const NAME = 'upgrade-full';
const STORES = ['/var/lib/docker', '/var/lib/containerd'];
const BACKUPS = '/var/lib/setup-server/backups';

describe('an upgrade', () => {
  let study: Study;

  beforeAll(async () => {
    study = await studyOn(NAME, { disk: 'tmpfs' });
    return () => study.server.remove();
  });
  afterEach(() => study.backToFirst());

  /** Leaves so much room on the disk of what Docker or we store. */
  const leave = async (megabytes: number, folder: string) =>
    await study.server.exec(
      `used=$(df -m --output=used ${folder} | tail -n 1); mount -o remount,size=$((used + ${megabytes}))m ${folder}`,
    );

  /** An image that must be downloaded, and a line on which that takes a while. */
  const slowly = async (version: string) => {
    await study.server.exec(`docker image rm jatos/jatos:${version} 2>/dev/null || true`);
    await faults.slow(NAME, '40mbit');
  };

  it('for which the disk fills up during the download never stops the app', async () => {
    await slowly(NEXT);
    const running = await study.begin();
    await running.until(downloaded('app.download', 0.1));
    for (const store of STORES) await leave(1, store);
    const ran = await running.ended;
    for (const store of STORES) await leave(4000, store);
    expect(troubles(ran)).toEqual(['server.disk-full']);
    expect(begun(ran)).not.toContain('app.stop');
    await study.expectToServe(FIRST);
    await faults.heal(NAME);
    expectDone(await study.upgrade('--to', NEXT));
    await study.expectToServe(NEXT);
  });

  it('for which the disk fills up during the copy is undone, and leaves no half of one', async () => {
    await study.server.exec(
      `install -d -m 700 ${BACKUPS} && mount -t tmpfs -o mode=700,size=400m tmpfs ${BACKUPS}`,
    );
    const running = await study.begin();
    await running.until(started('app.stop'));
    // However slow this machine is, the disk is full before the copy is begun.
    running.child.kill('SIGSTOP');
    await leave(1, BACKUPS);
    running.child.kill('SIGCONT');
    const ran = await running.ended;
    const left = await study.server.exec(`find ${BACKUPS} -type f`);
    await study.server.exec(`umount ${BACKUPS}`);
    expect(troubles(ran).at(-1)).toBe('upgrade.undone');
    await study.expectToServe(FIRST);
    expect(left).toBe('');
    expectDone(await study.upgrade('--to', NEXT));
    await study.expectToServe(NEXT);
  });

  it('for which the registry is away never stops the app', async () => {
    await slowly('3.10.6');
    const running = await study.begin('3.10.6');
    await running.until(started('app.download'));
    await faults.dropout(NAME, { told: true });
    const ran = await running.ended;
    expect(troubles(ran)).toEqual(['registry.unreachable']);
    expect(begun(ran)).not.toContain('app.stop');
    await faults.heal(NAME);
    await study.expectToServe(FIRST);
  });
});
