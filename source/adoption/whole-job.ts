import type { Answers } from '../answers/answers.ts';
import { textAnswer } from '../answers/answers.ts';
import type { Goal } from '../goal.ts';
import type { Narrow } from '../plan.ts';
import type { Session } from '../session/session.ts';
import type { Author } from '../steps/record-write.ts';
import { FOUND, WHICH_CONTAINER } from './adoption.ts';
import { AdoptErrand } from './errand.ts';
import { isAdopting } from './found-question.ts';

/** The whole job, or the taking over of what was found on the way to it, as the answers want it. */
export class WholeJob {
  readonly #errand: AdoptErrand;
  #adopting = false;

  constructor(author: () => Promise<Author>) {
    this.#errand = new AdoptErrand(author);
  }

  /** For the session below. */
  readonly narrow: Narrow = (steps, goal) =>
    this.#adopting ? this.#errand.narrow(steps, goal) : steps;

  /** For the session below, too. */
  get asItIs(): boolean {
    return this.#adopting;
  }

  over(session: Session<Goal>): Session<Goal> {
    const adopting = this.#errand.over(session);
    return {
      ...session,
      prepare: async (answers, facts, signal) => {
        this.#adopting = isAdopting(answers);
        return this.#adopting
          ? await adopting.prepare(ofErrand(answers), facts, signal)
          : await session.prepare(answers, facts, signal);
      },
      receipt: async (prepared, signal) =>
        await (this.#adopting ? adopting : session).receipt(prepared, signal),
    };
  }
}

function ofErrand(answers: Answers): Answers {
  return { ...answers, [WHICH_CONTAINER]: textAnswer(answers, FOUND) };
}
