import type { Returning } from '../../changes/back-to-work.ts';
import type { Revising } from '../../changes/decide-revision.ts';
import { isBarred } from '../../changes/moved-trouble.ts';
import type { Goal } from '../../goal.ts';
import { ago } from '../../hosts/remembered.ts';
import type { Item } from '../../interview.ts';
import type { Narrow } from '../../plan.ts';
import type { Session } from '../../session/session.ts';
import { lettingNobodyIn } from '../../status/cluster-status.ts';
import type { Greeting } from '../../status/greeting.ts';
import { WHICH_INSTALL } from '../../status/renewal-script.ts';
import type { Author } from '../../steps/record-write.ts';
import { awayTask, fetchTask } from '../away.ts';
import { backupTask } from '../backup.ts';
import { configTask } from '../config.ts';
import { editTask } from '../env.ts';
import { Errand, type Task } from '../errand.ts';
import { moveTask } from '../move/move.ts';
import { removeTask } from '../remove/remove.ts';
import { renewEntry } from '../renew-entry.ts';
import { restoreCopyTask } from '../restore/copy.ts';
import { scheduleTask } from '../schedule.ts';
import { growTask } from '../servers/grow.ts';
import { serversTask } from '../servers/servers.ts';
import { shrinkTask } from '../servers/shrink.ts';
import { startTask } from '../start.ts';
import { stopTask } from '../stop.ts';
import { upgradeTask } from '../upgrade/upgrade.ts';

/** What is left of a session for something that is done with an app. */
export interface Doing {
  readonly narrow: Narrow;
  readonly revising?: () => Revising | undefined;
  readonly returning?: Returning;
  /** See `Task`. */
  readonly asItIs?: boolean;
  readonly over: (session: Session<Goal>) => Session<Goal>;
}

/** Something that can be done with an app that was set up: a line of the menu. */
export interface MenuEntry {
  readonly id: string;
  readonly label: string;
  /** What it means, or how things are: beside the label. */
  readonly note: (greeting: Greeting) => string;
  readonly applies: (greeting: Greeting) => boolean;
  /** Whether it comes before all others: it was begun, and has not come to its end. */
  readonly begun?: (greeting: Greeting) => boolean;
  /** What is done to what a screen's title names after it: "Stopping". */
  readonly doing: string;
  /** What is asked besides which app. */
  readonly asks: readonly Item[];
  /** Absent for what is no work of steps: whoever shows the menu does it. */
  readonly begin?: (author: () => Promise<Author>) => Doing;
}

/** A task with its line in the menu. */
function entry(
  task: Task,
  words: Pick<MenuEntry, 'label' | 'note'> & Partial<Pick<MenuEntry, 'applies' | 'begun'>>,
): MenuEntry {
  const way = task.script.findIndex((item) => 'ask' in item && item.ask.id === WHICH_INSTALL);
  return {
    id: task.command.replaceAll(' ', '-'),
    doing: task.doing,
    asks: task.script.slice(way + 1),
    begin: (author) => new Errand(task, author),
    ...words,
    applies: (greeting) =>
      (task.onSeveral || isOnOne(greeting)) && (words.applies ?? isKnown)(greeting),
  };
}

const isKnown = ({ wanted }: Greeting) => 'goal' in wanted;
const isOnOne = ({ status }: Greeting) => status.cluster === null;
const isStopped = ({ status }: Greeting) => status.stoppedSince !== null;
const isOneByOne = ({ wanted }: Greeting) =>
  'goal' in wanted && wanted.goal.cluster?.spread.update === 'one-by-one';
const isMoving = ({ change }: Greeting) => change?.state === 'begun' && change.kind === 'move';
const isRevising = ({ change }: Greeting) =>
  change?.state === 'begun' && change.kind !== 'move' && !change.arriving;
const isPartly = ({ status: { cluster } }: Greeting) =>
  lettingNobodyIn(cluster?.servers ?? []).length > 0;

/** More than half of the servers that decide are lost. */
const isLeaderless = ({ status: { cluster } }: Greeting) =>
  cluster !== null && cluster.servers.length === 0 && !cluster.locked;

