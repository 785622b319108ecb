import type { Answers } from '../answers/answers.ts';
import { ExpectedError } from '../expected-error.ts';
import { Facts, query } from '../facts/facts.ts';
import type { Goal } from '../goal.ts';
import { certificateFile } from '../paths.ts';
import type { Narrow } from '../plan.ts';
import type { Prepared, Session } from '../session/session.ts';
import type { Author } from '../steps/record-write.ts';
import { findingOnTheWay, visitChosen } from './chosen-install.ts';
import { dueOf } from './due.ts';
import type { SeenInstall } from './host-status.ts';
import { renewalReceipt } from './renewal-receipt.ts';
import { renewalSteps } from './renewal-steps.ts';
import { type RenewalWish, type Wishes, wishFor } from './renewal-wish.ts';

interface Undertaken {
  readonly wish: RenewalWish;
  readonly before: string | null;
  readonly stamp: string;
}

/**
 * Renewals instead of the whole job: a session of which only the steps are left that renew the
 * certificate of the install that was chosen, by what the server remembers of it.
 */
export class RenewalErrand {
  readonly #wishes: Wishes;
  readonly #author: () => Promise<Author>;
  readonly #tell: (wish: RenewalWish) => void;
  #undertaken: Undertaken | undefined;
  #onSeveral = false;

  /** `tell` hears what is to be done about each certificate. */
  constructor(
    wishes: Wishes,
    author: () => Promise<Author>,
    tell: (wish: RenewalWish) => void = () => {},
  ) {
    this.#wishes = wishes;
    this.#author = author;
    this.#tell = tell;
  }

  /** What would hinder the app on one server says nothing of a cluster. */
  get asItIs(): boolean {
    return this.#onSeveral;
  }

  /** For the session below. */
  readonly narrow: Narrow = (steps, goal) =>
    this.#undertaken ? renewalSteps(steps, goal, this.#undertaken.wish, this.#undertaken) : [];

  over(session: Session<Goal>): Session<Goal> {
    return {
      ...session,
      finding: findingOnTheWay,
      prepare: async (answers, facts, signal) =>
        await this.#prepare(session, answers, facts, signal),
      receipt: async (prepared, signal) => await this.#receipt(session, prepared, signal),
    };
  }

  async #prepare(
    session: Session<Goal>,
    answers: Answers,
    facts: Facts,
    signal: AbortSignal,
  ): Promise<Prepared<Goal>> {
    const author = await this.#author();
    const chosen = await visitChosen(session.look, answers, facts, author, signal);
    const { host, install, name, goal, answers: wanted, facts: seen } = chosen;
    this.#onSeveral = goal.cluster !== undefined;
    const found = query('certificate', host, certificateFile(name));
    const certificate = seen.get(found) ?? null;
    const wish = wishFor(caseOf(host, install, seen, author.at), this.#wishes);
    this.#tell(wish);
    if (wish.does === 'impossible') throw impossible(goal.names[0], wish.why);
    const stamp = `${name}-${author.at.getTime()}`;
    this.#undertaken = { wish, before: certificate?.from ?? null, stamp };
    return await session.prepare(wanted, seen, signal);
  }

  async #receipt(session: Session<Goal>, { goal }: Prepared<Goal>, signal: AbortSignal) {
    const { host, install } = goal;
    const found = query('certificate', host, certificateFile(install));
    let seen = new Facts();
    for await (const sighting of session.look([found], signal)) seen = seen.with([sighting]);
    const certificate = seen.get(found) ?? null;
    const { at } = await this.#author();
    if (!this.#undertaken) throw new Error('Nothing was undertaken.');
    const next = certificate && dueOf(host, install, certificate, undefined, at);
    return renewalReceipt(goal, this.#undertaken.wish, certificate, next);
  }
}

function caseOf(host: string, { name, wanted }: SeenInstall, facts: Facts, now: Date) {
  const certificate = facts.get(query('certificate', host, certificateFile(name))) ?? null;
  const state = facts.get(query('renewal', host))?.installs[name];
  const goal = 'goal' in wanted ? wanted.goal : undefined;
  const steps = 'steps' in wanted ? wanted.steps : [];
  return {
    install: name,
    names: goal?.names ?? [],
    certificate,
    due: certificate && dueOf(host, name, certificate, state, now),
    obstacle: steps.some(({ id }) => id === 'certificate.obtain')
      ? null
      : 'It has none that setup-server could renew.',
    canRehearse: goal?.certificate.rehearsal != null,
  };
}

function impossible(name: string, why: string): ExpectedError {
  return new ExpectedError({
    code: 'renew.impossible',
    what: `The certificate of ${name} cannot be renewed this way.`,
    why,
    next: ['npx setup-server asks what is not known, and goes on from there.'],
  });
}
