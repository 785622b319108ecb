import { beginInterview } from '../source/answers/begin.ts';
import { describeAction } from '../source/describe.ts';
import { answeringAsker } from '../source/hosts/answering-asker.ts';
import type { Ending } from '../source/output/message.ts';
import { script } from '../source/script.ts';
import { unattended } from '../source/unattended.ts';
import { sessionFor } from './session.ts';
import type { Job } from './set-up.ts';

/** The job for those who are not asked: by `--yes`, `--plan`, `--json`, or without a terminal. */
export async function withoutAsking({
  parsed,
  world,
  source,
  interruption,
  tell,
}: Job): Promise<Ending> {
  const { answers } = beginInterview(script, source.given);
  const session = interruption.watching(sessionFor(world, answeringAsker(answers)));
  try {
    const planOnly = parsed.switches.has('plan');
    const describe = describeAction;
    const { control } = interruption;
    const errand = { script, session, ...source, planOnly, describe, control };
    return await interruption.unlessLeft(unattended(errand, tell));
  } finally {
    await session.close();
  }
}
