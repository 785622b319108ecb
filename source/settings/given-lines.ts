import { type Given, guarded, problemOf, type Source } from '../answers/given.ts';
import type { App } from '../apps/app.ts';
import type { OwnEnvFileFact } from '../facts/installs/own-env-file.ts';
import type { Question } from '../questions/question.ts';
import { judgeName } from './judge-name.ts';
import { LINES, textOfLines } from './own-lines.ts';

/**
 * An env.list as answers given beforehand: a variable that a question asks for answers it, the
 * others are lines of their own. `where` is the file's name.
 */
export function givenLines(
  { entries, problems }: OwnEnvFileFact,
  where: string,
  app: App,
  questions: readonly Question[],
): Source {
  const rest = questions.find(({ id }) => id === (app.lines ?? LINES));
  if (!rest) throw new TypeError(`Nothing asks for the lines of ${app.label}.`);
  const given = new Map<string, Given>();
  const lines = new Map(entries);
  for (const [name, value] of entries) {
    const judged = judgeName(app, name);
    const question =
      judged.goes === 'question' ? questions.find(({ id }) => id === judged.id) : undefined;
    if (!question) continue;
    const origin = { from: 'file', where: `${where}, ${name}` } as const;
    given.set(question.id, { value: guarded(question, value.reveal()), origin });
    lines.delete(name);
  }
  if (lines.size > 0)
    given.set(rest.id, { value: textOfLines(lines), origin: { from: 'file', where } });
  return {
    given,
    problems: problems
      .filter(({ stops }) => stops)
      .map(({ line, text }) => problemOf(rest, 'unreadable', text, `${where}, line ${line}`)),
  };
}

/** The app whose variables these are: the one that knows most of them; undefined where none knows any. */
export function appOfLines(names: readonly string[], apps: readonly App[]): App | undefined {
  const ranked = apps
    .map((app) => ({ app, known: names.filter((name) => isKnown(app, name)).length }))
    .filter(({ known }) => known > 0)
    .sort((one, other) => other.known - one.known);
  const [first, second] = ranked;
  return first && first.known > (second?.known ?? 0) ? first.app : undefined;
}

function isKnown({ variables = {} }: App, name: string): boolean {
  return Object.hasOwn(variables, name);
}
