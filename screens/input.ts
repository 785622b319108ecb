import type { Answer, Answers } from '../source/answers/answers.ts';
import type { Facts } from '../source/facts/facts.ts';
import { type Interview, startingValue } from '../source/interview.ts';
import { accept, problemWith } from '../source/questions/accept.ts';
import { concernsHost } from '../source/questions/concerns-host.ts';
import type { Choice, Question } from '../source/questions/question.ts';
import { severalOf, valuesIn } from '../source/questions/several.ts';
import { Secret } from '../source/secrets/secret.ts';
import { type Area, areaOf, textOfArea } from './parts/area.ts';
import { type Checks, checksOf } from './parts/checks.ts';
import { type Line, lineOf, textOfLine } from './parts/line.ts';
import { rowsOf, textOfRows, type VariableRows } from './parts/variable-rows.ts';

/** What stands in a question's field on the screen. */
export type Input =
  | { readonly kind: 'pick'; readonly index: number; readonly touched: boolean }
  | ({ readonly kind: 'checks'; readonly touched: boolean } & Checks)
  | ({ readonly kind: 'line'; readonly line: Line } & Typed)
  | ({ readonly kind: 'area'; readonly area: Area } & Typed)
  | { readonly kind: 'variables'; readonly rows: VariableRows; readonly touched: boolean };

interface Typed {
  readonly touched: boolean;
  /** A secret that was given before; it stays unless something is typed. */
  readonly kept?: Secret;
  readonly revealed?: boolean;
}

/** The field as it is when its question comes up. */
export function inputOf(question: Question, interview: Interview): Input {
  const start = startingValue(question, interview);
  if (question.kind === 'choice' || question.kind === 'confirm') {
    const values = itemsOf(question, interview.answers, interview.facts).map(({ value }) => value);
    const index = start === undefined ? 0 : values.indexOf(asText(start));
    return { kind: 'pick', index: Math.max(0, index), touched: false };
  }
  // A row of a form has room for one line only.
  if (question.kind === 'several' && question.form === undefined) {
    const chosen = valuesIn(typeof start === 'string' ? start : '');
    return { kind: 'checks', ...checksOf(chosen), touched: false };
  }
  if (question.kind === 'secret' && question.variables) {
    const began = question.begins?.(interview.answers, interview.facts)?.reveal() ?? '';
    const now = start instanceof Secret ? start.reveal() : '';
    return { kind: 'variables', rows: rowsOf(now, began), touched: false };
  }
  const kept = start instanceof Secret && !start.isEmpty ? { kept: start } : {};
  const text = typeof start === 'string' ? start : '';
  return 'lines' in question && question.lines
    ? { kind: 'area', area: areaOf(text), touched: false, ...kept }
    : { kind: 'line', line: lineOf(text), touched: false, ...kept };
}

/** The choices of a question, `yes` and `no` for those. */
export function itemsOf(question: Question, answers: Answers, facts: Facts): readonly Choice[] {
  if (question.kind === 'choice' || question.kind === 'several')
    return question.choices(answers, facts);
  if (question.kind !== 'confirm') return [];
  return [
    { value: 'yes', label: question.yes ?? 'Yes' },
    { value: 'no', label: question.no ?? 'No' },
  ];
}

/** What was typed or chosen, as `accept` takes it. */
export function rawOf(question: Question, input: Input, answers: Answers, facts: Facts): unknown {
  if (input.kind === 'pick') return itemsOf(question, answers, facts)[input.index]?.value;
  if (input.kind === 'checks') return severalOf(input.chosen);
  if (input.kind === 'variables') return new Secret(textOfRows(input.rows));
  if (input.kept && !input.touched) return input.kept;
  return input.kind === 'line' ? textOfLine(input.line) : textOfArea(input.area);
}

/** Whether nothing was typed or chosen yet. */
export function isEmpty(input: Input): boolean {
  if (input.kind === 'checks') return input.search.characters.length === 0;
  if (input.kind === 'pick' || input.kind === 'variables' || input.kept) return false;
  return input.kind === 'line' ? input.line.characters.length === 0 : textOfArea(input.area) === '';
}

/** The field with a password that was made up for it, to be seen and written down. */
export function madeUpIn(question: Question, input: Input): Input | undefined {
  if (question.kind !== 'secret' || !question.madeUp || input.kind !== 'line') return undefined;
  return { kind: 'line', line: lineOf(question.madeUp()), touched: true, revealed: true };
}

/** The field's answer where it is a good one, else what is wrong with it. */
export function read(
  question: Question,
  input: Input,
  answers: Answers,
  facts: Facts,
): { readonly value: Answer } | { readonly problem: string } {
  const known = factsFor(question, facts);
  return accept(question, rawOf(question, input, answers, known), answers, known);
}

/** What is worth keeping of a field that was left without Enter. */
export function draftOf(
  question: Question,
  input: Input,
  answers: Answers,
  facts: Facts,
): Answer | undefined {
  const reading = read(question, input, answers, facts);
  if ('value' in reading) return reading.value;
  const raw = rawOf(question, input, answers, facts);
  if (typeof raw !== 'string' || raw === '' || question.kind === 'confirm') return undefined;
  if (question.kind === 'secret') return new Secret(raw);
  // What it leaves out may be a password.
  return question.kind === 'text' && question.normalise ? question.normalise(raw) : raw;
}

/**
 * What to say under the field: nothing about one that is empty and untouched, nor about text that is being typed. That
 * is judged once the person is done with it, by Enter or by going on to another field.
 */
export function problemOf(
  question: Question,
  input: Input,
  interview: Interview,
  { tried, typing }: { readonly tried: boolean; readonly typing: string | null },
): string | undefined {
  const { answers, facts } = interview;
  if (typing === question.id && (input.kind === 'line' || input.kind === 'area')) return undefined;
  if (input.touched || tried) {
    const reading = read(question, input, answers, facts);
    const none = input.kind === 'checks' ? input.chosen.length === 0 : isEmpty(input);
    const quiet = none && !tried;
    return 'problem' in reading && !quiet ? reading.problem : undefined;
  }
  const given = answers[question.id];
  return given === undefined ? undefined : problemWith(question, given, answers, facts);
}

/** An answer about the server, or a path here, is not judged by what was seen before: it is looked at again. */
function factsFor(question: Question, facts: Facts): Facts {
  const known = question.thenLook ? facts.withoutFact('ownImage') : facts;
  return concernsHost(question.id) ? withoutHosts(known) : known;
}

/** What is known of the person's own machine and the world, but of no server. */
export function withoutHosts(facts: Facts): Facts {
  const hosts = new Set(facts.sightings().map(({ query }) => query.host));
  hosts.delete('');
  return [...hosts].reduce((rest, host) => rest.without(host), facts);
}

function asText(answer: Answer): string {
  if (answer instanceof Secret) return '';
  return answer === true ? 'yes' : answer === false ? 'no' : answer;
}
