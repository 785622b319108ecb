import type { Given, Source } from '../../source/answers/given.ts';
import { apps } from '../../source/apps/index.ts';
import { isSecretName } from '../../source/doctor/secret-patterns.ts';
import { editTask, importTask, setTask } from '../../source/errands/env.ts';
import { FILE, REMOVE } from '../../source/errands/env-questions.ts';
import type { Task } from '../../source/errands/errand.ts';
import { ExpectedError } from '../../source/expected-error.ts';
import { Secret } from '../../source/secrets/secret.ts';
import { LINES } from '../../source/settings/own-lines.ts';
import type { Parsed } from '../command-line/parse.ts';
import { exportVariables, showVariables } from '../env-list.ts';
import type { ExitCode } from '../exit-code.ts';
import type { World } from '../world.ts';
import { errand } from './errand.ts';

/** Shows the variables of an app, writes them to a file, or changes them. */
export async function env(parsed: Parsed, world: World): Promise<ExitCode> {
  switch (parsed.operand) {
    case 'export':
      return await exportVariables(parsed, world);
    case 'set':
      return await change(setTask, parsed, world);
    case 'import':
      return await change(importTask, parsed, world);
    case 'edit':
      return await change(editTask, parsed, world);
    default:
      return await showVariables(parsed, world);
  }
}

async function change(task: Task, parsed: Parsed, world: World): Promise<ExitCode> {
  return await errand(task, parsed.object, parsed, world, {
    given: (source) => withVariables(source, parsed, world),
    // A list of all of them can't be edited line by line.
    ...(task === editTask && { inLines: setTask }),
  });
}

/** Those of --variable and --remove, as answers. */
function withVariables(source: Source, { values }: Parsed, world: World): Source {
  const lines = (values.get('variable') ?? []).map((each) => lineOf(each, world));
  const removed = values.get('remove') ?? [];
  const [file] = values.get('file') ?? [];
  const given = new Map<string, Given>(source.given);
  const origin = (where: string) => ({ from: 'flag', where }) as const;
  if (lines.length > 0)
    given.set(LINES, { value: new Secret(lines.join('\n')), origin: origin('--variable') });
  if (removed.length > 0)
    given.set(REMOVE, { value: removed.join(','), origin: origin('--remove') });
  if (file !== undefined) given.set(FILE, { value: file, origin: origin('--file') });
  return { ...source, given };
}

/** `NAME=value`, or `NAME` alone for what the environment has under that name, as docker run has it. */
function lineOf(given: string, { environment }: World): string {
  const [name = '', ...rest] = given.split('=');
  if (rest.length > 0) {
    if (isSecret(name)) throw exposed(name);
    return given;
  }
  const value = environment[name];
  if (value === undefined) throw notSet(name);
  return `${name}=${value}`;
}

function isSecret(name: string): boolean {
  return isSecretName(name) || apps.some(({ variables }) => variables?.[name]?.secret);
}

function exposed(name: string): ExpectedError {
  return new ExpectedError({
    code: 'arguments.exposed',
    what: `The value of ${name} is secret, and every user of this computer can read a command line.`,
    next: [
      `Put it into a variable of your shell, and write --variable ${name} without a value.`,
      'Or put it into a file, and use env import.',
    ],
  });
}

function notSet(name: string): ExpectedError {
  return new ExpectedError({
    code: 'arguments.not-set',
    what: `--variable ${name} takes the value from a variable of your shell, and there is none of that name.`,
    next: [`Write --variable ${name}=value, or export ${name} first.`],
  });
}
