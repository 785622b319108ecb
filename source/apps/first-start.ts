import { type Answers, installOf, secretAnswer } from '../answers/answers.ts';
import { type Facts, query } from '../facts/facts.ts';
import { executionSubject } from '../facts/installs/execution.ts';
import { hostKindOf } from '../hosts/index.ts';
import { makeUpPassword } from '../questions/made-up.ts';
import type { Question, SecretQuestion } from '../questions/question.ts';
import type { FirstAccount } from './accounts.ts';
import type { App } from './app.ts';
import type { EnvEntry } from './recipe.ts';

const LEAST = 12;

/** Questions that are asked before an app's first start alone: later, it looks after that itself. */
export function beforeFirstStart(
  /** What the app's data are kept in; where that is there already, the app was started before. */
  volume: (install: string) => string,
  questions: readonly Question[],
): BeforeFirst {
  const looks = (answers: Answers) => {
    const host = hostKindOf(answers).address(answers);
    const install = installOf(answers);
    return [query('container', host, install), query('volume', host, volume(install))];
  };
  const isFirst = (answers: Answers, facts: Facts) =>
    !looks(answers).some((each) => facts.get(each));
  return askedWhile(isFirst, looks, questions);
}

/** Questions that are asked until the app has an account, which a command in its container tells. */
export function beforeFirstAccount(
  check: FirstAccount['check'],
  questions: readonly Question[],
): BeforeFirst {
  const looks = (answers: Answers) => {
    const subject = executionSubject(installOf(answers), check);
    return [query('execution', hostKindOf(answers).address(answers), subject)];
  };
  const hasNone = (answers: Answers, facts: Facts) => {
    const told = looks(answers).map((each) => facts.get(each))[0];
    if (told) return told.code === 1;
    // It does not run, or never did.
    const host = hostKindOf(answers).address(answers);
    return !facts.get(query('record', host, installOf(answers)));
  };
  return askedWhile(hasNone, looks, questions);
}

type BeforeFirst = Required<Pick<App, 'questions' | 'looks' | 'onlyFirst'>>;

function askedWhile(
  holds: (answers: Answers, facts: Facts) => boolean,
  looks: BeforeFirst['looks'],
  questions: readonly Question[],
): BeforeFirst {
  return {
    questions: questions.map((question) => ({
      ...question,
      when: (answers, facts) => holds(answers, facts) && (question.when?.(answers, facts) ?? true),
    })),
    looks,
    onlyFirst: questions.map(({ id }) => id),
  };
}

/** A password that a person makes up for the first account. */
export function firstPassword({
  id,
  title,
  opens,
  wants,
  problem,
}: {
  readonly id: string;
  readonly title: string;
  /** What whoever knows it can do: lines for `?`. */
  readonly opens: readonly string[];
  /** What the app itself wants of it, after "with". */
  readonly wants?: string;
  /** What the app itself does not like about it. */
  readonly problem?: (password: string) => string | undefined;
}): SecretQuestion {
  return {
    id,
    section: 'Settings',
    form: 'settings',
    kind: 'secret',
    title,
    hint: `At least ${LEAST} characters${wants === undefined ? '' : `, with ${wants}`}. Keep it in your password manager: it is not shown again.`,
    help: [
      ...opens,
      '',
      'Press ^N and one is made up; in lines, type new. Write it down before',
      'you go on. On the server it lies in a file that only root can read.',
    ].join('\n'),
    example: `At least ${LEAST} characters.`,
    madeUp: makeUpPassword,
    problem: (password) => problemWithPassword(password.reveal()) ?? problem?.(password.reveal()),
  };
}

function problemWithPassword(password: string): string | undefined {
  if (/[\r\n\0]/.test(password)) return 'A password is a single line.';
  if (password !== password.trim()) return 'Without spaces at the beginning or end.';
  if (password.length < LEAST) return `Too short: ${LEAST} characters are needed.`;
  if (/^pass(word|wort)/i.test(password)) return 'Everybody tries that one first.';
  return new Set(password).size < 5 ? 'With more different characters.' : undefined;
}

/** The line of env.list for a secret; none where it was not asked for, and the one on the server stays. */
export function secretEntry(name: string, answers: Answers, id: string): readonly EnvEntry[] {
  const value = secretAnswer(answers, id);
  return value && !value.isEmpty ? [{ name, value }] : [];
}
