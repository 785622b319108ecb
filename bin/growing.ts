import { newServers, onNewServers } from '../source/errands/new-servers.ts';
import type { Ending } from '../source/output/message.ts';
import type { SessionWithLaunch } from '../source/with-launch.ts';
import type { ErrandJob } from './errand-job.ts';
import { goingOn, launching } from './launching.ts';
import type { RenewalJob } from './renewal-job.ts';
import type { World } from './world.ts';

/** The same part of the job, for which servers are made first where that is wanted. */
export function growing(part: ErrandJob, world: World): ErrandJob {
  const { doing, errand } = part;
  let session: SessionWithLaunch | undefined;
  return {
    ...part,
    doing: (answers) => {
      if (newServers(answers)) return 'Making';
      return typeof doing === 'string' ? doing : doing(answers);
    },
    errand: {
      narrow: errand.narrow,
      get asItIs() {
        return errand.asItIs ?? false;
      },
      ...(errand.revising && { revising: errand.revising }),
      ...(errand.returning && { returning: errand.returning }),
      over: (below) => {
        const beforehand = { work: newServers, goingOn: onNewServers };
        session = launching(world, errand.over(below), beforehand);
        return session;
      },
      next: () => session?.next() ?? null,
    },
  };
}

/** Goes on with what was made by the first part, where something was. */
export async function andOn(
  ending: Ending,
  job: RenewalJob,
  { errand }: ErrandJob,
  again: (job: RenewalJob) => Promise<Ending>,
): Promise<Ending> {
  const isThere = ending === 'complete' || ending === 'nothing-to-do';
  const next = isThere ? errand.next?.() : null;
  return next ? await again({ ...job, source: goingOn(job.source, next) }) : ending;
}
