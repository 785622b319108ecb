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
  readonly size: TaskSize;
  readonly copies: number;
  readonly container: Goal['recipe']['container'];
  readonly front: Goal['recipe']['front'];
  /** Where it is asked whether it is well, and which answers are good ones: `200-399`. */
  readonly health: { readonly path: string; readonly codes: string };
  /** How long its first answer may take. */
  readonly patienceSeconds: number;
  /** What everybody may see. */
  readonly environment: ReadonlyMap<string, string>;
  /** Names of what nobody may see, each a parameter at Amazon. */
  readonly secrets: readonly string[];
}

/** Fargate waits no longer than this for a container to end. */
export const LONGEST_STOP = 120;

/** What the parameter at Amazon is called that has a secret: `/setup-server/study/DB_PASSWORD`. */
export function parameterOf(install: string, name: string): string {
  return `/setup-server/${install}/${name}`;
}
