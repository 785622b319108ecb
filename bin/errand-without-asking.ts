import { beginInterview } from '../source/answers/begin.ts';
import { describeAction } from '../source/describe.ts';
import { answeringAsker } from '../source/hosts/answering-asker.ts';
import type { Ending } from '../source/output/message.ts';
import type { Session } from '../source/session/session.ts';
import { unattended } from '../source/session/unattended.ts';
import type { ErrandJob } from './errand-job.ts';
import type { RenewalJob } from './renewal-job.ts';
import { sessionFor } from './session.ts';

/** A part of the job from what was given alone. */
export async function errandWithoutAsking(
  { parsed, world, source, tell, interruption }: RenewalJob,
  { script, errand }: ErrandJob,
): Promise<Ending> {
  const { answers } = beginInterview(script, source.given);
  const session: Session = interruption.watching(
    errand.over(sessionFor(world, answeringAsker(answers), errand)),
  );
  try {
    const planOnly = parsed.switches.has('plan');
    const { control } = interruption;
    const { given, problems } = source;
    const describe = describeAction;
    const work = unattended(
      { script, session, given, problems, planOnly, describe, control },
      tell,
    );
    return await interruption.unlessLeft(work);
  } finally {
    await session.close();
  }
}
