import type { Answers } from '../answers/answers.ts';
import type { Returning } from '../changes/back-to-work.ts';
import type { Revising } from '../changes/decide-revision.ts';
import type { Event, Outcome } from '../event.ts';
import { ExpectedError } from '../expected-error.ts';
import { distinct, type Facts, type Look, type Query, query } from '../facts/facts.ts';
import type { Goal } from '../goal.ts';
import type { Item } from '../interview.ts';
import type { Narrow } from '../plan.ts';
import type { Question } from '../questions/question.ts';
import type { Receipt } from '../receipt.ts';
import type { Session } from '../session/session.ts';
import { type ChosenInstall, findingOnTheWay, visitChosen } from '../status/chosen-install.ts';
import type { Author } from '../steps/record-write.ts';
import { lookApart } from '../swarm/look-apart.ts';
import { onSeveral } from '../swarm/on-several.ts';
import { restedSeconds } from './rested.ts';

/** What a person asked to be done with an install: with its certificate, or with the app itself. */
export interface Task {
  /** As the command that does it is called: `certificate revoke`, `stop`. */
  readonly command: string;
  /** What is done to what a screen's title names after it: "Stopping". */
  readonly doing: string;
  /** What it is about, for the top of the screen. */
  readonly heading: string;
  readonly script: readonly Item[];
  /** Its own questions. */
  readonly questions: readonly Question[];
  /** What would hinder the whole job does not hinder it: a port that somebody else took. */
  readonly asItIs?: true;
  /**
   * What must be looked at besides, before it is undertaken and once more at its end. `before`: by
   * which it was set up, whatever is wished now; `goal`: as it was wanted then.
   */
  readonly looks: (
    host: string,
    install: string,
    wishes: Answers,
    before: Answers,
    goal: Goal,
  ) => readonly Query[];
  /** It can be done with what still runs as somebody else set it up. */
  readonly asItWas?: true;
  /** It can be done with what runs on several servers. */
  readonly onSeveral?: true;
  /** Further servers that `looks` names and that can't be reached are left out. */
  readonly withoutSome?: true;
  /** Pure: what it takes. Throws an ExpectedError where it can't be done. */
  readonly undertake: (occasion: Occasion) => Undertaking;
}

export interface Occasion extends ChosenInstall {
  /** What was asked for this task. */
  readonly wishes: Answers;
  readonly author: Author;
}

/** What is left to do of the whole job, and told at its end. */
export interface Undertaking {
  /** By which the install is wanted from now on. */
  readonly answers: Answers;
  readonly steps: Narrow;
  /** Decides what is to happen to the data, where that is not as usual. */
  readonly revising?: Revising;
  /** How the app comes back to work where it was stopped in vain, if not as usual. */
  readonly returning?: Returning;
  /** `rested`: for how many seconds the app was not there; null where it was not stopped. */
  readonly receipt: (goal: Goal, facts: Facts, rested: number | null) => Receipt;
}

/** A session of which only the steps are left that a task takes. */
export class Errand {
  readonly #task: Task;
  #onSeveral = false;
  readonly #author: () => Promise<Author>;
  #undertaking: Undertaking | undefined;
  #looks: readonly Query[] = [];
  readonly #finished: Event[] = [];

  constructor(task: Task, author: () => Promise<Author>) {
    this.#task = task;
    this.#author = author;
  }

  /** What would hinder the app on one server says nothing of a cluster. */
  get asItIs(): boolean {
    return this.#onSeveral || (this.#task.asItIs ?? false);
  }

  /** For the session below. */
  readonly narrow: Narrow = (steps, goal) => this.#undertaking?.steps(steps, goal) ?? [];

  /** The same for what is to happen to the data. */
  readonly revising = (): Revising | undefined => this.#undertaking?.revising;

  /** And for how the app comes back to work where it was stopped in vain. */
  readonly returning: Returning = (course, facts) => this.#undertaking?.returning?.(course, facts);

  over(below: Session<Goal>): Session<Goal> {
    const { withoutSome = false } = this.#task;
    const session = { ...below, look: lookApart(below.look) };
    const further = lookApart(below.look, withoutSome);
    return {
      ...session,
      finding: findingOnTheWay,
      prepare: async (answers, facts, signal) => {
        const author = await this.#author();
        const chosen = await visitChosen(session.look, answers, facts, author, signal);
        if (chosen.goal.asItWas && !this.#task.asItWas) throw notOurs(chosen.goal, this.#task);
        if (chosen.goal.cluster && !this.#task.onSeveral) throw onSeveral(chosen.goal);
        this.#onSeveral = chosen.goal.cluster !== undefined;
        const { host, name } = chosen;
        const record = chosen.facts.get(query('record', host, name));
        const before = { ...chosen.answers, ...record?.answers };
        this.#looks = this.#task.looks(host, name, answers, before, chosen.goal);
        const seen = await seenBy(further, this.#looks, chosen.facts, signal);
        const occasion = { ...chosen, facts: seen, wishes: answers, author };
        this.#undertaking = this.#task.undertake(occasion);
        return await session.prepare(this.#undertaking.answers, seen, signal);
      },
      run: (prepared, control) => this.#followed(session.run(prepared, control)),
      receipt: async ({ goal, facts }, signal) => {
        if (!this.#undertaking) throw new Error('Nothing was undertaken.');
        const seen = await seenBy(further, this.#looks, facts, signal);
        return this.#undertaking.receipt(goal, seen, restedSeconds(this.#finished));
      },
    };
  }

  async *#followed(events: AsyncGenerator<Event, Outcome>): AsyncGenerator<Event, Outcome> {
    for (;;) {
      const next = await events.next();
      if (next.done) return next.value;
      if (next.value.type === 'finished') this.#finished.push(next.value);
      yield next.value;
    }
  }
}

function notOurs({ app, install, host }: Goal, { command }: Task): ExpectedError {
  return new ExpectedError({
    code: 'adopt.as-it-was',
    what: `${app.label} still runs as somebody set it up by hand, so "${command}" is not possible yet.`,
    why: 'That needs a container that setup-server made, and knows.',
    next: [
      `Run npx setup-server first, choose ${app.label} and the name ${install}: it gets a name and HTTPS, and keeps its data.`,
    ],
    detail: host,
  });
}

async function seenBy(
  look: Look,
  queries: readonly Query[],
  facts: Facts,
  signal: AbortSignal,
): Promise<Facts> {
  let seen = facts;
  for await (const sighting of look(distinct(queries), signal)) seen = seen.with([sighting]);
  return seen;
}
