import type { Ending } from '../source/output/message.ts';
import { errandByScreens } from './errand-by-screens.ts';
import { type RenewalJob, renewalErrand } from './renewal-job.ts';

/** One renewal on screens: which, the review, the run, the receipt. */
export async function renewByScreens(job: RenewalJob): Promise<Ending> {
  let name = '';
  const errand = renewalErrand(job, (wish) => {
    name = wish.name ?? wish.install;
  });
  return await errandByScreens(job, errand, () => name);
}
