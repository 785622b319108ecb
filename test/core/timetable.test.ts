import { describe, expect, it } from 'vitest';
import { alpine } from '../../source/distributions/alpine.ts';
import { Facts } from '../../source/facts/facts.ts';
import type { Goal } from '../../source/goal.ts';
import { timetableCopyFile, timetableOrderFile } from '../../source/paths.ts';
import { plan } from '../../source/plan.ts';
import { stepsFor } from '../../source/steps/index.ts';
import { KEEP, type Timetable } from '../../source/timetable/timetable.ts';
import { goal, ground, HOST } from './example-goal.ts';
import { expectSameAfterAnyKill } from './killed-at.ts';
import { PretendHost } from './pretend-host.ts';
import { programsOf } from './pretend-programs.ts';
import { runOn } from './run-on.ts';

const timetable: Timetable = { every: 'day', time: '03:00', zone: 'Europe/Berlin', keep: KEEP.day };
const copied: Goal = { ...goal, timetable };
const fresh = () => new PretendHost(HOST, { reachesDocker: true, named: true });
const steps = stepsFor(copied, ground);

describe('data that are copied by a timetable', () => {
  it('are so once the app is set up, and the plan says when, and what it costs', () => {
    const planned = plan(steps, new Facts());
    expect(planned.slice(-4).map(({ title }) => title)).toEqual([
      'Remember on the server what was set up (/etc/setup-server/study/install.json)',
      'Have the server copy the data of Study by itself, every day at 03:00 (Europe/Berlin)',
      'Have it look every few minutes whether it is time for a copy',
      'Leave a page with all that matters on the server (/etc/setup-server/study/receipt.txt)',
    ]);
    expect(planned.at(-3)?.because).toBe(
      'Study is stopped for each copy, and started again. Of these copies the last 7, and one of each of the last 4 weeks, stay.',
    );
  });

  it('end the same after a kill before or after any single action', async () => {
    const host = fresh();
    await runOn(host, steps);
    expect(host.timetableTimer).toBe('active');
    expect((await runOn(host, steps)).at(-1)).toMatchObject({ outcome: 'complete', changed: 0 });
    await expectSameAfterAnyKill(fresh, steps);
  });

  it('need only what every distribution has, also where no certificate is renewed', async () => {
    const host = new PretendHost(HOST, { reachesDocker: true, named: true }, programsOf.apk);
    const certificate = { ...goal.certificate, use: 'none' } as const;
    const plain = { ...copied, certificate };
    const events = await runOn(host, stepsFor(plain, { ...ground, distribution: alpine }));
    expect(events.at(-1)).toMatchObject({ outcome: 'complete' });
    expect(host.timetableTimer).toBe('active');
  });

  it('come from where the container says that they are', async () => {
    const host = fresh();
    await runOn(host, steps);
    const script = host.files.get(timetableCopyFile('study'))?.text ?? '';
    expect(script).toContain('volume study-data && pack data-1.tar.gz "$place"');
    expect(script).toContain("= 'volume study-data true' ]");
  });

  it('are no longer where the person says so', async () => {
    const host = fresh();
    await runOn(host, steps);
    const end = stepsFor({ ...goal, timetableBefore: true }, ground);
    await runOn(host, end);
    for (const path of [timetableOrderFile('study'), timetableCopyFile('study')])
      expect(host.files.has(path)).toBe(false);
    expect((await runOn(host, end)).at(-1)).toMatchObject({ outcome: 'complete', changed: 0 });
  });

  it('are left alone where somebody else set up what runs there', () => {
    const ids = stepsFor({ ...copied, asItWas: true }, ground).map(({ id }) => id);
    expect(ids.filter((id) => id.startsWith('timetable'))).toEqual([]);
  });
});
