import type { Answer, Answers } from '../answers/answers.ts';
import type { Facts } from '../facts/facts.ts';
import { Secret } from '../secrets/secret.ts';
import { nearest } from '../text/nearest.ts';
import {
  environmentName,
  exampleFor,
  isOptional,
  type Question,
  type SeveralQuestion,
} from './question.ts';
import { severalOf, valuesIn } from './several.ts';

export type Accepted = { readonly value: Answer } | { readonly problem: string };

/** Reads what a file, the environment or a keyboard gave for a question. */
export function accept(question: Question, raw: unknown, answers: Answers, facts: Facts): Accepted {
  const value = read(question, raw);
  if (value === undefined)
    return { problem: `${kindOf(raw)} does not fit here. ${wantedBy(question, answers, facts)}` };
  const problem = problemWith(question, value, answers, facts);
  return problem === undefined ? { value } : { problem };
}

/** What is wrong with an answer; undefined where nothing is. */
export function problemWith(
  question: Question,
  value: Answer,
  answers: Answers,
  facts: Facts,
): string | undefined {
  switch (question.kind) {
    case 'choice': {
      const known = question.choices(answers, facts).map((choice) => choice.value);
      if (typeof value === 'string' && known.includes(value)) return undefined;
      return known.length === 0
        ? `There is no "${value}" here, and nothing else to choose.`
        : `There is no "${value}" here. Choose ${known.join(', ')}.${didYouMean(String(value), known)}`;
    }
    case 'several':
      if (typeof value !== 'string') return wantedBy(question, answers, facts);
      return severalProblem(question, value, answers, facts);
    case 'text':
      if (typeof value !== 'string') return wantedBy(question, answers, facts);
      return textProblem(question, value, answers, facts);
    case 'secret':
      if (!(value instanceof Secret)) return wantedBy(question, answers, facts);
      if (value.isEmpty)
        return isOptional(question, answers, facts) ? undefined : "This can't be empty.";
      return question.problem?.(value, answers, facts);
    case 'confirm':
      if (typeof value !== 'boolean') return wantedBy(question, answers, facts);
      return question.problem?.(value, answers, facts);
  }
}

/** What a good answer looks like, for lists of what is missing. */
export function wantedBy(question: Question, answers: Answers, facts: Facts): string {
  switch (question.kind) {
    case 'choice':
      return `One of: ${question
        .choices(answers, facts)
        .map((choice) => choice.value)
        .join(', ')}.`;
    case 'confirm':
      return 'yes or no.';
    case 'several':
    case 'text':
      return `For example: ${exampleFor(question, answers)}`;
    case 'secret':
      return `${question.example} Give it in ${environmentName(question.id)} or ${environmentName(question.id)}_FILE.`;
  }
}

function severalProblem(
  question: SeveralQuestion,
  value: string,
  answers: Answers,
  facts: Facts,
): string | undefined {
  const values = valuesIn(value);
  if (values.length === 0) {
    return question.optional
      ? undefined
      : `Choose at least one. ${wantedBy(question, answers, facts)}`;
  }
  const known = question.choices(answers, facts).map((choice) => choice.value);
  for (const each of values.filter((one) => !known.includes(one))) {
    if (!question.unlisted) return `There is no "${each}" here.${didYouMean(each, known)}`;
    const problem = question.unlisted(each, answers, facts);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

/** With a space before it; '' where nothing is near. */
function didYouMean(word: string, known: readonly string[]): string {
  const meant = nearest(word, known);
  return meant ? ` Did you mean ${meant}?` : '';
}

function textProblem(
  question: Extract<Question, { kind: 'text' }>,
  value: string,
  answers: Answers,
  facts: Facts,
): string | undefined {
  if (!question.lines && /[\r\n]/.test(value)) return 'This must be a single line.';
  if (value === '') {
    const optional = isOptional(question, answers, facts);
    return optional
      ? undefined
      : `This can't be empty. For example: ${exampleFor(question, answers)}`;
  }
  return question.problem?.(value, answers, facts);
}

/** The answer that was meant, not judged yet; undefined where it is of another kind. */
export function read(question: Question, raw: unknown): Answer | undefined {
  if (question.kind === 'confirm') return readConfirm(raw);
  if (question.kind === 'several' && Array.isArray(raw)) return severalOf(valuesIn(raw.join(',')));
  const text = typeof raw === 'number' || typeof raw === 'boolean' ? String(raw) : raw;
  if (question.kind === 'secret') {
    if (raw instanceof Secret) return raw;
    return typeof text === 'string' ? new Secret(question.lines ? text : text.trim()) : undefined;
  }
  if (typeof text !== 'string') return undefined;
  if (question.kind === 'choice') return text.trim();
  if (question.kind === 'several') return severalOf(valuesIn(text));
  return question.normalise ? question.normalise(text) : question.lines ? text : text.trim();
}

function readConfirm(raw: unknown): boolean | undefined {
  if (typeof raw === 'boolean') return raw;
  if (typeof raw !== 'string') return undefined;
  if (/^(yes|y|true|1|on)$/i.test(raw.trim())) return true;
  return /^(no|n|false|0|off)$/i.test(raw.trim()) ? false : undefined;
}

function kindOf(raw: unknown): string {
  if (raw === null || raw === undefined) return 'An empty value';
  return Array.isArray(raw) ? 'A list' : typeof raw === 'object' ? 'A group of values' : `"${raw}"`;
}
