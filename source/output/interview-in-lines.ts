import type { Answers } from '../answers/answers.ts';
import { ExpectedError } from '../expected-error.ts';
import type { Facts, Query } from '../facts/facts.ts';
import { answer, back, type Interview, type Item, nextMove } from '../interview.ts';
import { problemWith } from '../questions/accept.ts';
import { concernsHost } from '../questions/concerns-host.ts';
import type { Question } from '../questions/question.ts';
import { withoutOutdated } from '../questions/seen-anew.ts';
import type { Session } from '../session/session.ts';
import { askInLines } from './ask-in-lines.ts';
import { choose, type Lines } from './lines.ts';
import { offerDefaults } from './offer-defaults.ts';
import { findingLine } from './plain.ts';
import { troubleLines } from './trouble-lines.ts';

export interface InterviewInLines {
  readonly script: readonly Item[];
  readonly session: Pick<Session, 'look' | 'finding'>;
  readonly lines: Lines;
  readonly signal: AbortSignal;
  /** Called after each answer, so that an interview that is left can be gone on with. */
  readonly remember: (interview: Interview) => Promise<void>;
}

/** Asks and looks until nothing is left to ask; null where the person left. */
export async function interviewInLines(
  { script, session, lines, signal, remember }: InterviewInLines,
  begun: Interview,
): Promise<Interview | null> {
  let interview = begun;
  const seenTo = new Set<string>();
  const taken = new Set<string>();
  for (;;) {
    const move = nextMove(script, interview);
    if (move.move === 'done') return interview;
    if (move.move === 'ask') {
      const open = move.questions.filter((question) => !isSettled(question, interview));
      const defaults = await offerDefaults(script, interview, lines, seenTo);
      if (typeof defaults === 'object') for (const id of Object.keys(defaults)) taken.add(id);
      const given = defaults ?? (await answerTo(open[0], interview, lines));
      if (given === 'left') return null;
      if (given === 'back') interview = stepBack(interview);
      else {
        const anew = open.some((each) => each.id in given && wasRefused(each, interview));
        const known = anew ? withoutLooks(interview.facts) : interview.facts;
        interview = answer({ ...interview, facts: withoutOutdated(known, given) }, given);
      }
      await remember(interview);
      continue;
    }
    const looked = await look(move.queries);
    if (looked === 'left') return null;
    interview = looked === 'back' ? stepBack(interview) : { ...interview, facts: looked };
  }

  function stepBack(from: Interview): Interview {
    if (from.confirmed.length === 0) lines.say('This is the first question.');
    for (let before = from; ; ) {
      const last = before.confirmed.at(-1);
      before = back(script, before);
      if (last === undefined || !taken.delete(last)) return before;
      // Taken with others at once, so given back with them.
      const { [last]: _, ...answers } = before.answers;
      before = { ...before, answers };
    }
  }

  async function look(queries: readonly Query[]): Promise<Facts | 'back' | 'left'> {
    lines.say('');
    lines.say('Looking.');
    let { facts } = interview;
    try {
      for await (const sighting of session.look(queries, signal, interview.answers)) {
        facts = facts.with([sighting]);
        const finding = session.finding(sighting, interview.answers);
        if (finding) lines.say(findingLine({ type: 'finding', ...finding }));
      }
      return facts;
    } catch (error) {
      if (!(error instanceof ExpectedError) || signal.aborted) throw error;
      for (const line of troubleLines(error.trouble)) lines.say(line);
      const next = await choose(lines, [
        ['Look again', 'again'],
        ['Change an answer', 'back'],
        ['Leave; your answers are kept', 'left'],
      ] as const);
      if (next === 'again') return await look(queries);
      return next ?? 'left';
    }
  }
}

/** The answer to the first open question. */
async function answerTo(
  question: Question | undefined,
  interview: Interview,
  lines: Lines,
): Promise<Answers | 'back' | 'left'> {
  if (!question) throw new Error('There was nothing to ask.');
  const { facts } = interview;
  const judging = wasRefused(question, interview) ? withoutLooks(facts) : facts;
  const asked = await askInLines(question, interview, lines, judging);
  return typeof asked === 'string' ? asked : { [question.id]: asked.answer };
}

/**
 * Whether the answer was good until what it names was looked at: given once more, it means "try again".
 * To leave a question about the way in empty means the same.
 */
function wasRefused(question: Question, { answers, facts, confirmed }: Interview): boolean {
  const none = concernsHost(question.id) && question.kind === 'text' ? '' : undefined;
  const value = answers[question.id] ?? none;
  const given = answers[question.id] === undefined || confirmed.includes(question.id);
  if (value === undefined || !given) return false;
  const problem = (known: Facts) => problemWith(question, value, answers, known);
  return problem(facts) !== undefined && problem(withoutLooks(facts)) === undefined;
}

/** Without what is looked at again when its question is answered once more. */
function withoutLooks(facts: Facts): Facts {
  const hosts = new Set(facts.sightings().map(({ query }) => query.host));
  hosts.delete('');
  const known = facts.withoutFact('ownImage');
  return [...hosts].reduce((rest, host) => rest.without(host), known);
}

function isSettled(question: Question, { answers, facts, confirmed }: Interview): boolean {
  const value = answers[question.id];
  if (value === undefined || !confirmed.includes(question.id)) return false;
  return problemWith(question, value, answers, facts) === undefined;
}