const UNFINISHED = 'not at its end: go on, or undo it';

/** What can be done with an app, in the order in which it is offered. */
export const MENU: readonly MenuEntry[] = [
  entry(startTask, {
    label: 'Start it',
    note: () => 'as it was before',
    applies: (greeting) => isStopped(greeting) && !(greeting.change && isBarred(greeting.change)),
  }),
  entry(upgradeTask, {
    label: 'Upgrade',
    note: (greeting) => {
      if (isRevising(greeting)) return UNFINISHED;
      if (greeting.status.newer !== null) return 'there is a newer image';
      return isOneByOne(greeting)
        ? 'copy by copy; visitors are answered'
        : 'its data are copied first';
    },
    begun: isRevising,
  }),
  entry(configTask, {
    label: 'Change settings',
    note: (greeting) =>
      isOnOne(greeting)
        ? 'any answer: name, certificate, app'
        : 'name, certificate, what it is told',
  }),
  entry(editTask, { label: 'Edit its variables', note: () => 'what it reads when it starts' }),
  entry(backupTask, {
    label: 'Copy its data now',
    note: ({ status: { backup }, at }) =>
      backup ? `the last: ${ago(backup.at, at)}` : 'there is none yet',
  }),
  entry(scheduleTask, {
    label: 'Copy them by itself',
    note: ({ status: { timetable } }) => (timetable ? timetable.when : 'off; you say when'),
  }),
  entry(awayTask, {
    label: 'Send copies away',
    note: ({ wanted }) => {
      const away = 'goal' in wanted ? wanted.goal.away : undefined;
      return away ? `to the bucket ${away.place.bucket}` : 'off; they stay on the server';
    },
  }),
  entry(fetchTask, {
    label: 'Fetch a copy',
    note: () => 'from your storage to the server',
    applies: ({ wanted }) => 'goal' in wanted && wanted.goal.away !== undefined,
  }),
  entry(restoreCopyTask, {
    label: 'Put back a copy',
    note: () => 'its data become as they were',
    applies: ({ wanted, status }) => 'goal' in wanted && status.backup !== null,
  }),
  renewEntry,
  {
    id: 'logs',
    label: 'Logs',
    note: () => 'what it writes, as it goes on',
    applies: () => true,
    ...{ doing: '', asks: [] },
  },
  {
    id: 'shell',
    label: 'Shell',
    note: () => 'in its container; exit ends it',
    applies: (greeting) => isOnOne(greeting) && greeting.status.state === 'up',
    ...{ doing: '', asks: [] },
  },
  {
    id: 'history',
    label: 'History',
    note: () => 'who did what, and when',
    applies: () => true,
    ...{ doing: '', asks: [] },
  },
  entry(moveTask, {
    label: 'Move to another server',
    note: (greeting) => (isMoving(greeting) ? UNFINISHED : 'with data and name; it can come back'),
    begun: isMoving,
  }),
  entry(growTask, {
    label: 'Use more servers',
    note: () => 'copies of it answer there, too',
    applies: (greeting) => isKnown(greeting) && isOnOne(greeting) && !isStopped(greeting),
  }),
  entry(serversTask, {
    label: 'Servers',
    note: (greeting) => {
      if (isLeaderless(greeting)) return 'too many are lost: what to do';
      return isPartly(greeting)
        ? 'not all let visitors in: go on there'
        : `${greeting.status.cluster?.servers.length || 'some'}; add, empty, replace`;
    },
    begun: (greeting) => isPartly(greeting) || isLeaderless(greeting),
    applies: (greeting) => isKnown(greeting) && !isOnOne(greeting),
  }),
  entry(shrinkTask, {
    label: 'Go back to one server',
    note: () => 'the others are left empty',
    applies: (greeting) => isKnown(greeting) && !isOnOne(greeting),
  }),
  entry(stopTask, {
    label: 'Stop it',
    note: () => 'visitors are told',
    applies: (greeting) => 'goal' in greeting.wanted && !isStopped(greeting),
  }),
  entry(removeTask, {
    label: 'Remove it',
    note: () => 'its data stay, if you like',
  }),
];
