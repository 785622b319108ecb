import type { ContainerSpec } from '../../containers/container.ts';
import type { Goal } from '../../goal.ts';
import type { TaskSize } from './fargate.ts';

/** An app as Amazon ECS is to run it, by files. */
export interface EcsWanted {
  readonly install: string;
  readonly label: string;
  /** Its public name. */
  readonly hostname: string;
  /** By its digest. */
  readonly image: string;
  /** Only who logs in gets it. */
  readonly isPrivate: boolean;
  readonly processor: 'amd64' | 'arm64';
  readonly copies: number;
  /** In the order in which they start. One is called `app`: visitors come to it. */
  readonly parts: readonly [EcsPart, ...EcsPart[]];
  readonly front: Goal['recipe']['front'];
  /** Where it is asked whether it is well, and which answers are good ones: `200-399`. */
  readonly health: { readonly path: string; readonly codes: string };
  /** How long its first answer may take. */
  readonly patienceSeconds: number;
  /** What everybody may see. */
  readonly environment: ReadonlyMap<string, string>;
  /** Names of what nobody may see, each a parameter at Amazon. */
  readonly secrets: readonly string[];
  /** A folder of the servers that the parts share, and where they see it; on a file system of Amazon's (EFS) from then on. */
  readonly folder?: { readonly source: string; readonly target: string };
  /** A bucket that the app opens by a role. */
  readonly bucket?: string;
}

/** One part of it: a task, in one copy or in as many as are wanted. */
export interface EcsPart {
  readonly name: string;
  /** Never in two copies, not even for a moment. */
  readonly once: boolean;
  readonly size: TaskSize;
  readonly container: Pick<
    ContainerSpec,
    'command' | 'entrypoint' | 'workdir' | 'user' | 'rights' | 'stop'
  >;
  /** In place of what all parts have by these names. */
  readonly environment: ReadonlyMap<string, string>;
  /** What tells inside of it whether it is well. */
  readonly well?: readonly string[];
  /** Visitors who ask for these come to it, and not to `app`. Stars stand for anything. */
  readonly patterns?: readonly string[];
  /** The others find it by this name. */
  readonly found?: string;
}

/** Fargate waits no longer than this for a container to end. */
export const LONGEST_STOP = 120;

/** What the parameter at Amazon is called that has a secret: `/setup-server/study/DB_PASSWORD`. */
export function parameterOf(install: string, name: string): string {
  return `/setup-server/${install}/${name}`;
}

/** What a resource of a part is called in the template: `Task` of the app, `BackendTask` of another part. */
export function idOf({ name }: Pick<EcsPart, 'name'>, what: string): string {
  return name === 'app' ? what : `${name.charAt(0).toUpperCase()}${name.slice(1)}${what}`;
}

/** The domain of the names by which parts find each other. */
export function domainOf({ install }: Pick<EcsWanted, 'install'>): string {
  return `${install}.internal`;
}
