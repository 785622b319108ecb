import type { Answers } from '../answers/answers.ts';
import { answersIn } from '../doctor/install.ts';
import type { Event, Outcome } from '../event.ts';
import type { Trouble } from '../expected-error.ts';
import { type Facts, query } from '../facts/facts.ts';
import type { Goal } from '../goal.ts';
import type { Narrow } from '../plan.ts';
import { waysInIds } from '../script.ts';
import type { Revising } from './decide-revision.ts';
import { COPY, NOTHING, RESTORE, type UpgradeRevision } from './revision.ts';

type Done = Extract<Event, { type: 'done' }>;

/** How a run went, as far as it matters for an app that was stopped for it. */
export interface Course {
  readonly outcome: Outcome;
  readonly changed: number;
  /** Of the first step that failed. */
  readonly trouble: Trouble | null;
  /** Ids of the steps that were begun, and of those that hold. */
  readonly begun: ReadonlySet<string>;
  readonly held: ReadonlySet<string>;
}

/** Passes a run's events on but for its last one, and tells how it went. */
export async function* followed(
  events: AsyncGenerator<Event, Outcome>,
): AsyncGenerator<Event, Course> {
  const begun = new Set<string>();
  const held = new Set<string>();
  let trouble: Trouble | null = null;
  let last: Done | null = null;
  for await (const event of events) {
    if (event.type === 'done') {
      last = event;
      continue;
    }
    if (event.type === 'started') begun.add(event.step);
    if (event.type === 'skipped' || event.type === 'finished') held.add(event.step);
    if (event.type === 'failed') trouble ??= event.trouble;
    yield event;
  }
  const { outcome, changed } = last ?? { outcome: 'failed', changed: 0 };
  return { outcome, changed, trouble, begun, held };
}

/** How an app comes back to work after a run that stopped it in vain. */
export interface WayBack {
  /** By which it is wanted again. */
  readonly answers: Answers;
  /** Of the whole job; those of the run itself where absent. */
  readonly steps?: Narrow;
  /** Decides what is to happen to the data, where that is not as usual. */
  readonly revising?: Revising;
  /** What is told in the end, where that is not as usual. */
  readonly trouble?: (course: Course, again: Course) => Trouble;
}

/** Knows that for a run of its own kind; undefined where it is as usual. */
export type Returning = (course: Course, facts: Facts) => WayBack | undefined;

/**
 * By which answers an app that was stopped in vain is put to work again, with its data as they
 * were; undefined where it works, or where only a person can say what is right. Pure.
 */
export function wayBack(
  { revision, host, install }: Goal,
  answers: Answers,
  course: Course,
  facts: Facts,
): Answers | undefined {
  if (course.outcome === 'complete' || !revision || course.held.has('app.ready')) return undefined;
  const untouched = revision.kind === 'upgrade' && wentOn(revision, course);
  const rested = course.begun.has('app.stop') || course.held.has('app.stop');
  if (!rested && !untouched) return undefined;
  if (revision.kind === 'copy') {
    const { [COPY]: _, ...rest } = answers;
    return rest;
  }
  // Half of the data may be there: the copy is whole, and putting it back is begun anew.
  if (revision.kind === 'restore' && course.begun.has('data.restore')) return undefined;
  const change = facts.get(query('change', host, install));
  const record = facts.get(query('record', host, install));
  if (change?.state !== 'begun' || !record || record.damage !== undefined) return undefined;
  const copied = facts.get(query('backups', host, install)) ?? [];
  const copy =
    revision.kind === 'upgrade' &&
    !untouched &&
    copied.find(({ stamp }) => stamp === change.backup);
  const way = Object.entries(answers).filter(([id]) => waysInIds.includes(id));
  return {
    ...answersIn(record),
    ...Object.fromEntries(way),
    [RESTORE]: copy ? copy.stamp : NOTHING,
  };
}

/** The one before was never stopped: the new one stood beside it. */
function wentOn({ inPlace }: UpgradeRevision, { begun }: Course): boolean {
  return inPlace === null && !begun.has('app.start');
}

/** What is told in the end of an app that was put to work again. */
export function undoneTrouble({ app, revision }: Goal, course: Course, again: Course): Trouble {
  const what = revision?.kind === 'upgrade' ? `The upgrade of ${app.label}` : 'It';
  const untouched = revision?.kind === 'upgrade' && wentOn(revision, course);
  const asBefore = untouched
    ? 'was never stopped, and runs as before'
    : 'runs as before, with all its data';
  return runInVain(course, again, (advice) => ({
    well: {
      code: 'upgrade.undone',
      what: `${what} did not work out, and was undone: ${app.label} ${asBefore}.`,
      next: [...advice, 'Then try again.'],
    },
    stuck: {
      code: 'upgrade.stuck',
      what: `${what} did not work out, and could not be undone as a whole.`,
      next: ['The copy of its data is whole. Run npx setup-server upgrade --undo.'],
    },
  }));
}

type Told = Pick<Trouble, 'code' | 'what'> & { readonly next: readonly string[] };

/**
 * What is told of a run in vain, with why: after a way back that went well, and after one that did not. `advice`: what
 * the run's own trouble says to do.
 */
export function runInVain(
  { trouble }: Course,
  again: Course,
  tell: (advice: readonly string[]) => { readonly well: Told; readonly stuck: Told },
): Trouble {
  const isWell = again.outcome === 'complete';
  const { well, stuck } = tell(trouble?.next ?? []);
  return {
    ...(isWell ? well : stuck),
    why: [trouble, isWell ? null : again.trouble]
      .flatMap((each) => (each ? [`${each.what} ${each.why ?? ''}`.trim()] : []))
      .join(' '),
    ...(trouble?.detail !== undefined && { detail: trouble.detail }),
    passing: false,
  };
}
