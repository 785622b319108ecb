import { randomUUID } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { hostname, userInfo } from 'node:os';
import { dirname } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { keptPath } from '../source/answers/draft.ts';
import type { Operator } from '../source/session/open-session.ts';
import type { Author } from '../source/steps/record-write.ts';
import { renewalProgram } from './renewal-program.ts';
import { version } from './version.ts';
import type { World } from './world.ts';

/** Who sits at this machine, as the server's lock, log and record name them. */
export async function operatorOf(world: World): Promise<Operator> {
  const { username } = userInfo();
  return {
    by: `${username}@${hostname()}`,
    machine: `${hostname()} ${await machineId(world)}`,
    process: world.process,
    version: version(),
    renewalProgram: await renewalProgram(),
    isAlive: world.isAlive,
    now: world.now,
    pause: async (seconds, signal) => {
      await wait(seconds * 1000, undefined, { signal }).catch(() => {});
    },
  };
}

/** The same person as who writes the server's record, now. */
export async function authorOf(world: World): Promise<Author> {
  const { by, version: written, renewalProgram: program } = await operatorOf(world);
  return { by, version: written, renewalProgram: program, at: world.now() };
}

/** Made up once for each person and machine: two laptops may have the same name. */
async function machineId({ environment, platform, home }: World): Promise<string> {
  const path = keptPath(environment, platform, home, 'machine');
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    await writeFile(path, `${randomUUID()}\n`, { mode: 0o600, flag: 'wx' });
  } catch {
    // It is there already, or can't be written.
  }
  return await readFile(path, 'utf8').then(
    (text) => text.trim(),
    () => '',
  );
}
