import { basename } from 'node:path';
import { text } from 'node:stream/consumers';
import { answersDocument } from '../source/answers/answers-document.ts';
import { answersFile, readText } from '../source/answers/answers-file.ts';
import { environmentAnswers } from '../source/answers/environment.ts';
import { type FlagAnswer, flagAnswers, setting } from '../source/answers/flags.ts';
import { merged, type Source } from '../source/answers/given.ts';
import { apps } from '../source/apps/index.ts';
import { lookAtOwnEnvFile } from '../source/edges/local/own-env-file.ts';
import { ExpectedError } from '../source/expected-error.ts';
import type { Question } from '../source/questions/question.ts';
import { appOfLines, givenLines } from '../source/settings/given-lines.ts';
import type { Parsed } from './command-line/parse.ts';
import type { World } from './world.ts';

/** All answers given beforehand: flags before the environment before the file. */
export async function gatherAnswers(
  parsed: Parsed,
  world: World,
  questions: readonly Question[],
): Promise<Source> {
  const path = parsed.values.get('answers')?.[0];
  const source = merged([
    flagAnswers(flagsOf(parsed, questions), questions),
    await environmentAnswers(world.environment, questions, readText),
    ...(path === undefined ? [] : [await fromFile(path, world, questions)]),
  ]);
  const list = parsed.values.get('env-list')?.[0];
  return list === undefined ? source : merged([source, await fromList(list, source, questions)]);
}

/** An env.list answers what was not answered otherwise; of which app it is, its names may tell. */
async function fromList(path: string, source: Source, questions: readonly Question[]) {
  const list = await lookAtOwnEnvFile(path, new AbortController().signal);
  const chosen = source.given.get('app')?.value;
  const named = apps.find(({ id }) => id === chosen);
  const app = named ?? (chosen === undefined ? appOfLines([...list.entries.keys()], apps) : named);
  if (!app)
    throw new ExpectedError({
      code: 'arguments.whose-list',
      what: `It can't be told which app ${path} is for.`,
      next: [`Say it: --set app=${apps.map(({ id }) => id).join(', or app=')}`],
    });
  const lines = givenLines(list, basename(path), app, questions);
  const guessed = { value: app.id, origin: { from: 'file', where: basename(path) } } as const;
  return { ...lines, given: new Map([['app', guessed], ...lines.given]) };
}

async function fromFile(path: string, world: World, questions: readonly Question[]) {
  if (path !== '-') return await answersFile(path, questions);
  if (world.input.isTTY)
    throw new ExpectedError({
      code: 'answers.unreadable',
      what: '--answers - reads from standard input, which is the keyboard here.',
      next: ['Give a file: --answers answers.yaml'],
    });
  return await answersDocument(await text(world.input), 'standard input', questions);
}

/** A flag may answer questions of several tasks: those count that are asked here. */
function flagsOf(
  { command, values, switches }: Parsed,
  questions: readonly Question[],
): FlagAnswer[] {
  const own = command.flags.flatMap((flag) => {
    const value = switches.has(flag.name) ? '' : values.get(flag.name)?.[0];
    const all = Object.entries(flag.answers ?? {});
    const asked = all.filter(([id]) => questions.some((each) => each.id === id));
    return value === undefined
      ? []
      : (asked.length > 0 ? asked : all).map(([id, fixed]) => ({
          flag: `--${flag.name}`,
          id,
          value: fixed ?? value,
        }));
  });
  const set = (values.get('set') ?? []).map((each) => {
    const answer = setting(each);
    if (answer) return answer;
    throw new ExpectedError({
      code: 'arguments.no-setting',
      what: '--set wants an id and a value with = between them.',
      next: ['For example: --set app=jatos', 'npx setup-server questions lists the ids.'],
    });
  });
  return [...own, ...set];
}
