import type { Answers } from '../source/answers/answers.ts';
import { beginInterview } from '../source/answers/begin.ts';
import { feed, suggestionFor } from '../source/answers/feed.ts';
import type { Given, Source } from '../source/answers/given.ts';
import type { Facts, Look, Query, Sighting } from '../source/facts/facts.ts';
import { finding } from '../source/facts/findings.ts';
import type { RememberedHost } from '../source/facts/installs/remembered.ts';
import { homeOf, hostsNamed } from '../source/hosts/remembered.ts';
import { answer, applies, type Interview } from '../source/interview.ts';
import { interviewInLines } from '../source/output/interview-in-lines.ts';
import type { Lines } from '../source/output/lines.ts';
import type { Ending, Tell } from '../source/output/message.ts';
import { isExpert } from '../source/questions/question.ts';
import { waysIn } from '../source/script.ts';

/** How we came into a host, and what was seen on the way. */
export interface WayIn {
  readonly way: Answers;
  readonly facts: Facts;
}

export interface Entering {
  readonly source: Source;
  /** What is known before: the hosts that this machine remembers. */
  readonly facts: Facts;
  readonly look: Look;
  readonly signal: AbortSignal;
}

/**
 * The answers that a word on the command line gives: `local`, the name of a remembered host, or an
 * address of any kind. Without a word it is the only host that is remembered, but for those that only belong to its app.
 */
export function withHost(
  source: Source,
  word: string | undefined,
  hosts: readonly RememberedHost[],
): Source {
  const origin = { from: 'flag', where: 'HOST' } as const;
  const given = new Map<string, Given>(source.given);
  const kind = (value: string) => given.set('host.kind', { value, origin });
  // Another configuration of OpenSSH may mean another host by the same name.
  const known = given.has('ssh.config') ? [] : hosts;
  const own = known.filter((host) => homeOf(host, known) === undefined);
  const [meant] = word === undefined ? own : hostsNamed(known, word);
  const named = word !== undefined || given.has('server') || given.has('host.kind');
  if (word === 'local') kind('local');
  else if (word !== undefined && meant) kind(meant.address);
  else if (word !== undefined) kind('ssh').set('server', { value: word, origin });
  else if (!named && meant && own.length === 1) kind(meant.address);
  return { ...source, given };
}

/** Asks in lines what is not known, and what the host itself wants to know; null where the person left. */
export async function enterInLines(entering: Entering, lines: Lines): Promise<WayIn | null> {
  const { source, facts, look, signal } = entering;
  const start = { ...beginInterview(waysIn, source.given), facts };
  const done = await interviewInLines(
    {
      script: waysIn,
      session: { look, finding: (sighting) => finding(sighting, NO_NEEDS) },
      lines,
      signal,
      remember: async () => {},
    },
    withSuggestions(start),
  );
  return done && { way: done.answers, facts: done.facts };
}

/** From what was given alone. What is missing or wrong is told. */
export async function enterUnasked(entering: Entering, tell: Tell): Promise<WayIn | Ending> {
  const { source, look, signal } = entering;
  const collect = async (queries: readonly Query[]) => {
    const sightings: Sighting[] = [];
    for await (const sighting of look(queries, signal)) sightings.push(sighting);
    return sightings;
  };
  const fed = await feed(waysIn, source.given, collect, source.problems);
  if (fed.complete) return { way: fed.interview.answers, facts: fed.interview.facts };
  if (fed.trouble) tell({ type: 'trouble', trouble: fed.trouble });
  tell({ type: 'problems', problems: fed.problems });
  return 'bad-input';
}

/** Nothing is to be set up. */
const NO_NEEDS = { app: '', memoryMB: 0, diskMB: 0 };

/** Whoever named the host wants to be asked no more than ssh asks. */
function withSuggestions(start: Interview): Interview {
  const named = start.answers.server !== undefined || start.answers['host.kind'] !== undefined;
  const questions = waysIn.flatMap((item) => ('ask' in item ? [item.ask] : []));
  return questions.reduce((interview, question) => {
    const open = applies(question, interview.answers, interview.facts);
    if (!open || interview.answers[question.id] !== undefined) return interview;
    const few = isExpert(question, interview.answers, interview.facts);
    const taken = named || few ? suggestionFor(question, interview) : undefined;
    return taken === undefined ? interview : answer(interview, { [question.id]: taken });
  }, start);
}
