import { WholeJob } from '../source/adoption/whole-job.ts';
import { beginInterview } from '../source/answers/begin.ts';
import { describeAction } from '../source/describe.ts';
import { answeringAsker } from '../source/hosts/answering-asker.ts';
import type { Ending } from '../source/output/message.ts';
import { script } from '../source/script.ts';
import { unattended } from '../source/session/unattended.ts';
import type { Job } from './job.ts';
import { goingOn, launching } from './launching.ts';
import { authorOf } from './operator.ts';
import { sessionFor } from './session.ts';

/** The job for those who are not asked: by `--yes`, `--plan`, `--json`, or without a terminal. */
export async function withoutAsking(job: Job): Promise<Ending> {
  const { parsed, world, source, interruption, tell } = job;
  const { answers } = beginInterview(script, source.given);
  const whole = new WholeJob(() => authorOf(world));
  const below = sessionFor(world, answeringAsker(answers), whole);
  const launched = launching(world, whole.over(below));
  const session = interruption.watching(launched);
  try {
    const planOnly = parsed.switches.has('plan');
    const describe = describeAction;
    const { control } = interruption;
    const errand = { script, session, ...source, planOnly, describe, control };
    const ending = await interruption.unlessLeft(unattended(errand, tell));
    const next = launched.next();
    if (!next || !['complete', 'nothing-to-do'].includes(ending)) return ending;
    const there = await withoutAsking({ ...job, source: goingOn(source, next) });
    if (['complete', 'nothing-to-do'].includes(there)) await launched.handedOver();
    return there;
  } finally {
    await session.close();
  }
}
