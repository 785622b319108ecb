import type { Answers } from '../answers/answers.ts';
import type { App } from '../apps/app.ts';
import type { Recipe } from '../apps/recipe.ts';
import { problemWithValue, warningForValue } from '../containers/env-file.ts';
import { ExpectedError } from '../expected-error.ts';
import type { Facts } from '../facts/facts.ts';
import { applies } from '../interview.ts';
import { problemWith, read } from '../questions/accept.ts';
import type { Question } from '../questions/question.ts';
import { Secret } from '../secrets/secret.ts';
import { judgeName } from './judge-name.ts';
import { LINES, type Lines, textOfLines, WITHOUT } from './own-lines.ts';

/** What a person wants of the variables of an install. */
export interface Wish {
  readonly set: Lines;
  readonly remove: readonly string[];
}

/** An install, and what its env.list holds now. */
export interface Subject {
  readonly app: App;
  readonly recipe: Pick<Recipe, 'env'>;
  readonly present: Lines;
  readonly answers: Answers;
  readonly facts: Facts;
  readonly questions: readonly Question[];
}

export interface Change {
  readonly answers: Answers;
  /** What is odd about it, in sentences that hold no value. */
  readonly remarks: readonly string[];
}

/**
 * What a wish makes of the answers: a variable that a question asks for becomes its answer, any
 * other a line of its own. Throws the ExpectedError `env.refused` for values that can't be taken.
 */
export function changeFor(wish: Wish, subject: Subject): Change {
  const { app, present, recipe, facts, questions } = subject;
  const remarks: string[] = [];
  const problems: string[] = [];
  const lines = new Map<string, Secret>();
  const without: string[] = [];
  const answered = new Map<string, Question>();
  let answers: Answers = subject.answers;
  const ours = (name: string) => recipe.env.some((each) => each.name === name);

  for (const [name, value] of wish.set) {
    if (present.get(name)?.equals(value)) continue;
    const wrong = problemWithValue(name, value);
    if (wrong !== undefined) {
      problems.push(`${name}: ${wrong}`);
      continue;
    }
    const judged = judgeName(app, name);
    if (judged.goes !== 'question') {
      lines.set(name, value);
      continue;
    }
    if (judged.remark !== undefined) remarks.push(judged.remark);
    const question = questions.find(({ id }) => id === judged.id);
    const answer = question && read(question, value.reveal());
    if (!question || answer === undefined) {
      problems.push(`${name}: This value does not fit. ${EXAMPLE[question?.kind ?? 'text'] ?? ''}`);
      continue;
    }
    // As it is: spaces count in env.list.
    const whole = question.kind === 'secret' ? new Secret(value.reveal()) : answer;
    answers = { ...answers, [question.id]: whole };
    answered.set(name, question);
  }

  for (const name of wish.remove) {
    if (!present.has(name)) {
      remarks.push(`${name} is not in env.list.`);
      continue;
    }
    const variable = app.variables?.[name];
    const question = questions.find(({ id }) => id === variable?.asked);
    if (question) {
      const answer = read(question, variable?.standard ?? '');
      if (answer !== undefined) answers = { ...answers, [question.id]: answer };
      answered.set(name, question);
      without.push(name);
    } else if (ours(name)) {
      remarks.push(`${name} stays: setup-server sets it.`);
    } else without.push(name);
  }

  for (const [name, question] of answered) {
    const value = answers[question.id];
    if (!applies(question, answers, facts)) {
      if (without.includes(name)) continue;
      const line = wish.set.get(name);
      if (line && !line.equals(app.variables?.[name]?.standard ?? '')) lines.set(name, line);
      continue;
    }
    const wrong = value === undefined ? undefined : problemWith(question, value, answers, facts);
    const odd = warningForValue(wish.set.get(name) ?? '');
    if (wrong !== undefined) problems.push([`${name}: ${wrong}`, odd].filter(Boolean).join(' '));
  }
  if (problems.length > 0) throw refused(problems);
  return {
    answers: {
      ...answers,
      ...(lines.size > 0 && { [LINES]: textOfLines(lines) }),
      ...(without.length > 0 && { [WITHOUT]: without.join(',') }),
    },
    remarks: [...new Set(remarks)],
  };
}

const EXAMPLE: Readonly<Record<string, string>> = { confirm: 'It is true or false.' };

function refused(problems: readonly string[]): ExpectedError {
  return new ExpectedError({
    code: 'env.refused',
    what:
      problems.length === 1
        ? 'One of the variables can not be set like that.'
        : `${problems.length} of the variables can not be set like that.`,
    why: problems.join('\n'),
    next: ['Change them and try again. Nothing has been touched.'],
  });
}
