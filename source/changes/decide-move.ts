import { stampOf } from '../backup/backup.ts';
import { sourcesOf } from '../backup/sources.ts';
import { containersOf } from '../containers/install-containers.ts';
import { ExpectedError } from '../expected-error.ts';
import { type Facts, type Query, query } from '../facts/facts.ts';
import type { BackupFact } from '../facts/installs/backups.ts';
import type { Goal } from '../goal.ts';
import { siteFile } from '../paths.ts';
import { type Leaving, leavingSteps, leftSteps } from '../steps/move.ts';
import type { Author } from '../steps/record-write.ts';
import type { MoveRevision } from './revision.ts';

/** What tells of an app on a server whether it is there, and what a move has noted of it. */
export function queriesAt(host: string, install: string): readonly Query[] {
  return (['record', 'change', 'container', 'backups'] as const).map((fact) =>
    query(fact, host, install),
  );
}

/** What a move from one goal's server to the other's rests on. */
export function moveQueries(before: Goal, goal: Goal): readonly Query[] {
  const places = [before, goal].flatMap((each) => [
    ...queriesAt(each.host, each.install),
    ...containersOf(each).map(({ name }) => query('container', each.host, name)),
  ]);
  return [...places, siteOf(before)];
}

/** The app goes, with its data; a move that was begun goes on with the copy that it made. */
export function decideLeaving(
  before: Goal,
  goal: Goal,
  author: Author,
  facts: Facts,
): MoveRevision {
  const noted = facts.get(query('change', before.host, before.install));
  const stamp = (noted?.move?.role === 'left' && noted.backup) || stampOf(author.at);
  const sources = sourcesOf(before, facts);
  refuseWithoutPlace(before, goal, sources);
  return moving(
    {
      ...{ role: 'left', from: before, to: goal.host, stamp, sources, author },
      has: { record: true, site: true },
    },
    comingCopy(before, stamp, sources, facts),
  );
}

/** It comes back to the data that it left, and what came since is copied where it was. */
export function decideReturn(before: Goal, goal: Goal, author: Author, facts: Facts): MoveRevision {
  const { host, install } = before;
  const noted = facts.get(query('change', host, install));
  const begun = noted?.move?.role === 'returned';
  // Where its data never came, there is nothing to keep.
  const came = noted?.move?.role === 'taken' && noted.restored !== null;
  const has = {
    record: Boolean(facts.get(query('record', host, install))),
    site: Boolean(facts.get(siteOf(before))),
  };
  return moving(
    {
      ...{ role: 'returned', from: before, to: goal.host, has, author },
      stamp: begun ? noted.backup : came ? stampOf(author.at) : null,
      sources: sourcesOf(before, facts),
    },
    null,
  );
}

function moving(leaving: Leaving, backup: BackupFact | null): MoveRevision {
  return {
    kind: 'move',
    from: leaving.from.host,
    ...{ backup, sources: leaving.sources },
    leaving: (needs) => leavingSteps(leaving, needs),
    left: (needs) => leftSteps(leaving, needs),
  };
}

/** The copy as it will be, for what is decided before it is made. */
function comingCopy(
  goal: Goal,
  stamp: string,
  sources: MoveRevision['sources'],
  facts: Facts,
): BackupFact {
  const { host, install, app } = goal;
  const images = containersOf(goal).flatMap(({ name }) => {
    const found = facts.get(query('container', host, name));
    const { image = '', imageId = '' } = found ?? {};
    return found ? [{ container: name, image, id: imageId, digest: null }] : [];
  });
  return {
    ...{ stamp, sizeKB: 0, format: 1, install, app: app.id, why: 'move' },
    // As ISO 8601: `2026-11-29T03-40-10Z`.
    at: stamp.replace(/T(\d\d)-(\d\d)-(\d\d)Z$/, 'T$1:$2:$3Z'),
    ...{ by: '', version: '', images, sources, record: null },
  };
}

function siteOf({ host, install }: Goal) {
  return query('file', host, siteFile(install));
}

/** Throws where data lie in a place that the app would not have there: it would begin with nothing. */
function refuseWithoutPlace(before: Goal, goal: Goal, sources: MoveRevision['sources']): void {
  const places = containersOf(goal).flatMap(({ volumes }) => volumes.map(({ source }) => source));
  const lost = sources.find(({ source }) => !places.includes(source));
  if (!lost) return;
  throw new ExpectedError({
    code: 'move.no-place',
    what: `${before.app.label} can't be moved like this.`,
    why: `Some of its data lie in ${lost.source}, which it would not have on the other server.`,
    next: [
      'By hand: set it up there, and put the data of a copy in their place (npx setup-server backup get).',
    ],
  });
}
