import { type Answers, secretAnswer, textAnswer } from '../answers/answers.ts';
import type { App } from '../apps/app.ts';
import type { EnvEntry, Recipe } from '../apps/recipe.ts';
import { parseEnvFile, warningForValue } from '../containers/env-file.ts';
import { Secret } from '../secrets/secret.ts';
import { judgeName } from './judge-name.ts';

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

type WithLines = Pick<Recipe, 'env' | 'unset' | 'remarks'>;

/** What the app wants, with a person's own lines as far as they count for it. */
export function withOwnLines<R extends WithLines>(
  app: Pick<App, 'label' | 'variables'>,
  recipe: R,
  answers: Answers,
): R {
  const own = linesIn(secretAnswer(answers, LINES));
  const without = textAnswer(answers, WITHOUT).split(',').filter(Boolean);
  if (own.size === 0 && without.length === 0) return recipe;
  const { env, unset } = recipe;
  const lines = new Map<string, Secret>();
  const remarks: string[] = [];
  for (const [given, value] of own) {
    const { name, remark } = placeOf(app, env, given);
    if (remark !== undefined) remarks.push(remark);
    if (name === undefined) continue;
    const odd = warningForValue(value);
    if (odd !== undefined) remarks.push(`${name}: ${odd}`);
    lines.set(name, value);
  }
  const others = env.filter(({ name }) => !lines.has(name) && !without.includes(name));
  return {
    ...recipe,
    env: [...others, ...[...lines].map(([name, value]) => ({ name, value }))],
    unset: unset === 'others' ? unset : [...unset.filter((name) => !lines.has(name)), ...without],
    ...(remarks.length > 0 && { remarks }),
  };
}

interface Place {
  /** Absent where it is left out. */
  readonly name?: string;
  readonly remark?: string | undefined;
}

/** Under which name a line counts, and what is odd about it. */
function placeOf(app: Pick<App, 'label' | 'variables'>, env: Recipe['env'], given: string): Place {
  const judged = judgeName(app, given);
  if (judged.goes === 'nowhere') return { remark: judged.remark };
  const name = judged.goes === 'extra' ? judged.name : given;
  const ours = env.find((each) => each.name === name);
  if (judged.goes === 'question' && (!ours || isPlain(ours)))
    return { remark: `${given} is left out. ${NOT_SO}` };
  if (ours && isPlain(ours))
    return { remark: `${given} is left out. It follows from what npx setup-server asks.` };
  return { name, remark: judged.remark };
}

const NOT_SO =
  'It counts only together with other settings, which are not so here: npx setup-server asks for them.';

/** Settled by the answers; what is made up gives way to what is brought along. */
export function isPlain({ value }: EnvEntry): boolean {
  return typeof value === 'string';
}
