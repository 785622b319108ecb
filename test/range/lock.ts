import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { inCache } from './places.ts';

const patience = 20 * 60_000;

/** Several test files may ask for the range at once: one builds, the others wait and then find it done. */
export async function oneAtATime<T>(what: string, work: () => Promise<T>): Promise<T> {
  const lock = inCache('locks', what);
  await mkdir(inCache('locks'), { recursive: true });
  const giveUp = Date.now() + patience;
  while (!(await taken(lock))) {
    if (await ownerIsGone(lock)) await rm(lock, { force: true });
    else if (Date.now() > giveUp) throw new Error(`The range's lock ${lock} was never released.`);
    else await sleep(50);
  }
  try {
    return await work();
  } finally {
    await rm(lock, { force: true });
  }
}

async function taken(lock: string): Promise<boolean> {
  return writeFile(lock, String(process.pid), { flag: 'wx' }).then(
    () => true,
    () => false,
  );
}

async function ownerIsGone(lock: string): Promise<boolean> {
  const pid = Number(await readFile(lock, 'utf8').catch(() => ''));
  if (!pid) return false;
  const state = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  if (state !== undefined) return / Z /.test(state);
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}
