import { basename, dirname, resolve } from 'node:path';
import {
  type InstallLines,
  listVariables,
  type SeenVariables,
  type VariableList,
} from '../source/errands/variables.ts';
import { ExpectedError } from '../source/expected-error.ts';
import { hostKindOf } from '../source/hosts/index.ts';
import type { Ending } from '../source/output/message.ts';
import { variableLines } from '../source/output/variable-lines.ts';
import { textOfLines } from '../source/settings/own-lines.ts';
import { stripControl } from '../source/text/plain-text.ts';
import { wrapped } from './command-line/help.ts';
import type { Parsed } from './command-line/parse.ts';
import { addressOf } from './commands/status.ts';
import { type Entrance, within } from './entering.ts';
import type { ExitCode } from './exit-code.ts';
import { type Inspection, inspect } from './inspection.ts';
import { authorOf } from './operator.ts';
import { placesFor } from './places.ts';
import { saveSecretFile } from './save-file.ts';
import type { World } from './world.ts';

/** Shows the variables of apps. Changes nothing. */
export async function showVariables(parsed: Parsed, world: World): Promise<ExitCode> {
  return await inspect(parsed, world, async (inspection) => {
    const seen = await seenAll(inspection);
    if (typeof seen === 'string') return seen;
    const lists = seen.map(({ list }) => list);
    for (const list of lists) inspection.tell({ type: 'variables', ...list });
    if (!inspection.json)
      for (const line of variableLines(lists, wrapped))
        world.output.write(`${stripControl(line)}\n`);
    return lists.some(({ trouble }) => trouble) ? 'not-good' : 'all-good';
  });
}

/** Writes the variables of one app to a file of this computer, for its owner alone. */
export async function exportVariables(parsed: Parsed, world: World): Promise<ExitCode> {
  return await inspect(parsed, world, async (inspection) => {
    const seen = await seenAll(inspection);
    if (typeof seen === 'string') return seen;
    const found = seen.flatMap(({ list, lines }) =>
      list.installs.map(({ install }) => ({ install, lines: lines.get(install) })),
    );
    const [first, ...others] = found;
    if (!first || others.length > 0) throw notOne(found.map(({ install }) => install));
    const lines = linesOf(first.lines, parsed.switches.has('running'), first.install);
    const [file = `${first.install}-env.list`] = parsed.values.get('file') ?? [];
    const wanted = resolve(world.folder, file);
    const text = textOfLines(lines).reveal();
    const path = await saveSecretFile(dirname(wanted), basename(wanted), text);
    inspection.tell({
      type: 'note',
      text: `${lines.size} variables were written to ${path}, secrets among them. Only you can read it.`,
    });
    return 'all-good';
  });
}

function linesOf(lines: InstallLines | undefined, running: boolean, install: string) {
  if (!running) return lines?.file ?? new Map();
  if (lines?.running) return lines.running;
  throw new ExpectedError({
    code: 'env.not-running',
    what: `The container ${install} is not there, so nothing can be read from it.`,
    next: ['Without --running, what lies in env.list is written.'],
  });
}

async function seenAll(inspection: Inspection): Promise<SeenVariables[] | Ending> {
  const { parsed, hosts } = inspection;
  const places = placesFor(inspection.source, parsed.object, hosts);
  const wanted = parsed.values.get('install') ?? [];
  const all: SeenVariables[] = [];
  for (const source of places) {
    const seen = await listOf({ ...inspection, source }, parsed, places.length > 1);
    if (typeof seen === 'string') return seen;
    all.push(wanted.length === 0 ? seen : { ...seen, list: only(seen.list, wanted) });
  }
  return all;
}

function only(list: VariableList, wanted: readonly string[]): VariableList {
  const installs = list.installs.filter(({ install, names }) =>
    [install, ...names].some((name) => wanted.includes(name)),
  );
  return { ...list, installs };
}

/** Of several servers, one that can't be reached does not keep the others from being seen. */
async function listOf(
  entrance: Entrance,
  { switches }: Parsed,
  several: boolean,
): Promise<SeenVariables | Ending> {
  const { world, source, interruption } = entrance;
  const author = await authorOf(world);
  let seen: SeenVariables | undefined;
  try {
    const ending = await within(entrance, async ({ way, facts, session }) => {
      const host = hostKindOf(way).address(way);
      const { stop: signal } = interruption.control;
      const visit = { look: session.look, host, way, author, signal };
      seen = await listVariables(visit, facts, switches.has('show-secrets'));
      return 'all-good';
    });
    return seen ?? ending;
  } catch (error) {
    if (!several || !(error instanceof ExpectedError) || interruption.happened) throw error;
    const [at, { trouble }] = [author.at.toISOString(), error];
    return { list: { host: addressOf(source), at, installs: [], trouble }, lines: new Map() };
  }
}

function notOne(installs: readonly string[]): ExpectedError {
  return new ExpectedError({
    code: 'env.not-one',
    what:
      installs.length === 0
        ? 'There is no such app, so there are no variables to write.'
        : `There are several apps: ${installs.join(', ')}.`,
    next: ['Name one with --install, and its server as HOST.'],
  });
}
