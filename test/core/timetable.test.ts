import { describe, expect, it } from 'vitest';
import { describeAction } from '../../source/describe.ts';
import { alpine } from '../../source/distributions/alpine.ts';
import { Facts } from '../../source/facts/facts.ts';
import type { Goal } from '../../source/goal.ts';
import { timetableCopyFile, timetableOrderFile, timetableStoreFile } from '../../source/paths.ts';
import { plan } from '../../source/plan.ts';
import { Secret } from '../../source/secrets/secret.ts';
import { backupFetch } from '../../source/steps/away.ts';
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

describe('copies that are sent away', () => {
  const SECRET = 'hush/hush+hush';
  const place = {
    ...{ endpoint: null, region: 'eu-central-1', bucket: 'lab-copies', accessKeyId: 'AKIA1' },
    secretAccessKey: new Secret(SECRET),
  };
  const away = { place, folder: 'study.example.org', recipient: '' };
  const sent: Goal = { ...copied, away };
  const all = stepsFor(sent, ground);

  it('end the same after a kill before or after any single action', async () => {
    const host = fresh();
    await runOn(host, all);
    expect((await runOn(host, all)).at(-1)).toMatchObject({ outcome: 'complete', changed: 0 });
    await expectSameAfterAnyKill(fresh, all);
  });

  it('are so with a key that nobody sees, and only root can read', async () => {
    const host = fresh();
    await runOn(host, all);
    const holding = [...host.files].filter(([, { text }]) => text.includes(SECRET));
    expect(holding.map(([path, { mode }]) => [path, mode])).toEqual([
      [timetableStoreFile('study'), '600'],
    ]);
    const shown = plan(all, new Facts()).flatMap(({ actions }) => actions.flatMap(describeAction));
    expect(shown.join('\n')).toContain('lab-copies');
    expect(shown.join('\n')).not.toContain(SECRET);
  });

  it('keep the key where whoever comes back does not know it, unless it is for another place', async () => {
    const host = fresh();
    await runOn(host, all);
    const unknown = { ...place, secretAccessKey: new Secret('') };
    const again = stepsFor({ ...sent, away: { ...away, place: unknown } }, ground);
    expect((await runOn(host, again)).at(-1)).toMatchObject({ outcome: 'complete', changed: 0 });
    const elsewhere = { ...unknown, endpoint: 'https://storage.example.net' };
    await runOn(host, stepsFor({ ...sent, away: { ...away, place: elsewhere } }, ground));
    expect(host.files.get(timetableStoreFile('study'))?.text).not.toContain(SECRET);
  });

  it('hold nothing up where the storage is away: the app is well', async () => {
    const host = fresh();
    host.awaySays = 'It does not answer.';
    const events = await runOn(host, all);
    expect(events.at(-1)).toMatchObject({ outcome: 'complete' });
    expect(JSON.stringify(events)).toContain('It does not answer.');
  });

  it('need no timetable, and end where the person says so', async () => {
    const host = fresh();
    const byHand = stepsFor({ ...goal, away }, ground);
    expect((await runOn(host, byHand)).at(-1)).toMatchObject({ outcome: 'complete' });
    expect(plan(byHand, new Facts()).map(({ title }) => title)).toContain(
      'Put a program on the server that sends copies of the data of Study',
    );
    await runOn(host, stepsFor({ ...goal, awayBefore: true }, ground));
    expect([...host.files.keys()].filter((path) => path.includes('timetable/installs'))).toEqual(
      [],
    );
  });

  it('come back with a key that is gone afterwards, and shown to nobody', () => {
    const key = new Secret('AGE-SECRET-KEY-1HUSH');
    const step = backupFetch(sent, '2026-11-29T03-40-10Z', 'lab-copies', key);
    const actions = step.actions(new Facts());
    expect(actions[0]).toMatchObject({ do: 'write', mode: '600' });
    expect(actions.flatMap(describeAction).join('\n')).not.toContain('AGE-SECRET-KEY-1HUSH');
    expect(backupFetch(sent, 'x', 'y', undefined).actions(new Facts())).toHaveLength(1);
  });
});
