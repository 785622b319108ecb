import { beforeAll, describe, it } from 'vitest';
import { faults } from '../range/range.ts';
import { started } from './operator.ts';
import { expectDone, NEXT, type Study, studyOn } from './upgraded-study.ts';

const NAME = 'upgrade-cut';

describe('an upgrade', () => {
  let study: Study;

  beforeAll(async () => {
    study = await studyOn(NAME, { disk: 'tmpfs' });
    return () => study.server.remove();
  });

  it('goes on when the connection is cut for a minute while its data are copied', async () => {
    const running = await study.begin();
    await running.until(started('backup.make'));
    await (await faults.drop(NAME, { seconds: 60 })).healed;
    const ran = await running.ended;
    // What it could not end itself, the next run does.
    if (ran.code !== 0) expectDone(await study.upgrade('--to', NEXT));
    await study.expectToServe(NEXT);
  });
});
