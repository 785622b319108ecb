import { type Adopted, isAdopted, readAdopted } from '../adoption/adopted.ts';
import { type Facts, query } from '../facts/facts.ts';
import type { RecordFact } from '../facts/installs/record.ts';
import type { Goal } from '../goal.ts';
import { recordFile } from '../paths.ts';
import { opening } from './site-open.ts';
import { HOLDS, lacks, type Step } from './step.ts';

/** Who runs setup-server, when, and which version of it. */
export interface Author {
  readonly by: string;
  readonly at: Date;
  readonly version: string;
  /** The program of that version that renews certificates on a server. */
  readonly renewalProgram: string;
}

/** The record's own format. A newer one is never written over. */
export const RECORD_FORMAT = 1;

/** What the server remembers, so that any computer with access can go on from here. */
export function recordWrite(goal: Goal, author: Author): Step {
  const { host, install, app, answers, recipe, adopted } = goal;
  const record = query('record', host, install);
  const image = query('image', host, recipe.container.image);
  const container = query('container', host, install);
  /** Once a container of ours is there, it is no longer the one that somebody else started. */
  const adoptedNow = (facts: Facts): Adopted | undefined => {
    const found = facts.get(container);
    const replaced = found && !isAdopted(adopted, found);
    return readAdopted(adopted && { ...adopted, ...(replaced && { replaced }) });
  };
  return {
    id: 'record.write',
    title: `Remember on the server what was set up (${recordFile(install)})`,
    needs: [goal.stopped ? 'app.stopped' : opening(goal)],
    sees: [record, image, ...(adopted ? [container] : [])],
    check: (facts) => {
      const found = facts.get(record);
      if (!found) return lacks('The server has no record of this yet.');
      const digest = facts.get(image)?.digest ?? null;
      const same =
        found.app === app.id &&
        found.image === recipe.container.image &&
        found.digest === digest &&
        sameAnswers(found.answers, answers) &&
        JSON.stringify(found.adopted) === JSON.stringify(adoptedNow(facts));
      return same ? HOLDS : lacks("The server's record is not up to date.");
    },
    actions: (facts) => {
      const now = adoptedNow(facts);
      const content: RecordFact = {
        format: RECORD_FORMAT,
        app: app.id,
        image: recipe.container.image,
        digest: facts.get(image)?.digest ?? null,
        answers,
        by: author.by,
        at: author.at.toISOString(),
        version: author.version,
        ...(now && { adopted: now }),
      };
      return [
        {
          do: 'write',
          path: recordFile(install),
          mode: '600',
          content: [`${JSON.stringify(content, null, 2)}\n`],
        },
      ];
    },
  };
}

function sameAnswers(one: RecordFact['answers'], other: RecordFact['answers']): boolean {
  const keys = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...keys].every((key) => one[key] === other[key]);
}
