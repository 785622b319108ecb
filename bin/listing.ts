import type { Answers } from '../source/answers/answers.ts';
import { ExpectedError, type Trouble } from '../source/expected-error.ts';
import type { Facts, Look } from '../source/facts/facts.ts';
import { hostKindOf } from '../source/hosts/index.ts';
import type { Ending } from '../source/output/message.ts';
import type { Author } from '../source/steps/record-write.ts';
import { stripControl } from '../source/text/plain-text.ts';
import { addressOf } from './commands/status.ts';
import { type Entrance, within } from './entering.ts';
import type { Inspection } from './inspection.ts';
import { authorOf } from './operator.ts';
import { placesFor } from './places.ts';

/** What is told of each server, an entry for each install. */
export interface Listed {
  readonly host: string;
  readonly at: string;
  readonly installs: readonly { readonly install: string; readonly names: readonly string[] }[];
  readonly trouble: Trouble | null;
}

export interface Visit {
  readonly look: Look;
  readonly host: string;
  readonly way: Answers;
  readonly author: Author;
  readonly signal: AbortSignal;
}

export interface Listing<List extends Listed> {
  /** Looks at one server, and changes nothing. */
  readonly see: (visit: Visit, facts: Facts) => Promise<List>;
  readonly unseen: (list: Listed) => List;
  readonly tell: (list: List) => void;
  readonly lines: (lists: readonly List[]) => readonly string[];
}

/** Lists something of the server that was named, or of all that this computer remembers. */
export async function listAll<List extends Listed>(
  inspection: Inspection,
  listing: Listing<List>,
): Promise<Ending> {
  const { parsed, world, json, hosts } = inspection;
  const places = placesFor(inspection.source, parsed.object, hosts);
  const wanted = parsed.values.get('install') ?? [];
  const lists: List[] = [];
  for (const source of places) {
    const seen = await listOf({ ...inspection, source }, places.length > 1, listing);
    if (typeof seen === 'string') return seen;
    const list = wanted.length === 0 ? seen : only(seen, wanted);
    listing.tell(list);
    lists.push(list);
  }
  if (!json) for (const line of listing.lines(lists)) world.output.write(`${stripControl(line)}\n`);
  return lists.some(({ trouble }) => trouble) ? 'not-good' : 'all-good';
}

function only<List extends Listed>(list: List, wanted: readonly string[]): List {
  const installs = list.installs.filter(({ install, names }) =>
    [install, ...names].some((name) => wanted.includes(name)),
  );
  return { ...list, installs };
}

/** Of several servers, one that can't be reached does not keep the others from being seen. */
async function listOf<List extends Listed>(
  entrance: Entrance,
  several: boolean,
  { see, unseen }: Listing<List>,
): Promise<List | Ending> {
  const { world, source, interruption } = entrance;
  const author = await authorOf(world);
  let seen: List | undefined;
  try {
    const ending = await within(entrance, async ({ way, facts, session }) => {
      const host = hostKindOf(way).address(way);
      const signal = interruption.control.stop;
      seen = await see({ look: session.look, host, way, author, signal }, facts);
      return 'all-good';
    });
    return seen ?? ending;
  } catch (error) {
    if (!several || !(error instanceof ExpectedError) || interruption.happened) throw error;
    const at = author.at.toISOString();
    const { trouble } = error;
    return unseen({ host: addressOf(source), at, installs: [], trouble });
  }
}
