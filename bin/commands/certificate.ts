import { accountTask } from '../../source/errands/account.ts';
import type { Task } from '../../source/errands/errand.ts';
import { restoreTask } from '../../source/errands/restore/restore.ts';
import { revokeTask } from '../../source/errands/revoke.ts';
import { listOfCertificates } from '../certificate-list.ts';
import type { Parsed } from '../command-line/parse.ts';
import type { ExitCode } from '../exit-code.ts';
import type { World } from '../world.ts';
import { errand } from './errand.ts';

const TASKS: readonly Task[] = [revokeTask, restoreTask, accountTask];

/** Lists certificates, or does something with one, or with the account that it is from. */
export async function certificate(parsed: Parsed, world: World): Promise<ExitCode> {
  const task = TASKS.find(({ command }) => command === `certificate ${parsed.operand}`);
  return task
    ? await errand(task, parsed.object, parsed, world)
    : await listOfCertificates(parsed, world);
}
