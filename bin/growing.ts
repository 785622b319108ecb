import type { Answers } from '../source/answers/answers.ts';
import { deleteMade, toDelete } from '../source/errands/servers/made-servers.ts';
import { newServers, onNewServers } from '../source/errands/servers/new-servers.ts';
import { questionsOf } from '../source/interview.ts';
import type { Ending } from '../source/output/message.ts';
import type { Session } from '../source/session/session.ts';
import type { SessionWithLaunch } from '../source/session/with-launch.ts';
import { cloudErrand } from './cloud-errand.ts';
import type { ErrandJob } from './errand-job.ts';
import { goingOn, launching } from './launching.ts';
import type { RenewalJob } from './renewal-job.ts';
import type { World } from './world.ts';

/**
 * The same part of the job, before which servers are made and after which some are deleted, where that is wished.
 * `meant`: which of the answers are.
 */
export function growing(
  part: ErrandJob,
  world: World,
  meant = (answers: Answers): Answers => answers,
): ErrandJob {
  const { doing, errand } = part;
  let session: SessionWithLaunch | undefined;
  let doomed: Answers | null = null;
  return {
    ...part,
    doing: (answers) => {
      if (newServers(meant(answers))) return 'Making servers';
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
        const own: Session = errand.over(below);
        const watched: Session = {
          ...own,
          prepare: async (answers, facts, signal) => {
            const prepared = await own.prepare(answers, facts, signal);
            doomed = toDelete(answers, prepared.facts);
            return prepared;
          },
        };
        const first = launching(world, watched, {
          ...{ work: newServers, goingOn: onNewServers },
          follows: 'The app is taken there.',
        });
        session = first;
        return {
          ...first,
          prepare: (answers, facts, signal) => first.prepare(meant(answers), facts, signal),
        };
      },
      next: async () => {
        const answers = session?.next();
        if (answers) return { answers };
        return doomed && { answers: doomed, part: await cloudErrand(deleteMade, world) };
      },
    },
  };
}

/** Goes on after a part that went well, with the same or another one, where something comes after it. */
export async function andOn(
  ending: Ending,
  job: RenewalJob,
  { errand }: ErrandJob,
  again: (job: RenewalJob, part?: ErrandJob) => Promise<Ending>,
): Promise<Ending> {
  const isThere = ending === 'complete' || ending === 'nothing-to-do';
  const next = isThere ? await errand.next?.() : null;
  if (!next) return ending;
  const { answers, part } = next;
  const source = goingOn(job.source, answers);
  if (!part) return await again({ ...job, source });
  const own = new Set(questionsOf(part.script).map(({ id }) => id));
  const before = [...job.source.given].filter(([id]) => own.has(id));
  const given = new Map([...before, ...source.given]);
  return await again({ ...job, source: { ...source, given } }, part);
}
