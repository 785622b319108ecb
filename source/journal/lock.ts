import type { Connection } from '../hosts/host.ts';
import { JOBS, LOCK } from '../paths.ts';
import { type ShellCommand, sh } from '../shell.ts';
import { LIVING } from './living-jobs.ts';

/** Who holds the server's lock, as written inside it. */
export interface Holder {
  /** `anna@laptop`. */
  readonly by: string;
  /** Tells this computer from others of the same name. */
  readonly machine: string;
  readonly process: number;
  /** ISO 8601. */
  readonly since: string;
}

export interface HeldLock {
  /** Null where it was taken but not signed yet. */
  readonly holder: Holder | null;
  /** By the server's clock. */
  readonly secondsSinceLastSign: number;
  /** What nobody holds it for any more, and still goes on there: half of what it does may be done. */
  readonly living?: LivingJob;
}

/** A command that goes on without the run that began it. */
export interface LivingJob {
  /** Its process id on the server. */
  readonly process: number;
  /** ISO 8601. */
  readonly since: string;
}

/** A holder signs every this many seconds. */
export const SIGNS_EVERY_SECONDS = 15;
const GIVEN_UP_AFTER_SECONDS = 90;

/** Whether a lock is really held: not by a run that was killed on this computer, nor by a silent one. */
export function isHeld(
  lock: HeldLock,
  machine: string,
  isAlive: (process: number) => boolean,
): boolean {
  if (lock.living) return true;
  if (lock.secondsSinceLastSign > GIVEN_UP_AFTER_SECONDS) return false;
  const { holder } = lock;
  return holder === null || holder.machine !== machine || isAlive(holder.process);
}

/**
 * Tries to take the lock: making a folder is atomic. Gives what is there where it is taken, or where a command
 * of an earlier run still goes on. What such commands left is of no use to a new run, which looks for itself.
 */
export async function takeLock(connection: Connection, me: Holder): Promise<HeldLock | null> {
  const reply = await connection.run(
    sh`
      install -d -m 0700 ${parentOf(LOCK)}
      ${LIVING}
      if mkdir ${LOCK} 2>/dev/null; then
        cat > ${`${LOCK}/holder`}
        still=$(living)
        if [ -n "$still" ]; then rm -rf ${LOCK}; echo living "$still"; else rm -rf ${JOBS}; echo taken; fi
        exit
      fi
      sign=${`${LOCK}/holder`}; [ -e "$sign" ] || sign=${LOCK}
      age=$(($(date +%s) - $(stat -c %Y "$sign")))
      # Signed while the clock was ahead: by who lives still, it is signed anew.
      [ $age -ge -${String(SIGNS_EVERY_SECONDS)} ] || touch -c "$sign"
      echo $age
      cat ${`${LOCK}/holder`} 2>/dev/null
      true
    `,
    { root: true, stdin: JSON.stringify(me), timeoutSeconds: 30 },
  );
  const [first = '', ...rest] = reply.stdout.split('\n');
  if (first === 'taken') return null;
  const living = readLiving(first);
  if (living) return { holder: null, secondsSinceLastSign: 0, living };
  return { holder: readHolder(rest.join('\n')), secondsSinceLastSign: Number(first) || 0 };
}

/**
 * Clears a lock that nobody holds any more. One that changed hands, or was signed, since it was
 * judged is left alone: of two who find the same old lock, the slower must not clear the other's.
 */
export async function breakLock(connection: Connection, judged: HeldLock): Promise<void> {
  const holder = judged.holder === null ? '' : JSON.stringify(judged.holder);
  await asRoot(
    connection,
    sh`
      old=${LOCK}.broken.$$; sign=${`${LOCK}/holder`}; [ -e "$sign" ] || sign=${LOCK}
      [ "$(cat ${`${LOCK}/holder`} 2>/dev/null)" = ${holder} ] &&
      [ $(($(date +%s) - $(stat -c %Y "$sign"))) -ge ${judged.secondsSinceLastSign} ] &&
      mv ${LOCK} "$old" && rm -rf "$old"
      true
    `,
  );
}

/** Says that the holder is still there. False where the lock has become somebody else's, or is gone. */
export async function signLock(connection: Connection, me: Holder): Promise<boolean> {
  const holder = `${LOCK}/holder`;
  const { stdout } = await asRoot(
    connection,
    sh`if [ "$(cat ${holder} 2>/dev/null)" = ${JSON.stringify(me)} ]; then touch ${holder} && echo mine; else echo lost; fi`,
  );
  return !stdout.startsWith('lost');
}

/** Gives back a lock of ours; one that another run holds by now stays. */
export async function releaseLock(connection: Connection, me: Holder): Promise<void> {
  const mine = JSON.stringify(me);
  await asRoot(
    connection,
    sh`[ "$(cat ${`${LOCK}/holder`} 2>/dev/null)" = ${mine} ] && rm -rf ${LOCK}; true`,
  );
}

/** The first of those commands that still go on there, whoever began them; null where there is none. */
export async function findLiving(connection: Connection): Promise<LivingJob | null> {
  const { stdout } = await asRoot(connection, sh`${LIVING}\nliving | sed 's/^/living /'`);
  return readLiving(stdout) ?? null;
}

function readLiving(text: string): LivingJob | undefined {
  const [, process, since] = /^living (\d+) (\S+)/.exec(text) ?? [];
  return since === undefined ? undefined : { process: Number(process), since };
}

function asRoot(connection: Connection, command: ShellCommand) {
  return connection.run(command, { root: true, timeoutSeconds: 30 });
}

function parentOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/'));
}

function readHolder(text: string): Holder | null {
  try {
    return JSON.parse(text) as Holder;
  } catch {
    return null;
  }
}
