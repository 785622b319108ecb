import type { Answers } from '../answers/answers.ts';
import { Facts } from '../facts/facts.ts';
import { applies } from '../interview.ts';
import {
  environmentName,
  isOptional,
  type Question,
  type Section,
  suggestionOf,
  textOf,
} from '../questions/question.ts';

/** A question as the reference for answer files lists it. */
export interface ListedQuestion {
  readonly id: string;
  readonly environment: string;
  readonly kind: Question['kind'];
  readonly section: Section;
  readonly title: string;
  readonly choices: readonly { readonly value: string; readonly label: string }[] | null;
  /** What is taken where it is left out; null where it has to be given, or depends on the rest. */
  readonly default: string | boolean | null;
  readonly example: string | null;
  /** May be left empty. */
  readonly optional: boolean;
  readonly when: string;
  readonly help: string;
}

const NOTHING: Answers = {};
const UNSEEN = new Facts();

/** Every question with what an answers file may say to it. */
export function listedQuestions(questions: readonly Question[]): ListedQuestion[] {
  return questions.map((question) => {
    const setting = settingFor(question, questions);
    const answers = setting.answers;
    const suggestion = fixedSuggestion(question, answers, questions);
    return {
      id: question.id,
      environment: environmentName(question.id),
      kind: question.kind,
      section: question.section,
      title: textOf(question.title, answers, UNSEEN),
      choices:
        question.kind === 'choice'
          ? question.choices(answers, UNSEEN).map(({ value, label }) => ({ value, label }))
          : null,
      default: suggestion ?? null,
      example: 'example' in question && question.example !== '' ? question.example : null,
      optional: isOptional(question, answers, UNSEEN),
      when: setting.when,
      help: textOf(question.help, answers, UNSEEN),
    };
  });
}

/** A suggestion that does not depend on the answers before. */
function fixedSuggestion(question: Question, answers: Answers, all: readonly Question[]) {
  const before = all.slice(0, all.indexOf(question));
  const first = before.flatMap((each) => {
    const [value] = each.kind === 'choice' ? valuesOf(each) : [];
    return value === undefined ? [] : [[each.id, value] as const];
  });
  const alone = suggestionOf(question, answers, UNSEEN);
  const amongOthers = suggestionOf(question, { ...Object.fromEntries(first), ...answers }, UNSEEN);
  return alone === amongOthers ? alone : undefined;
}

/**
 * A setting in which the question is asked, found by trying: with no answer at all, then with one
 * or two answers to the choices before it.
 */
function settingFor(question: Question, all: readonly Question[]) {
  const isAsked = (answers: Answers) => applies(question, answers, UNSEEN);
  if (isAsked(NOTHING)) return { answers: NOTHING, when: 'always' };
  const before = all.slice(0, all.indexOf(question));
  const single = before.flatMap((each) => valuesOf(each).map((value) => ({ [each.id]: value })));
  for (const answers of single) if (isAsked(answers)) return { answers, when: inWords(answers) };
  for (const one of single) {
    for (const other of single) {
      const answers = { ...one, ...other };
      if (isAsked(answers)) return { answers, when: inWords(answers) };
    }
  }
  return { answers: NOTHING, when: 'where the server, or an answer before, makes it necessary' };
}

function valuesOf(question: Question): (string | boolean)[] {
  if (question.kind === 'confirm') return [true, false];
  if (question.kind !== 'choice') return [];
  return question.choices(NOTHING, UNSEEN).map(({ value }) => value);
}

function inWords(answers: Readonly<Record<string, string | boolean>>): string {
  const parts = Object.entries(answers).map(([id, value]) => {
    return `${id} is ${value === true ? 'yes' : value === false ? 'no' : value}`;
  });
  return `where ${parts.join(' and ')}`;
}

export type Wrap = (text: string, margin: string) => readonly string[];

/** The list as text, at most 80 columns wide but for long ids. `wrap` breaks a text into lines. */
export function questionListLines(questions: readonly ListedQuestion[], wrap: Wrap): string[] {
  return questions.flatMap((question, index) => {
    const section = question.section;
    const heading = section === questions[index - 1]?.section ? [] : [`# ${section}`, ''];
    return [
      ...heading,
      question.id,
      ...wrap(question.title, '  '),
      ...fields(question).flatMap(([label, text]) => {
        const [first = '', ...rest] = wrap(text, ' '.repeat(14));
        return [`  ${label.padEnd(12)}${first.trimStart()}`, ...rest];
      }),
      ...question.help.split('\n').flatMap((line) => indented(line, wrap)),
      '',
    ];
  });
}

/** What is laid out to fit stays as it is. */
function indented(line: string, wrap: Wrap): readonly string[] {
  if (line === '') return [''];
  return line.length <= 76 ? [`    ${line}`] : wrap(line, '    ');
}

function fields(question: ListedQuestion): [string, string][] {
  const { kind, choices, when, example, environment } = question;
  const list: [string, string][] = [
    ['variable', environment],
    ['kind', KINDS[kind] + (question.optional ? ', may be empty' : '')],
    ['asked', when],
  ];
  if (choices) list.push(['choices', choices.map(({ value }) => value).join(', ') || 'to be seen']);
  if (question.default !== null && question.default !== '')
    list.push([
      'default',
      typeof question.default === 'string' ? question.default : yesNo(question.default),
    ]);
  if (example && (kind === 'text' || kind === 'several')) list.push(['example', example]);
  return list;
}

function yesNo(value: boolean): string {
  return value ? 'yes' : 'no';
}

const KINDS: Readonly<Record<Question['kind'], string>> = {
  choice: 'one of the choices',
  several: 'several of the choices, with commas between',
  text: 'text',
  secret: 'secret; never on the command line',
  confirm: 'yes or no',
};
