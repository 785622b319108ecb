import type { Facts, Look, Query, Sighting } from '../facts/facts.ts';

/** All that a look gives, once it is at its end. */
export async function collect(
  look: Look,
  queries: readonly Query[],
  signal: AbortSignal,
): Promise<Sighting[]> {
  const sightings: Sighting[] = [];
  for await (const sighting of look(queries, signal)) sightings.push(sighting);
  return sightings;
}

/** Looks, and hands each sighting to somebody who keeps it. */
export function remembering(look: Look, remember: (sighting: Sighting) => void): Look {
  return async function* (queries, signal, answers) {
    for await (const sighting of look(queries, signal, answers)) {
      remember(sighting);
      yield sighting;
    }
  };
}

/** Those of the queries that were not looked at yet. */
export function unseen(queries: readonly Query[], facts: Facts): Query[] {
  return queries.filter((each) => !facts.has(each));
}
