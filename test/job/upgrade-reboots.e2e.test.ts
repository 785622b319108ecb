import { afterEach, beforeAll, describe, it } from 'vitest';
import { faults } from '../range/range.ts';
import { downloaded, started } from './operator.ts';
import { expectDone, NEXT, type Study, studyOn } from './upgraded-study.ts';

const NAME = 'upgrade-reboots';

describe('an upgrade on a server that reboots', () => {
  let study: Study;

  beforeAll(async () => {
    study = await studyOn(NAME, {});
    return () => study.server.remove();
  });
  afterEach(() => study.backToFirst());

  // The last one is shut down while the app runs, and nobody closes its database then.
  it.each([
    ['while the data are copied', NEXT, started('backup.make'), false],
    ['while the new one starts', NEXT, started('app.start'), false],
    ['while the new image is downloaded', '3.10.5', downloaded('app.download', 0.1), true],
  ])('%s comes to its end with all data', async (_when, version, moment, dirty) => {
    if (dirty) await faults.slow(NAME, '40mbit');
    const running = await study.begin(version);
    await running.until(moment);
    await faults.reboot(NAME);
    await faults.heal(NAME);
    const ran = await running.ended;
    // What it could not end itself, the next run does.
    if (ran.code !== 0) expectDone(await study.upgrade('--to', version));
    await study.expectToServe(version, { dirty });
  });
});
