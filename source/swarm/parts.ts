import type { Companion } from '../apps/companion.ts';
import type { Role } from '../apps/spread.ts';
import type { ContainerSpec } from '../containers/container.ts';
import {
  appContainer,
  companionContainer,
  companionsOf,
} from '../containers/install-containers.ts';
import type { Goal } from '../goal.ts';
import { clusterFolder, filesFolder } from '../paths.ts';

/** What an app consists of on a cluster: a service each. */
export interface AppPart {
  /** The service's name: `app`, `backend`, `beside-db`. */
  readonly name: string;
  /** As a person knows it: `MariaDB`. */
  readonly label: string;
  readonly runs: Role['runs'];
  /** As it would run on one server. */
  readonly spec: ContainerSpec;
  /** What becomes its environment, the last one counting most. */
  readonly envFiles: readonly string[];
  /** What it reads on the first server: these, and files of its own. It takes them up only when it is started anew. */
  readonly reads: readonly string[];
  /** By which the others find it, besides its name. */
  readonly aliases: readonly string[];
  readonly ready?: Companion['ready'];
  /** Which companion it is, by its name; absent for the app itself. */
  readonly companion?: string;
}

/** On a server of the cluster: this part may run there. Those that `rests` is about have such a gate each. */
export function gateOf({ name }: Pick<AppPart, 'name'>): string {
  return `setup-server.runs.${name}`;
}

/** What an app consists of on a cluster, in the order in which it starts. */
export function appParts(goal: Goal): AppParts {
  const known = partsOf.get(goal) ?? partsMade(goal);
  partsOf.set(goal, known);
  return known;
}

type AppParts = readonly [AppPart, ...AppPart[]];

/** Each step asks for them many times, and a goal never changes. */
const partsOf = new WeakMap<Goal, AppParts>();

function partsMade(goal: Goal): AppParts {
  const { before, after } = companionsOf(goal.recipe);
  const [first, ...others] = [
    ...before.map((each) => companionPart(goal, each)),
    ...rolesOf(goal).map((each) => rolePart(goal, each)),
    ...after.map((each) => companionPart(goal, each)),
  ];
  if (!first) throw new Error('An app without any part.');
  return [first, ...others];
}

/** The part that visitors come to. */
export function visitedPart(goal: Goal): AppPart {
  const found = appParts(goal).find(({ name }) => name === 'app');
  if (!found) throw new Error(`Nobody could visit ${goal.app.label}.`);
  return found;
}

/**
 * Whether what ran before on the first server must be at rest before this starts: both would write to
 * the same data.
 */
export function rests(goal: Goal): boolean {
  return (
    goal.cluster?.spread.update === 'together' || appParts(goal).some(({ runs }) => runs === 'once')
  );
}

/** All containers that have data of the app while it is on a cluster, as they would run on one server. */
export function specsOf(goal: Goal): readonly ContainerSpec[] {
  const parts = appParts(goal).map(({ spec }) => spec);
  return goal.cluster?.spread.stays ? [appContainer(goal), ...parts] : parts;
}

/** Where the variables lie that a role has for itself. */
export function roleEnvFile({ install }: Pick<Goal, 'install'>, { name }: Pick<Role, 'name'>) {
  return `${clusterFolder(install)}/${name}.env.list`;
}

/** The parts that the app itself has on the cluster; none on one server. */
export function rolesOf({ cluster }: Pick<Goal, 'cluster'>): readonly Role[] {
  return cluster?.spread.roles ?? [];
}

function rolePart(goal: Goal, role: Role): AppPart {
  const { env = [], command, volumes, stop, ready, runs, name } = role;
  const spec = appContainer(goal);
  const own = env.length > 0 ? [roleEnvFile(goal, role)] : [];
  const envFiles = [...(spec.envFile ? [spec.envFile] : []), ...own];
  return {
    ...{ name, runs, label: name === 'app' ? goal.app.label : `${goal.app.label} (${name})` },
    spec: {
      ...spec,
      ...(command && { command }),
      ...(volumes && { volumes }),
      ...(stop && { stop }),
    },
    envFiles,
    reads: [...envFiles, ...filesRead(goal)],
    aliases: name === 'app' ? [goal.install] : [],
    ...(ready && { ready }),
  };
}

/** Those that are for its first start alone become the app's. */
function filesRead({ install, recipe: { files = [] } }: Goal): readonly string[] {
  return files.filter(({ once }) => !once).map(({ path }) => `${filesFolder(install)}/${path}`);
}

function companionPart({ install }: Goal, companion: Companion): AppPart {
  const spec = companionContainer(install, companion);
  const { name, label, ready } = companion;
  const envFiles = spec.envFile ? [spec.envFile] : [];
  return {
    ...{ name: `beside-${name}`, label, runs: 'once', companion: name, ready, spec },
    ...{ envFiles, reads: envFiles },
    aliases: [spec.name, ...(spec.aliases ?? [])],
  };
}
