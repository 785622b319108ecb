import type { Answers } from '../answers/answers.ts';
import { suggestionFor } from '../answers/feed.ts';
import { ExpectedError } from '../expected-error.ts';
import type { Facts, Query } from '../facts/facts.ts';
import { answer, back, type Interview, type Item, nextMove } from '../interview.ts';
import { problemWith } from '../questions/accept.ts';
import { type Question, textOf } from '../questions/question.ts';
import type { Session } from '../session.ts';
import { askInLines } from './ask-in-lines.ts';
import { choose, type Lines } from './lines.ts';
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
  for (;;) {
    const move = nextMove(script, interview);
    if (move.move === 'done') return interview;
    if (move.move === 'ask') {
      const open = move.questions.filter((question) => !isSettled(question, interview));
      const given = await answerOf(open, interview, lines);
      if (given === 'left') return null;
      if (given === 'back') interview = stepBack(interview);
      else {
        const anew = open.some((each) => each.id in given && wasRefused(each, interview));
        const facts = anew ? withoutHosts(interview.facts) : interview.facts;
        interview = answer({ ...interview, facts }, given);
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
    return back(script, from);
  }

  async function look(queries: readonly Query[]): Promise<Facts | 'back' | 'left'> {
    lines.say('');
    lines.say('Looking.');
    let { facts } = interview;
    try {
      for await (const sighting of session.look(queries, signal)) {
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

/** The answer to the first open question, or to all that have good defaults. */
async function answerOf(
  open: readonly Question[],
  interview: Interview,
  lines: Lines,
): Promise<Answers | 'back' | 'left'> {
  const [first] = open;
  if (!first) throw new Error('There was nothing to ask.');
  const defaults = defaultsOf(open, interview);
  if (defaults) {
    const { answers, facts } = interview;
    lines.say('');
    lines.say(`${first.section}: what is left has good defaults.`);
    for (const question of open) lines.say(`  ${textOf(question.title, answers, facts)}`);
    const typed = await lines.ask('Type yes to see to it, or press Enter to go on: ');
    if (typed === null) return 'left';
    if (typed.trim() === '<') return 'back';
    if (!/^y(es)?$/i.test(typed.trim())) return defaults;
  }
  const { facts } = interview;
  const judging = wasRefused(first, interview) ? withoutHosts(facts) : facts;
  const asked = await askInLines(first, interview, lines, judging);
  return typeof asked === 'string' ? asked : { [first.id]: asked.answer };
}

/** The suggestions for questions that few people need; undefined where one of them is needed. */
function defaultsOf(open: readonly Question[], interview: Interview): Answers | undefined {
  const entries = open.map((question) => {
    const fresh = question.expert && interview.answers[question.id] === undefined;
    return [question.id, fresh ? suggestionFor(question, interview) : undefined] as const;
  });
  const known = entries.filter((entry): entry is [string, string] => entry[1] !== undefined);
  return known.length === entries.length ? Object.fromEntries(known) : undefined;
}

/** Whether the answer was good until a server was looked at: given once more, it means "try again". */
function wasRefused(question: Question, { answers, facts, confirmed }: Interview): boolean {
  const value = answers[question.id];
  if (value === undefined || !confirmed.includes(question.id)) return false;
  const problem = (known: Facts) => problemWith(question, value, answers, known);
  return problem(facts) !== undefined && problem(withoutHosts(facts)) === undefined;
}

function withoutHosts(facts: Facts): Facts {
  const hosts = new Set(facts.sightings().map(({ query }) => query.host));
  hosts.delete('');
  return [...hosts].reduce((rest, host) => rest.without(host), facts);
}

function isSettled(question: Question, { answers, facts, confirmed }: Interview): boolean {
  const value = answers[question.id];
  if (value === undefined || !confirmed.includes(question.id)) return false;
  return problemWith(question, value, answers, facts) === undefined;
}
