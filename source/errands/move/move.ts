import { type Answers, textAnswer } from '../../answers/answers.ts';
import { otherServer, withoutOtherServer } from '../../answers/other-server.ts';
import { decideLeaving, decideReturn, moveQueries, queriesAt } from '../../changes/decide-move.ts';
import { refuseUnfinished } from '../../changes/decide-revision.ts';
import { decideGoal } from '../../decide-goal.ts';
import { answersIn } from '../../doctor/install.ts';
import { type Facts, query } from '../../facts/facts.ts';
import type { ChangeFact } from '../../facts/installs/change.ts';
import { hostKindOf } from '../../hosts/index.ts';
import { certificateFile } from '../../paths.ts';
import { waysInIds } from '../../script.ts';
import { moveForget } from '../../steps/move.ts';
import { answersThere } from '../app-elsewhere.ts';
import type { Occasion, Task, Undertaking } from '../errand.ts';
import { HOW, moveQuestions, moveScript } from './questions.ts';
import { confirmedReceipt, movedReceipt, undoneReceipt } from './receipt.ts';
import {
  alreadyMoved,
  confirmThere,
  notMoved,
  notYet,
  refuseEndingCertificate,
  refuseToMove,
  sameServer,
  takenThere,
  undoBegun,
} from './refusals.ts';

/** An app goes to another server, can come back until that is confirmed, and runs on one of them only. */
export const moveTask: Task = {
  command: 'move',
  doing: 'Moving',
  heading: 'Move',
  questions: moveQuestions,
  script: moveScript,
  looks: (host, install, wishes) => {
    const other = hostKindOf(otherServer(wishes)).address(otherServer(wishes));
    const both = [host, ...(textAnswer(wishes, HOW) === 'confirm' ? [] : [other])];
    return both.flatMap((each) => [
      ...(['system', 'login', 'addresses', 'installs'] as const).map((fact) => query(fact, each)),
      query('certificate', each, certificateFile(install)),
      ...queriesAt(each, install),
    ]);
  },
  undertake,
};

/** Either server, and what a move has noted there. */
interface Place {
  readonly host: string;
  readonly way: Answers;
  readonly change: ChangeFact | null;
}

function undertake(occasion: Occasion): Undertaking {
  const { host, name, facts, wishes, goal } = occasion;
  const how = textAnswer(wishes, HOW);
  const here = placeOf(host, withoutOtherServer(wishes), name, facts);
  if (how === 'confirm') return confirmed(occasion, here);
  const way = otherServer(wishes);
  const there = placeOf(hostKindOf(way).address(way), way, name, facts);
  if (here.host === there.host) throw sameServer(goal);
  const left = [here, there].find(({ change }) => change?.move?.role === 'left');
  if (how === 'undo') {
    if (!left) throw notMoved(goal);
    return undone(occasion, left === here ? there : here, left);
  }
  const from = left ?? here;
  return gone(occasion, from, from === here ? there : here);
}

function placeOf(host: string, answers: Answers, install: string, facts: Facts): Place {
  const change = facts.get(query('change', host, install)) ?? null;
  const way = Object.entries(answers).filter(([id]) => waysInIds.includes(id));
  return { host, way: Object.fromEntries(way), change: change?.kind === 'move' ? change : null };
}

/** What it noted when it was left again lasts. */
function isOnItsWayBack({ change }: Place): boolean {
  return change?.move?.role === 'returned' && change.state === 'begun';
}

/** What the first of the servers that has a record remembers of it. */
function recordedAt(places: readonly Place[], install: string, facts: Facts): Answers {
  const records = places.map(({ host }) => facts.get(query('record', host, install)));
  const record = records.find((each) => each && each.damage === undefined);
  return record ? { ...answersIn(record), install } : { install };
}

function gone({ name, facts, wishes, author }: Occasion, from: Place, to: Place): Undertaking {
  const recorded = recordedAt([from, to], name, facts);
  const before = decideGoal({ ...recorded, ...from.way }, facts);
  refuseToMove(before);
  if (isOnItsWayBack(to) && from.change) throw undoBegun(before);
  if (from.change?.state === 'done') throw alreadyMoved(before, from.change);
  if (!to.change && facts.get(query('record', to.host, name))) throw takenThere(before, to.host);
  if (!from.change) {
    refuseUnfinished(before, facts);
    refuseEndingCertificate(before, facts, author.at);
  }
  return {
    answers: answersThere(recorded, wishes, to.way),
    steps: (steps) => steps,
    revising: {
      looks: (goal) => moveQueries(before, goal),
      decide: (goal, seen) => decideLeaving(before, goal, author, seen),
    },
    receipt: (goal, _, rested) => movedReceipt(before, goal, rested),
  };
}

function undone(occasion: Occasion, from: Place, to: Place): Undertaking {
  const { name, facts, wishes, author, goal } = occasion;
  // What was confirmed has no note any more where it runs.
  if (to.change?.state === 'done' && !from.change) throw notMoved(goal);
  const before = decideGoal({ ...recordedAt([from, to], name, facts), ...from.way }, facts);
  return {
    answers: answersThere(recordedAt([to], name, facts), wishes, to.way),
    steps: (steps) => steps,
    revising: {
      looks: (goal) => moveQueries(before, goal),
      decide: (goal, seen) => decideReturn(before, goal, author, seen),
    },
    receipt: (goal, seen, rested) => {
      const kept = seen.get(query('change', before.host, name))?.backup ?? null;
      return undoneReceipt(before, goal, kept, rested);
    },
  };
}

/** The way back ends; what lies on the old server is its owner's to remove. */
function confirmed({ goal, answers }: Occasion, { change }: Place): Undertaking {
  if (!change) throw notMoved(goal);
  if (change.move?.role !== 'taken') throw confirmThere(goal, change);
  if (change.state !== 'done') throw notYet(goal);
  const title = 'Note that the move is confirmed: there is no way back to the old server any more';
  return {
    answers,
    steps: () => [moveForget(goal, [], title)],
    receipt: () => confirmedReceipt(goal, change),
  };
}
