import { isOf, query } from '../source/facts/facts.ts';
import type { HistoryEntry } from '../source/facts/installs/history.ts';
import { type Place, seenInstalls } from './seen-installs.ts';

/** What was done with an install, as its server has noted it. */
export interface SeenHistory {
  readonly host: string;
  readonly install: string;
  /** How people know it: by its website. */
  readonly name: string;
  readonly entries: readonly HistoryEntry[];
}

/** Who did what with the installs that are meant, and when. */
export async function readHistory(place: Place): Promise<readonly SeenHistory[]> {
  const { host, installs } = await seenInstalls(place);
  const asked = installs.map(({ name }) => query('history', host, name));
  const found = new Map<string, readonly HistoryEntry[]>();
  for await (const seen of place.session.look(asked, place.signal))
    if (isOf(seen, 'history')) found.set(seen.query.subject, seen.value);
  return installs.map(({ name, status }) => ({
    ...{ host, install: name, name: status.names[0] ?? name },
    entries: found.get(name) ?? [],
  }));
}
