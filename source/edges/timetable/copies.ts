import { readdir, rm } from 'node:fs/promises';
import { isStamp } from '../../backup/backup.ts';
import { readBackup } from '../../facts/installs/backups.ts';
import { stripControl } from '../../text/plain-text.ts';
import { parseJson } from '../../text/untrusted-json.ts';
import {
  afterCopying,
  type CopyResult,
  isDue,
  lookAgainAt,
  newsOfCopies,
} from '../../timetable/decide.ts';
import { copyMessage } from '../../timetable/message.ts';
import type { TimetableOrder } from '../../timetable/order.ts';
import { expired, type KeptCopy } from '../../timetable/retention.ts';
import {
  type CopyState,
  NEW_COPY_STATE,
  readTimetableState,
  type TimetableState,
  timetableStateText,
} from '../../timetable/state.ts';
import { textOf, writeFilesAnyhow } from '../renewal/files.ts';
import { tellPerson } from '../renewal/tell.ts';

/** What a round works with. */
export interface CopyRound {
  readonly orders: readonly TimetableOrder[];
  /** Holds `state.json`, and what the script and the program tell each other. */
  readonly folder: string;
  /** Holds the copies, a folder for each install. */
  readonly backups: string;
  /** Says who is told. */
  readonly notifyFile: string;
  readonly now: () => Date;
  readonly say: (line: string) => void;
  readonly signal: AbortSignal;
}

/** Writes down whose data are to be copied now. False where nobody's are; it is told then what was not yet. */
export async function lookWhatIsDue(round: CopyRound, forced: readonly string[]): Promise<boolean> {
  const { orders, folder, now, say } = round;
  const before = await stateIn(round);
  const due = orders.filter((order) => {
    const state = before.installs[order.install] ?? NEW_COPY_STATE;
    return forced.includes(order.install) || isDue(order, state, now());
  });
  const names = due.map(({ install }) => install);
  if (names.length > 0) {
    say(`Due: ${names.join(', ')}`);
    await writeFilesAnyhow([
      { path: `${folder}/due`, mode: '600', text: `${names.join('\n')}\n` },
      stateFile(round, before),
    ]);
    return true;
  }
  await settle(round, before);
  return false;
}

/** Takes note of what came of it, and of which copies may go now. False where a try went wrong. */
export async function noteCopies(round: CopyRound): Promise<boolean> {
  const { orders, folder, backups, now } = round;
  const before = await stateIn(round);
  let [installs, well] = [before.installs, true];
  const gone: string[] = [];
  for (const { install, keep } of orders) {
    const result = readResult((await textOf(`${folder}/results/${install}`)) ?? '');
    const state = installs[install];
    if (!result || !state) continue;
    well &&= result.says === '';
    installs = { ...installs, [install]: afterCopying(state, result) };
    const copies = await copiesIn(`${backups}/${install}`);
    gone.push(...expired(copies, keep, now()).map((stamp) => `${install} ${stamp}\n`));
  }
  await writeFilesAnyhow([{ path: `${folder}/expired`, mode: '600', text: gone.join('') }]);
  await settle(round, { ...before, installs });
  await rm(`${folder}/results`, { recursive: true, force: true });
  return well;
}

/** What is known, with whatever is new; of installs without a timetable nothing is kept. */
async function stateIn({ orders, folder, now }: CopyRound): Promise<TimetableState> {
  const { installs } = readTimetableState((await textOf(`${folder}/state.json`)) ?? '');
  const kept = orders.map(({ install }) => [install, installs[install] ?? NEW_COPY_STATE] as const);
  return { lookedAt: now().toISOString(), installs: Object.fromEntries(kept) };
}

/** Tells what is new, and writes down how things are, and when to look again. */
async function settle(round: CopyRound, state: TimetableState): Promise<void> {
  const { orders, folder, now } = round;
  const installs: Record<string, CopyState> = { ...state.installs };
  for (const order of orders) {
    const one = installs[order.install];
    if (one) installs[order.install] = await told(order, one, round);
  }
  const next = orders.map((order) => {
    const one = installs[order.install] ?? NEW_COPY_STATE;
    return lookAgainAt(order, one, now()).getTime();
  });
  // Who could not be told is told in an hour.
  const untold = Object.values(installs).some((one) => newsOfCopies(one) !== null);
  const at = Math.min(...next, now().getTime() + (untold ? 1 : 24) * 3600 * 1000);
  await writeFilesAnyhow([
    stateFile(round, { ...state, installs }),
    { path: `${folder}/next`, mode: '600', text: `${Math.floor(at / 1000)}\n` },
  ]);
}

async function told(
  order: TimetableOrder,
  state: CopyState,
  { notifyFile, say, signal }: CopyRound,
): Promise<CopyState> {
  const news = newsOfCopies(state);
  if (news === null) return state;
  const taken = await tellPerson(notifyFile, copyMessage(order, news, state), say, signal);
  return taken ? { ...state, told: news === 'failing' } : state;
}

function stateFile({ folder }: CopyRound, state: TimetableState) {
  return {
    path: `${folder}/state.json`,
    mode: '600',
    text: timetableStateText(state),
  } as const;
}

/** Four lines: whether there is a copy, when it began, for how many seconds the app rested, what went wrong. */
function readResult(text: string): CopyResult | null {
  const [copied = '', at = '', rested = '', says = ''] = text.split('\n');
  if (Number.isNaN(Date.parse(at))) return null;
  return {
    copied: copied === 'yes',
    at,
    restedSeconds: Number(rested) || 0,
    says: stripControl(says).trim(),
  };
}

/** The complete ones in an install's folder. */
export async function copiesIn(folder: string): Promise<KeptCopy[]> {
  const names = await readdir(folder).catch(() => []);
  const copies: KeptCopy[] = [];
  for (const stamp of names.filter(isStamp)) {
    const backup = readBackup(parseJson((await textOf(`${folder}/${stamp}/backup.json`)) ?? ''));
    if (backup) copies.push({ stamp, why: backup.why });
  }
  return copies;
}
