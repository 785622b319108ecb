import type { Ending } from '../source/output/message.ts';
import { renewalLine } from '../source/output/renewal-line.ts';
import { errandInLines } from './errand-in-lines.ts';
import { type RenewalJob, renewalErrand } from './renewal-job.ts';

/** One renewal for those who read lines. */
export async function renewInLines(job: RenewalJob): Promise<Ending> {
  return await errandInLines(job, (say) => renewalErrand(job, (wish) => say(renewalLine(wish))));
}
