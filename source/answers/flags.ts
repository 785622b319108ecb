import { environmentName, type Question } from '../questions/question.ts';
import { type Given, problemOf, type Source, unknownProblem } from './given.ts';

/** One answer on the command line: `--set app=jatos`, `--acme-directory URL`. */
export interface FlagAnswer {
  /** As the person wrote it: `--set`, `--acme-directory`. */
  readonly flag: string;
  readonly id: string;
  readonly value: string;
}

/** Splits the value of a `--set`; undefined where it is no `id=value`. */
export function setting(text: string): FlagAnswer | undefined {
  const at = text.indexOf('=');
  if (at < 1) return undefined;
  return { flag: '--set', id: text.slice(0, at).trim(), value: text.slice(at + 1) };
}

/** The answers on the command line. Secrets are refused there: it can be seen by others. */
export function flagAnswers(
  answers: readonly FlagAnswer[],
  questions: readonly Question[],
): Source {
  const given = new Map<string, Given>();
  const problems: Source['problems'][number][] = [];
  for (const { flag, id, value } of answers) {
    const where = flag === '--set' ? `--set ${id}` : flag;
    const question = questions.find((each) => each.id === id);
    if (!question) {
      const known = questions.map((each) => each.id);
      problems.push(unknownProblem(id, where, 'There is no such question.', known));
    } else if (question.kind === 'secret') {
      const name = environmentName(id);
      const what =
        'A command line can be read by every user of this computer, and stays in the history ' +
        `of the shell. Give this secret in ${name} or ${name}_FILE.`;
      problems.push(problemOf(question, 'exposed', what, where));
    } else {
      given.set(id, { value, origin: { from: 'flag', where } });
    }
  }
  return { given, problems };
}
