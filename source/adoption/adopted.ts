import type { Recipe } from '../apps/recipe.ts';
import type { Mount } from '../containers/container.ts';
import type { ContainerFact } from '../facts/objects.ts';

/** The id of the question whether a container of ours may take its place. */
export const REPLACE = 'adopt.replace';

/** What an install has of the container that somebody else started, for as long as it lives. */
export interface Adopted {
  /** The container's id. */
  readonly container: string;
  /** What it was called. */
  readonly name: string;
  /** Its volumes and folders, and those that took in what lay in the container alone. */
  readonly volumes: readonly Mount[];
  /** Networks on which it meets others. */
  readonly networks: readonly string[];
  /** Where it is not its image's own. */
  readonly entrypoint?: readonly string[];
  /** Folders in the container whose data lay in nothing else. Their volumes are among the others. */
  readonly rescued: readonly string[];
  /** Where others of its data lie, so that no copy of ours has them: `its database (db)`. */
  readonly elsewhere?: string;
  /** The port of the host at which visitors find it. */
  readonly port?: number;
  /** A container of ours has taken its place. */
  readonly replaced?: true;
}

/** Whether it still runs as somebody else started it, as far as the record tells. */
export function isAsItWas(adopted: Adopted | undefined): boolean {
  return adopted !== undefined && !adopted.replaced;
}

/** Whether this is the very container that somebody else started. */
export function isAdopted(
  adopted: Adopted | undefined,
  found: Pick<ContainerFact, 'id'> | null | undefined,
): boolean {
  return found != null && found.id !== '' && adopted?.container === found.id;
}

/**
 * A recipe that goes on with what was there: the same data at the same places, the same database, and
 * nothing made up that the app started without.
 */
export function goingOn(recipe: Recipe, adopted: Adopted | undefined): Recipe {
  if (!adopted) return recipe;
  const { volumes, entrypoint, elsewhere } = adopted;
  const { companions, leads, unset, ...rest } = recipe;
  const isTheirs = (name: string) => leads?.includes(name) === true;
  const own = recipe.container.volumes.filter(
    ({ target }) => !volumes.some((each) => each.target === target),
  );
  return {
    ...rest,
    ...(companions && !leads && { companions }),
    ...(elsewhere !== undefined && { elsewhere }),
    unset: unset === 'others' ? unset : unset.filter((name) => !isTheirs(name)),
    container: {
      ...recipe.container,
      ...(entrypoint && { entrypoint }),
      volumes: [...own, ...volumes],
    },
    env: recipe.env.filter(
      ({ name, value }) => !isTheirs(name) && (typeof value === 'string' || !('generate' in value)),
    ),
    data: volumes.length === 0 ? recipe.data : volumes.map(kept).join(', '),
  };
}

function kept({ source, target }: Mount): string {
  return source.startsWith('/') ? `folder ${source}` : `volume ${source} (${target})`;
}

/** What a record says of it; undefined where it says nothing that can be understood. */
export function readAdopted(value: unknown): Adopted | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { container, name, volumes, networks, entrypoint, rescued, elsewhere, port, replaced } =
    value as Record<string, unknown>;
  if (typeof container !== 'string' || !/^[0-9a-f]{12,64}$/.test(container)) return undefined;
  return {
    container,
    name: typeof name === 'string' ? name : '',
    volumes: Array.isArray(volumes) ? volumes.flatMap(mountIn) : [],
    networks: wordsIn(networks),
    ...(Array.isArray(entrypoint) && { entrypoint: wordsIn(entrypoint) }),
    rescued: wordsIn(rescued),
    ...(typeof elsewhere === 'string' && { elsewhere }),
    ...(typeof port === 'number' && { port }),
    ...(replaced === true && { replaced }),
  };
}

function mountIn(value: unknown): Mount[] {
  const { source, target, readOnly } = (value ?? {}) as Record<string, unknown>;
  if (typeof source !== 'string' || typeof target !== 'string' || !target.startsWith('/'))
    return [];
  return [{ source, target, ...(readOnly === true && { readOnly }) }];
}

function wordsIn(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];
}
