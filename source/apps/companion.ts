import type { ContainerSpec } from '../containers/container.ts';
import type { RegistryLogin } from '../image/source.ts';
import type { EnvEntry } from './recipe.ts';

/** Another container that an app works with: a database, a cache. The app reaches it as `<install>-<name>`. */
export interface Companion {
  /** What its container is called after the install's: `db`. */
  readonly name: string;
  /** Another name by which the app reaches it, for one that has it written down. */
  readonly alias?: string;
  /** `MariaDB`. */
  readonly label: string;
  /** Its ports are for the app alone; none is published. */
  readonly container: Pick<
    ContainerSpec,
    'image' | 'command' | 'entrypoint' | 'workdir' | 'volumes' | 'stop'
  >;
  /** Where its registry gives its image only to people who log in. */
  readonly login?: RegistryLogin;
  readonly env: readonly EnvEntry[];
  /** It works on what the app has made: it is started once the app answers. The others come before. */
  readonly follows?: true;
  readonly ready: {
    /** Run inside it; it is ready once this ends with 0. Others can see it, so it holds no secret. */
    readonly command: readonly string[];
    readonly patienceSeconds: number;
  };
}

/** How the app names it, as a host. */
export function companionHost(install: string, companion: string): string {
  return `${install}-${companion}`;
}
