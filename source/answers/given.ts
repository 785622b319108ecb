import { environmentName, type Question } from '../questions/question.ts';
import { Secret } from '../secrets/secret.ts';
import { nearest } from '../text/nearest.ts';

/** Where an answer came from. Flags win over the environment, the environment over the file. */
export interface Origin {
  readonly from: 'flag' | 'environment' | 'file';
  /** `--set app`, `SETUP_SERVER_APP`, `study.yaml, line 3`. */
  readonly where: string;
}

/** An answer that was given beforehand, as it was given. What is secret is a Secret already. */
export interface Given {
  readonly value: unknown;
  readonly origin: Origin;
}

/** By question id. */
export type GivenAnswers = ReadonlyMap<string, Given>;

/** What is missing or wrong among the answers given beforehand. */
export interface AnswerProblem {
  readonly problem: 'missing' | 'wrong' | 'unknown' | 'unreadable' | 'exposed';
  /** The question's id; for what is unknown, the name as it was given. */
  readonly id: string;
  /** The variable that would answer it; null for what is unknown. */
  readonly environment: string | null;
  /** Where the answer was given; null where it is missing. */
  readonly where: string | null;
  /** One or two sentences. */
  readonly what: string;
  /** An answer as it could be; null where none helps. */
  readonly example: string | null;
  /** It could turn out otherwise once the server can be looked at. */
  readonly perhaps: boolean;
}

/** One source's answers, and what is wrong with them. */
export interface Source {
  readonly given: GivenAnswers;
  readonly problems: readonly AnswerProblem[];
}

/** The answers of several sources; the first one that has an answer wins. */
export function merged(sources: readonly Source[]): Source {
  const given = [...sources].reverse().flatMap((source) => [...source.given]);
  return { given: new Map(given), problems: sources.flatMap((source) => source.problems) };
}

/** What is wrong with an answer, and by which names it can be given. */
export function problemOf(
  question: Question,
  problem: AnswerProblem['problem'],
  what: string,
  where: string | null,
): AnswerProblem {
  const environment = environmentName(question.id);
  const example = exampleOf(question);
  return { problem, id: question.id, environment, where, what, example, perhaps: false };
}

/** No question is called like that; says which one was probably meant. */
export function unknownProblem(
  id: string,
  where: string,
  what: string,
  known: readonly string[],
): AnswerProblem {
  const meant = nearest(id, known) ?? known.find((each) => each.endsWith(`.${id}`));
  const hint = meant ? `Did you mean ${meant}?` : 'npx setup-server questions lists them all.';
  return {
    problem: 'unknown',
    id,
    environment: null,
    where,
    what: `${what} ${hint}`,
    example: null,
    perhaps: false,
  };
}

/** Wraps what answers a secret question, so that it can't be printed from here on. */
export function guarded(question: Question, value: unknown): unknown {
  if (question.kind !== 'secret' || (typeof value !== 'string' && typeof value !== 'number'))
    return value;
  const text = String(value);
  return new Secret(question.lines ? text : text.trim());
}

/** An answer as it could be written in a file; null where there is nothing honest to show. */
export function exampleOf(question: Question): string | null {
  const written = question.kind === 'text' || question.kind === 'several';
  return written && question.example !== '' ? question.example : null;
}
