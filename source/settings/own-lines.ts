import { type Answers, secretAnswer, textAnswer } from '../answers/answers.ts';
import type { Recipe } from '../apps/app.ts';
import { parseEnvFile } from '../env-file.ts';
import { Secret } from '../secret.ts';

/** Lines of env.list that no question asks for, as a person wants to have them. */
export const LINES = 'env.lines';
/** Names that shall not stand in env.list any more. */
export const WITHOUT = 'env.without';

/** Neither is remembered: the lines lie in env.list itself, where a later run leaves them. */
export const OWN_LINES: readonly string[] = [LINES, WITHOUT];

export type Lines = ReadonlyMap<string, Secret>;

/** The lines in a text that was typed. */
export function linesIn(text: Secret | undefined): Lines {
  const { entries } = parseEnvFile(text?.reveal() ?? '');
  return new Map([...entries].map(([name, value]) => [name, new Secret(value)]));
}

/** The text that has these lines. */
export function textOfLines(lines: Lines): Secret {
  return new Secret([...lines].map(([name, value]) => `${name}=${value.reveal()}\n`).join(''));
}

/** What the app wants, with a person's own lines; these count where both speak of a name. */
export function withOwnLines<R extends Pick<Recipe, 'env' | 'unset'>>(
  recipe: R,
  answers: Answers,
): R {
  const own = linesIn(secretAnswer(answers, LINES));
  const without = textAnswer(answers, WITHOUT).split(',').filter(Boolean);
  if (own.size === 0 && without.length === 0) return recipe;
  const { env, unset } = recipe;
  const others = env.filter(({ name }) => !own.has(name) && !without.includes(name));
  return {
    ...recipe,
    env: [...others, ...[...own].map(([name, value]) => ({ name, value }))],
    unset: unset === 'others' ? unset : [...unset.filter((name) => !own.has(name)), ...without],
  };
}
