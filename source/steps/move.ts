import type { BackupSource } from '../backup/backup.ts';
import { CHANGE_FORMAT, type Change } from '../changes/change.ts';
import { MOVED, STOPPED } from '../containers/stopped.ts';
import { query } from '../facts/facts.ts';
import type { BackupFact } from '../facts/installs/backups.ts';
import { dataSizeSubject } from '../facts/machine/data-size.ts';
import type { Goal } from '../goal.ts';
import { reachedAt } from '../hosts/index.ts';
import { backupFolder, changeFile, restoredFile } from '../paths.ts';
import { sh } from '../shell.ts';
import { backupMake } from './backup-make.ts';
import { renewalEnd } from './certificate-place.ts';
import { elsewhere } from './elsewhere.ts';
import { noting } from './move-note.ts';
import { type Author, recordWrite } from './record-write.ts';
import { siteOpen } from './site-open.ts';
import { HOLDS, lacks, type Step } from './step.ts';
import { stoppedSteps } from './stopped.ts';
import { timetableEnd } from './timetable.ts';

/** What tells apart the steps on the server that an app leaves. */
export const LEFT = 'left';

export interface Leaving {
  /** What it was there. */
  readonly from: Goal;
  /** The server that it goes to. */
  readonly to: string;
  readonly role: 'left' | 'returned';
  /** What its data are copied as; null where they are not. */
  readonly stamp: string | null;
  readonly sources: readonly BackupSource[];
  /** What there is of it there: it may have come back before it was there as a whole. */
  readonly has: { readonly record: boolean; readonly site: boolean };
  readonly author: Author;
}

/**
 * An app comes to rest where it was, and its data are copied. Before anything else it is barred there:
 * nothing starts it again, neither a person nor a timer.
 */
export function leavingSteps(leaving: Leaving, needs: readonly string[]): Step[] {
  const { from, to, stamp, sources, author, has } = leaving;
  const rests = atRest(leaving);
  const first = noting(
    from,
    'move.begin',
    `Note that ${from.app.label} goes to ${reachedAt(to)}, and must not run here from then on`,
    noteOf(leaving, 'begun'),
    [],
  );
  const tells = has.site && from.certificate.use !== 'app-client';
  const quiet = [
    ...(has.record ? [recordWrite(rests, author)] : []),
    ...(from.certificate.use ? [] : [renewalEnd(from)]),
    ...(from.timetable || from.timetableBefore ? [timetableEnd(from)] : []),
    ...(tells ? [siteOpen(rests)] : []),
  ].map((step) => ({ ...step, needs: [first.id] }));
  const stops = stoppedSteps(rests, []);
  const ids = stops.map(({ id }) => id);
  const stopped = stops.map((step) => ({
    ...step,
    needs: [...quiet.map(({ id }) => id), ...step.needs.filter((id) => ids.includes(id))],
  }));
  const copy = stamp ? [backupMake(from, 'move', stamp, sources, author, ids.slice(-1))] : [];
  return elsewhere([first, ...quiet, ...stopped, ...copy], LEFT, from.host, needs);
}

/** Once it is at work elsewhere. */
export function leftSteps(leaving: Leaving, needs: readonly string[]): Step[] {
  const end = noting(
    leaving.from,
    'move.end',
    'Note that it is gone; what it left there stays as it is',
    noteOf(leaving, 'done'),
    [],
  );
  return elsewhere([end], LEFT, leaving.from.host, needs);
}

/** The copy arrives on the server that the app goes to, compared with the sums it was made with. */
export function copyCarry(
  { host, install }: Goal,
  from: string,
  stamp: string,
  sources: readonly BackupSource[],
  needs: readonly string[],
): Step {
  const backups = query('backups', host, install);
  const disk = query('disk', host);
  const size = query('dataSize', from, dataSizeSubject(sources));
  return {
    id: 'copy.carry',
    title: `Carry the copy over from ${reachedAt(from)} to ${backupFolder(install, stamp)}, by way of this computer`,
    because: () =>
      'Every archive is compared with the sum that it was made with, where it arrives.',
    needs,
    sees: [backups],
    weighs: [disk, size],
    check: (facts) =>
      facts.get(backups)?.some((each) => each.stamp === stamp)
        ? HOLDS
        : lacks('It is not there yet.'),
    foresees: (facts) => {
      const [free, data] = [facts.get(disk)?.freeMB, facts.get(size)?.megabytes];
      if (free === undefined || data === undefined || 2 * data + 300 <= free) return undefined;
      return {
        stops: {
          code: 'move.no-room',
          what: 'There is no room for the data on the new server.',
          why: `They are ${data} MB, and are needed there twice, packed and unpacked; ${free} MB are free.`,
          next: ['Give the new server a larger disk at its provider. Nothing was touched.'],
        },
      };
    },
    actions: () => [{ do: 'carry', from: { host: from }, install, stamp, patienceSeconds: 600 }],
    remedies: ['Run the same once more: what has arrived does not go twice.'],
  };
}

/** On the server that it comes to: which data it takes, and that they are put there once. */
export function taking(
  goal: Goal,
  from: string,
  backup: BackupFact,
  author: Author,
  needs: readonly string[],
) {
  const change = taken(from, backup, author);
  return {
    begin: noting(
      goal,
      'move.take',
      `Note that ${goal.app.label} comes from ${reachedAt(from)}`,
      { ...change, state: 'begun' },
      needs,
    ),
    end: noting(
      goal,
      'move.taken',
      `Note that ${goal.app.label} is at work here; the move can still be undone`,
      { ...change, state: 'done' },
      ['record.write'],
    ),
  };
}

/** Where it comes back to what it was, nothing bars it any more. */
export function moveForget(goal: Goal, needs: readonly string[], title: string): Step {
  const { host, install } = goal;
  const seen = query('change', host, install);
  return {
    id: 'move.forget',
    title,
    needs,
    sees: [seen],
    check: (facts) => (facts.get(seen) ? lacks('It is noted there still.') : HOLDS),
    actions: () => [
      {
        do: 'run',
        command: sh`rm -f ${changeFile(install)} ${restoredFile(install)}`,
        patienceSeconds: 30,
      },
    ],
  };
}

function taken(from: string, { stamp }: BackupFact, { at, by }: Author): Change {
  return {
    ...{ format: CHANGE_FORMAT, kind: 'move', state: 'begun' },
    ...{ backup: null, restoring: stamp, from: [], to: {} },
    move: { role: 'taken', peer: reachedAt(from) },
    ...{ at: at.toISOString(), by },
  };
}

function noteOf({ role, to, stamp, author }: Leaving, state: Change['state']): Change {
  return {
    ...{ format: CHANGE_FORMAT, kind: 'move', state },
    ...{ backup: stamp, restoring: null, from: [], to: {} },
    move: { role, peer: reachedAt(to) },
    ...{ at: author.at.toISOString(), by: author.by },
  };
}

/** As it is to be where it was: stopped, and its visitors told. */
function atRest({ from, author }: Leaving): Goal {
  const since = author.at.toISOString();
  const { [STOPPED]: before, [MOVED]: moved } = from.answers;
  const stopped = typeof before === 'string' ? before : since;
  return {
    ...from,
    stopped,
    moved: true,
    answers: {
      ...from.answers,
      [STOPPED]: stopped,
      [MOVED]: typeof moved === 'string' ? moved : since,
    },
  };
}
