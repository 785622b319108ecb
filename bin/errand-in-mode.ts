import type { Ending } from '../source/output/message.ts';
import { errandByScreens } from './errand-by-screens.ts';
import { errandInLines } from './errand-in-lines.ts';
import type { ErrandJob } from './errand-job.ts';
import { errandWithoutAsking } from './errand-without-asking.ts';
import { andOn } from './growing.ts';
import { refused } from './job.ts';
import type { Mode } from './mode.ts';
import type { RenewalJob } from './renewal-job.ts';

/** A part of the whole job by screens, by lines or without asking; `saved` names what screens save. */
export async function errandInMode(
  mode: Mode,
  job: RenewalJob,
  part: ErrandJob,
  saved: string,
): Promise<Ending> {
  const ending = await inMode(mode, job, part, saved);
  return await andOn(ending, job, part, (next, other = part) =>
    errandInMode(mode, next, other, saved),
  );
}

async function inMode(
  mode: Mode,
  job: RenewalJob,
  part: ErrandJob,
  saved: string,
): Promise<Ending> {
  if (mode === 'json' || mode === 'unattended') return await errandWithoutAsking(job, part);
  const wrong = refused(job);
  if (wrong !== undefined) return wrong;
  if (mode === 'lines') return await errandInLines(job, () => part);
  return await errandByScreens(job, part, () => saved);
}
