import type { Answers } from '../answers/answers.ts';
import type { Facts, Query } from '../facts/facts.ts';
import type { Secret } from '../secrets/secret.ts';

/** A text that may depend on what is known so far. */
export type Text = string | ((answers: Answers, facts: Facts) => string);

interface Common {
  /** Stable, dotted: `certificate.email`. Answer files use it; the environment's name follows from it. */
  readonly id: string;
  readonly section: Section;
  /** The question as it stands on the screen. */
  readonly title: Text;
  /** One line below it: what depends on the answer. */
  readonly hint?: Text;
  /** Behind `?`: at most ten lines for someone who has never heard the term. */
  readonly help: Text;
  /** Why it must be answered, for lists of what is missing: a sentence, or ''. */
  readonly reason?: (answers: Answers, facts: Facts) => string;
  /** Asked only where this holds. */
  readonly when?: (answers: Answers, facts: Facts) => boolean;
  /** Set apart under "more settings": has a good default, few people need it. */
  readonly expert?: boolean | ((answers: Answers, facts: Facts) => boolean);
  /** What its answer says must be seen, before anything else is asked. */
  readonly thenLook?: (answers: Answers, facts: Facts) => readonly Query[];
  /** Several questions of one form are shown together, as fields. */
  readonly form?: string;
}

export interface Choice {
  readonly value: string;
  readonly label: string;
  /** Right-hand column: what it costs, needs or means. */
  readonly note?: string;
}

export interface ChoiceQuestion extends Common {
  readonly kind: 'choice';
  readonly choices: (answers: Answers, facts: Facts) => readonly Choice[];
  readonly suggestion?: (answers: Answers, facts: Facts) => string | undefined;
}

/**
 * Several of a list. The answer is their values in the order in which they were chosen, with commas
 * in between: `stroop,flanker`. So a value has neither commas nor spaces.
 */
export interface SeveralQuestion extends Common {
  readonly kind: 'several';
  readonly choices: (answers: Answers, facts: Facts) => readonly Choice[];
  readonly example: string;
  /** What we would take; nothing, where there is no suggestion and none need be chosen. */
  readonly suggestion?: (answers: Answers, facts: Facts) => string | undefined;
  /** None need be chosen. */
  readonly optional?: boolean;
  /** What is wrong with a value that is not on the list; where absent, only the list counts. */
  readonly unlisted?: (value: string, answers: Answers, facts: Facts) => string | undefined;
}

export interface TextQuestion extends Common {
  readonly kind: 'text';
  readonly example: string;
  /** One that suits what was answered before. */
  readonly fittingExample?: (answers: Answers) => string | undefined;
  /** What we would take; nothing, where there is no suggestion and it may be left empty. */
  readonly suggestion?: (answers: Answers, facts: Facts) => string | undefined;
  /** May be left empty. */
  readonly optional?: boolean | ((answers: Answers, facts: Facts) => boolean);
  /** What was meant by what was typed: trims, lower-cases, strips `https://`. */
  readonly normalise?: (typed: string) => string;
  /** What is wrong with it, in words that help; undefined where nothing is. Gets the normalised text. */
  readonly problem?: (value: string, answers: Answers, facts: Facts) => string | undefined;
  /** Several lines may be typed. */
  readonly lines?: boolean;
}

export interface SecretQuestion extends Common {
  readonly kind: 'secret';
  readonly example: string;
  /** What there is now, with which its field begins. Not taken without asking. */
  readonly begins?: (answers: Answers, facts: Facts) => Secret | undefined;
  /** Its lines are variables, edited as a list; what is known of one by its name. */
  readonly variables?: (name: string, answers: Answers, facts: Facts) => VariableNote;
  /** May be left empty. */
  readonly optional?: boolean | ((answers: Answers, facts: Facts) => boolean);
  /** A new password or key: one can be made up by this on wish, and is shown then. */
  readonly madeUp?: () => string;
  readonly lines?: boolean;
  readonly problem?: (value: Secret, answers: Answers, facts: Facts) => string | undefined;
}

/** What is said of a variable to whoever edits it. */
export interface VariableNote {
  /** Its value is hidden until it is asked for. */
  readonly secret: boolean;
  /** Sentences. */
  readonly says: readonly string[];
}

export interface ConfirmQuestion extends Common {
  readonly kind: 'confirm';
  readonly suggestion?: (answers: Answers, facts: Facts) => boolean | undefined;
  /** What yes and no mean here; `Yes` and `No` where absent. */
  readonly yes?: string;
  readonly no?: string;
  /** What is wrong with the answer, for what must be agreed to. */
  readonly problem?: (value: boolean, answers: Answers, facts: Facts) => string | undefined;
}

export type Question =
  | ChoiceQuestion
  | SeveralQuestion
  | TextQuestion
  | SecretQuestion
  | ConfirmQuestion;

/** The trail on top of the screen, in order. */
export const SECTIONS = ['App', 'Server', 'Name', 'Certificate', 'Settings', 'Review'] as const;
export type Section = (typeof SECTIONS)[number];

/** The variable that answers a question beforehand: `SETUP_SERVER_CERTIFICATE_EMAIL`. */
export function environmentName(id: string): string {
  return `SETUP_SERVER_${id.replace(/[^A-Za-z0-9]+/g, '_').toUpperCase()}`;
}

/** A text that may depend on what is known. */
export function textOf(text: Text, answers: Answers, facts: Facts): string {
  return typeof text === 'string' ? text : text(answers, facts);
}

/** What a good answer would be; '' where nothing can be said. */
export function exampleFor(question: TextQuestion | SeveralQuestion, answers: Answers): string {
  const fitting = question.kind === 'text' ? question.fittingExample?.(answers) : undefined;
  return fitting ?? question.example;
}

/** Whether '' answers it. */
export function isOptional(question: Question, answers: Answers, facts: Facts): boolean {
  if (question.kind === 'choice' || question.kind === 'confirm') return false;
  const { optional = false } = question;
  return typeof optional === 'function' ? optional(answers, facts) : optional;
}

/** Whether few people need it, as things are. */
export function isExpert(question: Question, answers: Answers, facts: Facts): boolean {
  const { expert = false } = question;
  return typeof expert === 'function' ? expert(answers, facts) : expert;
}

/** What we would take, whether or not it would do; never for a secret. */
export function suggestionOf(
  question: Question,
  answers: Answers,
  facts: Facts,
): string | boolean | undefined {
  if (question.kind === 'secret') return undefined;
  const nothing = isOptional(question, answers, facts) ? '' : undefined;
  return question.suggestion?.(answers, facts) ?? nothing;
}
