import { type Answers, secretAnswer, textAnswer } from '../../answers/answers.ts';
import type { Facts } from '../../facts/facts.ts';
import type { Choice, Question } from '../../questions/question.ts';
import type { Secret } from '../../secrets/secret.ts';
import type { Variable } from '../app.ts';
import type { EnvEntry } from '../recipe.ts';
import type { Rule } from './rules.ts';

/** A variable of docassemble's that a person may set: what is asked, and what becomes of the answer. */
export interface Asked {
  readonly name: string;
  readonly question: Question;
  /** What docassemble takes by itself; the variable is not set then. */
  readonly standard: string;
  /** Only its first start reads it: the directive on its Configuration page that changes it later. */
  readonly once?: string;
}

interface Common {
  readonly title: string;
  readonly hint?: string;
  /** Lines behind `?`. */
  readonly help: readonly string[];
  readonly once?: string;
  readonly when?: (answers: Answers, facts: Facts) => boolean;
  /** Shown to everybody; otherwise it is among "more settings". */
  readonly forAll?: true;
}

export function idOf(name: string): string {
  return `settings.${name}`;
}

export function text(
  name: string,
  given: Common & {
    readonly example: string;
    readonly standard?: string;
    readonly suggestion?: (answers: Answers, facts: Facts) => string;
    readonly required?: true;
    readonly normalise?: (typed: string) => string;
    readonly rule?: Rule;
  },
): Asked {
  const { example, suggestion, normalise, rule, required } = given;
  return asked(name, given, given.standard ?? '', {
    kind: 'text',
    ...(required ? {} : { optional: true }),
    example,
    ...(suggestion && { suggestion }),
    ...(normalise && { normalise }),
    ...(rule && { problem: (value: string) => rule(value) }),
  });
}

/** Yes or no. docassemble compares with the literal words `true` and `false`. */
export function flag(
  name: string,
  given: Common & { readonly standard: boolean; readonly suggestion?: boolean },
): Asked {
  const { standard, suggestion = standard } = given;
  return asked(name, given, String(standard), { kind: 'confirm', suggestion: () => suggestion });
}

export function choice(
  name: string,
  given: Common & {
    readonly standard: string;
    readonly suggestion?: string;
    readonly choices: readonly Choice[];
  },
): Asked {
  const { standard, suggestion = standard, choices } = given;
  return asked(name, given, standard, {
    kind: 'choice',
    choices: () => choices,
    suggestion: () => suggestion,
  });
}

/** Left empty, the one on the server stays. */
export function secret(
  name: string,
  given: Common & { readonly example: string; readonly rule?: Rule },
): Asked {
  const { example, rule } = given;
  return asked(name, given, '', {
    kind: 'secret',
    optional: true,
    example,
    ...(rule && { problem: (value: Secret) => rule(value.reveal()) }),
  });
}

type Kind<K extends Question['kind']> = Omit<
  Extract<Question, { kind: K }>,
  'id' | 'section' | 'form' | 'title' | 'help' | 'hint' | 'when' | 'expert'
>;

function asked(
  name: string,
  { title, hint, help, once, when, forAll }: Common,
  standard: string,
  kind: Kind<'text'> | Kind<'secret'> | Kind<'choice'> | Kind<'confirm'>,
): Asked {
  const question: Question = {
    id: idOf(name),
    section: 'Settings',
    form: 'settings',
    title,
    ...(hint !== undefined && { hint }),
    help: help.join('\n'),
    ...(when && { when }),
    ...(forAll ? {} : { expert: true }),
    ...kind,
  };
  return { name, question, standard, ...(once !== undefined && { once }) };
}

/** What the answers make of the variables: lines of env.list, and the names that must not stand there. */
export function environmentOf(
  variables: readonly Asked[],
  answers: Answers,
  facts: Facts,
): { readonly env: readonly EnvEntry[]; readonly unset: readonly string[] } {
  const env: EnvEntry[] = [];
  const unset: string[] = [];
  for (const { name, question, standard } of variables) {
    const applies = question.when?.(answers, facts) ?? true;
    if (applies && question.kind === 'secret') {
      const value = secretAnswer(answers, question.id);
      if (value && !value.isEmpty) env.push({ name, value });
      continue;
    }
    const value = applies ? answerAs(question, answers, facts) : standard;
    if (value === standard || value === '') unset.push(name);
    else env.push({ name, value });
  }
  return { env, unset };
}

/** The answer as docassemble reads it; what we suggest where nothing was answered. */
export function answerAs(question: Question, answers: Answers, facts: Facts): string {
  const answer = answers[question.id];
  if (typeof answer === 'boolean') return String(answer);
  const suggestion = question.kind === 'secret' ? '' : question.suggestion?.(answers, facts);
  return answer === undefined ? String(suggestion ?? '') : textAnswer(answers, question.id);
}

/** What is said of a variable to whoever edits env.list. */
export function variableOf({ question, once, standard }: Asked): Variable {
  return {
    asked: question.id,
    ...(standard !== '' && { standard }),
    ...(question.kind === 'secret' && { secret: true }),
    ...(once !== undefined && {
      once: onceText(once),
    }),
  };
}

/** Later, the directive on its Configuration page counts. */
export function onceText(directive: string): string {
  return `docassemble reads it at its first start only. Later, change "${directive}" on its Configuration page.`;
}
