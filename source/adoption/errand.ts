import { type Facts, isOf, query, type Sighting } from '../facts/facts.ts';
import type { Finding } from '../facts/finding.ts';
import type { Goal } from '../goal.ts';
import type { Narrow } from '../plan.ts';
import type { Receipt } from '../receipt.ts';
import type { Session } from '../session/session.ts';
import { findingOnTheWay } from '../status/chosen-install.ts';
import type { Author } from '../steps/record-write.ts';
import { type Adoption, adoptionIn, hostIn } from './adoption.ts';
import { recognise } from './candidates.ts';
import { dangersOf } from './dangers.ts';
import { adoptionSteps } from './steps.ts';

/** A session that takes one container over which somebody else started, and does nothing else. */
export class AdoptErrand {
  /** It runs already. */
  readonly asItIs = true;
  readonly #author: () => Promise<Author>;
  #undertaken: { readonly adoption: Adoption; readonly author: Author } | undefined;

  constructor(author: () => Promise<Author>) {
    this.#author = author;
  }

  /** For the session below. */
  readonly narrow: Narrow = (_, goal) =>
    this.#undertaken ? adoptionSteps(goal, this.#undertaken.adoption, this.#undertaken.author) : [];

  over(session: Session<Goal>): Session<Goal> {
    return {
      ...session,
      finding: (sighting, answers) =>
        containersFinding(sighting) ?? findingOnTheWay(sighting, answers),
      prepare: async (answers, facts, signal) => {
        const adoption = adoptionIn(answers, facts);
        this.#undertaken = { adoption, author: await this.#author() };
        const seen = await withRecord(session, adoption, facts, signal);
        const prepared = await session.prepare(adoption.answers, seen, signal);
        return { ...prepared, goal: { ...prepared.goal, names: namesIn(prepared.goal) } };
      },
      receipt: async ({ goal }) => {
        if (!this.#undertaken) throw new Error('Nothing was undertaken.');
        return receiptOf(goal, this.#undertaken.adoption);
      },
    };
  }
}

/** It may have none yet: then it is called as it is reached. */
function namesIn({ names, reachedAt }: Goal): Goal['names'] {
  return names[0] === '' ? [reachedAt] : names;
}

/** What the app may derive from the machine is no matter here, what the server remembers is. */
async function withRecord(
  session: Session,
  { answers, install }: Adoption,
  facts: Facts,
  signal: AbortSignal,
): Promise<Facts> {
  const record = query('record', hostIn(answers), install);
  let seen = facts;
  if (!facts.has(record))
    for await (const sighting of session.look([record], signal)) seen = seen.with([sighting]);
  return seen;
}

function containersFinding(sighting: Sighting): Finding | undefined {
  if (!isOf(sighting, 'otherContainers')) return undefined;
  const { value: all } = sighting;
  const names = all.map(
    (each) => `${each.name} (${recognise(each)?.label ?? each.image.reference})`,
  );
  return all.length === 0
    ? { status: 'good', text: 'Docker runs nothing here that somebody else started' }
    : { status: 'good', text: `Somebody else started ${names.join(', ')}` };
}

function receiptOf(
  { install, app, recipe }: Goal,
  { container, recognised, adopted }: Adoption,
): Receipt {
  const kept = adopted.volumes.map(({ source, target }) => `${target} in ${source}`);
  return {
    headline: `setup-server looks after ${app.label} now. It runs as before`,
    lines: [
      { label: 'Container', text: `${install}, since ${container.startedAt.slice(0, 10)}` },
      { label: 'Data', text: kept.length > 0 ? kept.join(', ') : recipe.data },
      ...dangersOf(container, recognised).map(
        (text) => ({ label: 'Mind', text, tone: 'warning' }) as const,
      ),
      {
        label: 'Next',
        text: `npx setup-server, and there ${app.label} and the name ${install}: gives it a name and HTTPS, with its data`,
      },
    ],
  };
}
