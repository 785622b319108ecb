import { stampOf } from '../backup/backup.ts';
import type { MoveRevision, Revision } from '../changes/revision.ts';
import type { Goal } from '../goal.ts';
import { appStop } from './app-stop.ts';
import { backupMake } from './backup-make.ts';
import { changeBegin, changeEnd } from './change.ts';
import { companionStep } from './companion-step.ts';
import { copySend } from './copy-send.ts';
import { dataRestore } from './data-restore.ts';
import { imagesRestore } from './images-restore.ts';
import { copyCarry, moveForget, taking } from './move.ts';
import type { Author } from './record-write.ts';
import type { Step } from './step.ts';

/** What comes before the images are there, before the app is started, and at the end. */
export interface RevisionSteps {
  readonly first: readonly Step[];
  readonly atRest: readonly Step[];
  readonly last: readonly Step[];
}

const NONE: RevisionSteps = { first: [], atRest: [], last: [] };

/**
 * The data of an install copied or put back, while nothing writes to them: after everything is on
 * the server that the app will need, so that it rests for as short as possible. `downloads` are the
 * ids of the steps that get images.
 */
export function revisionSteps(
  goal: Goal,
  author: Author,
  dockerReady: readonly string[],
  downloads: readonly string[],
): RevisionSteps {
  const { revision } = goal;
  if (!revision) return NONE;
  const copied = copyStamp(revision, author);
  const stop = (...needs: readonly string[]) => appStop(goal, revision, copied, needs);
  if (revision.kind === 'move') return movingSteps(goal, revision, author, dockerReady, downloads);
  const beside = revision.kind === 'upgrade' && revision.inPlace === null;
  const before = [beside ? 'change.begin' : 'app.stop'];
  const copy = copied
    ? [backupMake(goal, REASON[revision.kind], copied, revision.sources, author, before)]
    : [];
  switch (revision.kind) {
    case 'copy':
      return { first: [], atRest: [stop(...downloads), ...copy], last: [] };
    case 'upgrade': {
      const begin = changeBegin(goal, revision, copied, author, downloads);
      const rest = beside ? [] : [stop('change.begin')];
      return {
        first: [],
        atRest: [begin, ...rest, ...copy],
        last: [changeEnd(goal, revision)],
      };
    }
    case 'restore': {
      const { backup } = revision;
      if (!backup) return { ...NONE, last: [changeEnd(goal, revision)] };
      const { coming } = revision;
      const arrive = coming === undefined ? [] : [copySend(goal, coming, backup, downloads)];
      const ready = coming === undefined ? downloads : arrive.map(({ id }) => id);
      const begin = changeBegin(goal, revision, copied, author, ready);
      const after = copy.length > 0 ? 'backup.make' : 'app.stop';
      return {
        first: [imagesRestore(goal, backup, dockerReady)],
        atRest: [
          ...arrive,
          ...[begin, stop('change.begin'), ...copy, dataRestore(goal, backup, [after])],
        ],
        last: [changeEnd(goal, revision)],
      };
    }
  }
}

/** It is copied where it was, once all is there that it needs here. */
function movingSteps(
  goal: Goal,
  { backup, from, sources, leaving, left }: MoveRevision,
  author: Author,
  dockerReady: readonly string[],
  downloads: readonly string[],
): RevisionSteps {
  const ready = goal.certificate.use === 'app-client' ? 'front.end' : 'front.start';
  const away = leaving([...downloads, ready]);
  const stopped = away.map(({ id }) => id);
  const settled = left(['record.write', 'website.check']);
  const ends = settled.map(({ id }) => id);
  if (!backup) {
    const forget = moveForget(goal, stopped, `Let ${goal.app.label} run here again`);
    return { first: [], atRest: [...away, forget], last: settled };
  }
  const carried = copyCarry(goal, from, backup.stamp, sources, stopped);
  const { begin, end } = taking(goal, from, backup, author, [carried.id]);
  return {
    first: [imagesRestore(goal, backup, dockerReady)],
    atRest: [...away, carried, begin, dataRestore(goal, backup, [begin.id])],
    last: [...settled, { ...end, needs: ends }],
  };
}

const REASON = { copy: 'wish', upgrade: 'upgrade', restore: 'restore' } as const;

/** The name of the copy that is made; null where none is. */
function copyStamp(revision: Revision, author: Author): string | null {
  switch (revision.kind) {
    case 'copy':
      return stampOf(author.at);
    case 'upgrade':
      return revision.begun ? revision.begun.backup : stampOf(author.at);
    case 'move':
      return null;
    case 'restore':
      if (!revision.copyFirst) return null;
      return revision.begun ? revision.begun.backup : stampOf(author.at);
  }
}

/** Lets everything wait for the data that reads or writes them, or the settings that are copied with them. */
export function waitingFor(steps: readonly Step[], { first, atRest }: RevisionSteps, goal: Goal) {
  const [download, data] = [first.at(-1)?.id, atRest.at(-1)?.id];
  const companions = goal.recipe.companions ?? [];
  const touching = [
    ...['settings.write', 'app.files', 'app.folders', 'app.beside', 'app.start'],
    ...companions.flatMap(({ name }) => [
      companionStep(name, 'settings'),
      companionStep(name, 'start'),
    ]),
  ];
  return steps.map((step) => {
    const { id, needs } = step;
    if (data !== undefined && touching.includes(id)) return { ...step, needs: [...needs, data] };
    const loads = download !== undefined && isDownload(id);
    return loads ? { ...step, needs: [...needs, download] } : step;
  });
}

/** Whether a step puts an image of the app or its companions on the host. */
export function isDownload(id: string): boolean {
  return id !== 'front.download' && /\.(download|build|load)$/.test(id);
}
