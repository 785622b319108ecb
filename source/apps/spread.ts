import type { Mount, Stop } from '../containers/container.ts';
import type { Companion } from './companion.ts';
import type { EnvEntry, Readiness, Recipe, Setting } from './recipe.ts';

/** An app that knows how it runs on several servers. Of any other one, a person says whether it keeps anything. */
export interface Spreading {
  /** Undefined where it can. */
  readonly whyNot?: (setting: Setting) => WhyNot | undefined;
  readonly spread: (setting: Setting) => Spread;
  /** Besides: why Amazon ECS can't run it so. Undefined where it can. */
  readonly whyNotEcs?: (setting: Setting) => WhyNot | undefined;
  /** The bucket that it opens by a role of its server, and not by a key. */
  readonly bucketByRole?: (setting: Setting) => string | undefined;
}

/** Why an app can't run on several servers as it is, and what to do first. Sentences. */
export interface WhyNot {
  readonly why: string;
  readonly next: string | readonly string[];
}

/** How an app runs on several servers. */
export interface Spread {
  /**
   * In the order in which they start, each well before the next; they stop the other way round. Companions
   * run on the first server, with their data; they start before all of these. One is called `app`.
   */
  readonly roles: readonly [Role, ...Role[]];
  /**
   * How another version comes: one copy after another, each well before the next, which is for those that keep
   * nothing there; or all stop, the data are copied, and then the new ones start.
   */
  readonly update: 'one-by-one' | 'together';
  /** Its copies take as much memory on each server as on the first: none may have less. */
  readonly alike?: true;
  /**
   * What the copies work with: the app's own container on the first server, which goes on as that. For
   * data that lie in the container itself, which Swarm would replace by an empty one. It starts before all
   * of the roles, and stops after them.
   */
  readonly stays?: Stays;
  /** For the receipt: what is otherwise than on one server. Sentences. */
  readonly note?: string;
}

/** What an app's container on the first server does while copies of the app answer visitors. */
export interface Stays {
  /** Over the app's own variables, in the same file. */
  readonly env: readonly EnvEntry[];
  /** When it is well: it answers no visitors. */
  readonly ready: NonNullable<Readiness['command']>;
  /** A variable that tells it by which name the copies find it, where the one of its container leads nowhere. */
  readonly nameIn?: string;
}

/** One part of an app, from the app's own image, as a service of its own. */
export interface Role {
  /** Visitors come to `app`. The others find it by its name: `backend`. */
  readonly name: string;
  /** `once`: on the first server, where its data are. `copies`: on all of them, as many as the person wants. */
  readonly runs: 'once' | 'copies';
  /** Visitors who ask for these come to it, and not to `app`: a regular expression over paths. */
  readonly paths?: string;
  /** The same for a load balancer that knows no regular expressions, with stars for anything. Five at most. */
  readonly patterns?: readonly string[];
  /** Of several copies, each visitor who asks for these always comes to the same one: a regular expression over paths. */
  readonly sticky?: string;
  /** In place of the app's own. */
  readonly command?: readonly string[];
  /** Over the app's own variables, in a file of its own that only root of the first server can read. */
  readonly env?: readonly EnvEntry[];
  /** In place of the app's own. Where copies run: folders that every server has under the same path. */
  readonly volumes?: readonly Mount[];
  /** In place of the app's own. */
  readonly stop?: Stop;
  /** When it is well. Where absent: `app` by its port, any other as soon as it runs. */
  readonly ready?: Companion['ready'];
}

/** What runs on the first server, where the app's container there goes on as something else. */
export function staying(recipe: Recipe, { stays }: Pick<Spread, 'stays'>): Recipe {
  if (!stays) return recipe;
  const names = stays.env.map(({ name }) => name);
  const { env, unset, ready } = recipe;
  return {
    ...recipe,
    env: [...env.filter(({ name }) => !names.includes(name)), ...stays.env],
    unset: unset === 'others' ? unset : unset.filter((name) => !names.includes(name)),
    ready: { ...ready, command: stays.ready },
  };
}
