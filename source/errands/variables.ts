import { appOf } from '../apps/index.ts';
import { lookAtAll } from '../doctor/examine.ts';
import { type Facts, query } from '../facts/facts.ts';
import { envFile } from '../paths.ts';
import { questions } from '../script.ts';
import type { Secret } from '../secrets/secret.ts';
import { judgeName } from '../settings/judge-name.ts';
import { isOpen } from '../settings/note-on.ts';
import { type SeenInstall, visitHost } from '../status/host-status.ts';
import type { ListVisit } from './list.ts';
import type { ServerList } from './servers/server-list.ts';

/** The variables of the apps of a server. */
export type VariableList = ServerList<InstallVariables>;

export interface InstallVariables {
  readonly install: string;
  readonly app: string;
  readonly names: readonly string[];
  /** Where the list lies. */
  readonly path: string;
  readonly variables: readonly ListedVariable[];
}

export interface ListedVariable {
  readonly name: string;
  /** Null where it may not be seen. */
  readonly value: string | null;
  readonly secret: boolean;
  /** Id of the question that asks for it. */
  readonly question: string | null;
  /** What changes it later, where only the first start reads it. */
  readonly once: string | null;
  /** What is odd about its name. */
  readonly remark: string | null;
  /** How what runs has it: the same, `differs`, `missing`, or `only-there`; null where nothing runs. */
  readonly running: 'same' | 'differs' | 'missing' | 'only-there' | null;
}

/** The lines of an install, as they lie there and as they run; not for showing. */
export interface InstallLines {
  readonly file: ReadonlyMap<string, Secret>;
  readonly running: ReadonlyMap<string, Secret> | null;
}

export interface SeenVariables {
  readonly list: VariableList;
  readonly lines: ReadonlyMap<string, InstallLines>;
}

/** Looks at a host, and changes nothing. `reveal` shows also what may not be seen. */
export async function listVariables(
  visit: ListVisit,
  seen: Facts,
  reveal: boolean,
): Promise<SeenVariables> {
  const { look, host, author, signal } = visit;
  const found = await visitHost({ ...visit, purpose: 'renewal' }, seen);
  const queries = found.installs.flatMap(({ name }) => Object.values(queriesOf(host, name)));
  const facts = found.facts.with((await lookAtAll(look, queries, signal)).sightings);
  const lines = new Map(
    found.installs.map(({ name, wanted }): [string, InstallLines] => {
      const { file, running } = queriesOf(host, name);
      // On several servers, it is only what ran before that has that name.
      const several = 'goal' in wanted && wanted.goal.cluster !== undefined;
      return [
        name,
        {
          file: facts.get(file)?.entries ?? new Map(),
          running: (several ? null : facts.get(running)?.entries) ?? null,
        },
      ];
    }),
  );
  const installs = found.installs.map((each) => {
    const { name, status } = each;
    return {
      ...{ install: name, app: status.app, names: status.names, path: envFile(name) },
      variables: variablesOf(each, lines.get(name), reveal),
    };
  });
  return { list: { host, at: author.at.toISOString(), installs, trouble: null }, lines };
}

function queriesOf(host: string, install: string) {
  return {
    file: query('envFile', host, envFile(install)),
    running: query('environment', host, install),
  };
}

function variablesOf(
  { wanted }: SeenInstall,
  lines: InstallLines | undefined,
  reveal: boolean,
): ListedVariable[] {
  const goal = 'goal' in wanted ? wanted.goal : undefined;
  const app = goal && appOf(goal.app.id);
  const file = lines?.file ?? new Map<string, Secret>();
  const running = lines?.running ?? null;
  const names = [...new Set([...file.keys(), ...(running?.keys() ?? [])])];
  return names.map((name) => {
    const value = file.get(name) ?? running?.get(name);
    const variable = app?.variables?.[name];
    const question = questions.find(({ id }) => id === variable?.asked);
    const ours = goal?.recipe.env.find((each) => each.name === name);
    const open = isOpen(app, goal?.recipe.env ?? [], name);
    const judged = app && !ours ? judgeName(app, name) : undefined;
    return {
      name,
      value: open || reveal ? (value?.reveal() ?? '') : null,
      secret: !open,
      question: question?.id ?? null,
      once: variable?.once ?? null,
      remark: judged?.remark ?? null,
      running: stateOf(file.get(name), running, name),
    };
  });
}

function stateOf(
  value: Secret | undefined,
  running: InstallLines['running'],
  name: string,
): ListedVariable['running'] {
  if (running === null) return null;
  const there = running.get(name);
  if (value === undefined) return 'only-there';
  if (there === undefined) return 'missing';
  return there.equals(value) ? 'same' : 'differs';
}
