import type { App } from '../apps/app.ts';
import type { EnvEntry } from '../apps/recipe.ts';
import { isSecretName } from '../doctor/secret-patterns.ts';
import type { VariableNote } from '../questions/question.ts';
import { judgeName } from './judge-name.ts';

/** What is known of a variable by its name. One that the app does not know may be secret. */
export function noteOn(app: App | undefined, name: string): VariableNote {
  const { variables = {}, questions = [] } = app ?? {};
  const variable = Object.hasOwn(variables, name) ? variables[name] : undefined;
  const question = questions.find(({ id }) => id === variable?.asked);
  const open =
    variable !== undefined &&
    !variable.secret &&
    question?.kind !== 'secret' &&
    (question !== undefined || !isSecretName(name));
  const remark =
    variable?.leftOut === undefined
      ? app && judgeName(app, name).remark
      : `${name} can't be changed here. ${variable.leftOut}`;
  const says = [
    ...(remark === undefined ? [] : [remark]),
    ...(variable?.once ? [variable.once] : []),
  ];
  return { secret: !open, says };
}

/** Whether everybody may see what stands under this name: the answers settle it, or the app knows it as such. */
export function isOpen(app: App | undefined, env: readonly EnvEntry[], name: string): boolean {
  const ours = env.find((each) => each.name === name);
  return typeof ours?.value === 'string' || !noteOn(app, name).secret;
}
