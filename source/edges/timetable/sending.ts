import {
  type AwayGoal,
  type AwayState,
  awayIn,
  NEVER_AWAY,
  readAwayState,
} from '../../backup/away.ts';
import { isStamp } from '../../backup/backup.ts';
import { ExpectedError } from '../../expected-error.ts';
import { readSealed } from '../../renewal/sealed.ts';
import { awayMessage } from '../../timetable/message.ts';
import type { TimetableOrder } from '../../timetable/order.ts';
import { expired, upTo } from '../../timetable/retention.ts';
import { textOf, writeFilesAnyhow } from '../renewal/files.ts';
import { tellPerson } from '../renewal/tell.ts';
import { copiesAway, fetchCopy, removeAway, sendCopy } from './away.ts';
import { type CopyRound, copiesIn } from './copies.ts';

const HOUR = 3600 * 1000;

export interface SendRound extends CopyRound {
  /** Holds the files that say where copies are sent: `<install>.store`. */
  readonly stores: string;
}

/** Sends what the timetable made last and is not there yet. False where a try failed; it is tried again in an hour. */
export async function sendDue(round: SendRound): Promise<boolean> {
  let well = true;
  for (const order of round.orders) {
    const away = await storeOf(round, order.install);
    if (!away) continue;
    const state = await stateOf(round, order.install);
    const copies = await copiesIn(`${round.backups}/${order.install}`);
    const made = upTo(round.now(), copies).filter(({ why }) => why === 'schedule');
    const newest = made
      .map(({ stamp }) => stamp)
      .sort()
      .at(-1);
    const there = state.copies.some(({ stamp }) => stamp === newest);
    if (state.says === '' && (newest === undefined || there)) continue;
    well = (await settled(round, order, away, there ? undefined : newest)) && well;
  }
  if (!well) await tryAgain(round);
  return well;
}

/** Sends one copy that somebody chose; without one, only looks what is there. False where it failed. */
export async function sendOne(
  round: SendRound,
  install: string,
  stamp: string | undefined,
): Promise<boolean> {
  const order = round.orders.find((each) => each.install === install);
  const away = order && (await storeOf(round, install));
  if (!away) {
    round.say(`Copies of ${install} are not sent anywhere.`);
    return false;
  }
  return await settled(round, order, away, stamp);
}

/** Fetches a copy into a folder of its own, for the script to put it into its place. False where it failed. */
export async function fetchOne(round: SendRound, install: string, stamp: string): Promise<boolean> {
  const { folder, say, signal } = round;
  const away = await storeOf(round, install);
  if (!away || !isStamp(stamp)) {
    say(`There is no such copy of ${install}.`);
    return false;
  }
  const identity = ((await textOf(`${folder}/identity`)) ?? '').trim();
  try {
    await fetchCopy(
      { away, say, signal },
      stamp,
      `${folder}/fetched/${install}/${stamp}`,
      identity,
    );
    return true;
  } catch (error) {
    signal.throwIfAborted();
    say(saysOf(error));
    return false;
  }
}

async function settled(
  round: SendRound,
  order: TimetableOrder,
  away: AwayGoal,
  stamp: string | undefined,
): Promise<boolean> {
  const { backups, say, signal, now } = round;
  const { install, keep } = order;
  const work = { away, say, signal };
  const before = await stateOf(round, install);
  let state: AwayState;
  try {
    const known = await copiesAway(work);
    const missing = stamp !== undefined && !known.some((each) => each.stamp === stamp);
    const all = missing
      ? [...known, await sendCopy(work, `${backups}/${install}/${stamp}`)]
      : known;
    // Only what the timetable sends goes by itself.
    const gone = stamp === undefined ? [] : expired(all, keep, now());
    for (const each of gone) {
      say(`Deleting the copy ${each} of ${install} in the bucket ${away.place.bucket}.`);
      await removeAway(work, each);
    }
    const copies = all.filter((each) => !gone.includes(each.stamp));
    state = { at: now().toISOString(), copies, says: '', told: before.told };
  } catch (error) {
    signal.throwIfAborted();
    const says = saysOf(error);
    say(says);
    state = { ...before, at: now().toISOString(), says };
  }
  await keepState(round, install, await told(order, away, state, round));
  return state.says === '';
}

async function told(
  order: TimetableOrder,
  away: AwayGoal,
  state: AwayState,
  { notifyFile, say, signal }: SendRound,
): Promise<AwayState> {
  const failing = state.says !== '';
  if (failing === state.told) return state;
  const message = awayMessage(order, away.place.bucket, state.says);
  const taken = await tellPerson(notifyFile, message, say, signal);
  return taken ? { ...state, told: failing } : state;
}

async function storeOf({ stores }: SendRound, install: string): Promise<AwayGoal | null> {
  return awayIn(readSealed((await textOf(`${stores}/${install}.store`)) ?? ''));
}

async function stateOf({ folder }: SendRound, install: string): Promise<AwayState> {
  const text = await textOf(stateFile(folder, install));
  return text === null ? NEVER_AWAY : readAwayState(text);
}

async function keepState({ folder }: SendRound, install: string, state: AwayState): Promise<void> {
  const text = `${JSON.stringify(state)}\n`;
  await writeFilesAnyhow([{ path: stateFile(folder, install), mode: '600', text }]);
}

function stateFile(folder: string, install: string): string {
  return `${folder}/away/${install}.json`;
}

async function tryAgain({ folder, now }: SendRound): Promise<void> {
  const path = `${folder}/next`;
  const next = Number(await textOf(path)) || Number.POSITIVE_INFINITY;
  const soon = Math.floor((now().getTime() + HOUR) / 1000);
  if (soon < next) await writeFilesAnyhow([{ path, mode: '600', text: `${soon}\n` }]);
}

function saysOf(error: unknown): string {
  if (error instanceof ExpectedError) {
    const { what, why } = error.trouble;
    return [what, why].filter(Boolean).join(' ');
  }
  return error instanceof Error ? error.message : String(error);
}
