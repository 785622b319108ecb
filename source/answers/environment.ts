import { environmentName, type Question } from '../questions/question.ts';
import { type Given, guarded, problemOf, type Source, unknownProblem } from './given.ts';

export const PREFIX = 'SETUP_SERVER_';

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The answers in SETUP_SERVER_* variables. Each has a twin that ends in `_FILE` and names a file
 * with the answer. `read` gives a file's text, and throws an Error in words for a person.
 */
export async function environmentAnswers(
  environment: Environment,
  questions: readonly Question[],
  read: (path: string) => Promise<string>,
): Promise<Source> {
  const byName = new Map(questions.map((question) => [environmentName(question.id), question]));
  const given = new Map<string, Given>();
  const problems: Source['problems'][number][] = [];
  const take = (question: Question, name: string, value: string) => {
    const before = given.get(question.id);
    if (before) {
      const what = `${before.origin.where} answers the same question. Give one of the two.`;
      problems.push(problemOf(question, 'wrong', what, name));
      return;
    }
    given.set(question.id, {
      value: guarded(question, value),
      origin: { from: 'environment', where: name },
    });
  };
  for (const [name, value] of Object.entries(environment)) {
    if (!name.startsWith(PREFIX) || value === undefined) continue;
    const question = byName.get(name);
    if (question) {
      take(question, name, value);
      continue;
    }
    const twin = name.endsWith('_FILE') ? byName.get(name.slice(0, -'_FILE'.length)) : undefined;
    if (!twin) {
      problems.push(
        unknownProblem(name, name, 'No question has this variable.', [...byName.keys()]),
      );
      continue;
    }
    try {
      take(twin, name, withoutLastNewline(await read(value)));
    } catch (error) {
      problems.push(problemOf(twin, 'unreadable', messageOf(error), name));
    }
  }
  return { given, problems };
}

/** Every editor ends a file with a newline; it is not part of the answer. */
function withoutLastNewline(text: string): string {
  return text.replace(/\r?\n$/, '');
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
