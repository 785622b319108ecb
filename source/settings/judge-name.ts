import type { App } from '../apps/app.ts';
import { nearest } from '../text/nearest.ts';

/** Where a line of an env.list belongs, as far as its name tells. */
export type NameJudgement =
  /** A question asks for it. */
  | { readonly goes: 'question'; readonly id: string; readonly remark?: string }
  /** It is kept as it is, under `name`; the remark says what is odd. */
  | { readonly goes: 'extra'; readonly name: string; readonly remark?: string }
  | { readonly goes: 'nowhere'; readonly remark: string };

/** What the app has to say about the name of a variable. Remarks are sentences and never hold a value. */
export function judgeName(
  { label, variables }: Pick<App, 'label' | 'variables'>,
  name: string,
): NameJudgement {
  if (variables === undefined) return { goes: 'extra', name };
  const known = Object.hasOwn(variables, name) ? variables[name] : undefined;
  if (known === undefined) {
    const meant = nearest(name, Object.keys(variables));
    const perhaps = meant === undefined ? '' : ` Perhaps ${meant} is meant.`;
    return { goes: 'extra', name, remark: `${label} does not know ${name}.${perhaps}` };
  }
  if (known.leftOut !== undefined)
    return { goes: 'nowhere', remark: `${name} is left out. ${known.leftOut}` };
  if (known.now !== undefined && known.now !== name) {
    const remark = `${name} is called ${known.now} today.`;
    return { remark, ...judgeName({ label, variables }, known.now) };
  }
  return known.asked === undefined
    ? { goes: 'extra', name }
    : { goes: 'question', id: known.asked };
}
