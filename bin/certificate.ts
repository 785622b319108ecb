import { accountTask } from '../source/errands/account.ts';
import { Errand, type Task } from '../source/errands/errand.ts';
import { restoreTask } from '../source/errands/restore.ts';
import { revokeTask } from '../source/errands/revoke.ts';
import type { Ending } from '../source/output/message.ts';
import { questions } from '../source/script.ts';
import { Secret } from '../source/secret.ts';
import { whichInstall } from '../source/status/renewal-script.ts';
import { recalled } from './begun.ts';
import { listOfCertificates } from './certificate-list.ts';
import type { Parsed } from './command-line/parse.ts';
import { errandByScreens } from './errand-by-screens.ts';
import { errandInLines } from './errand-in-lines.ts';
import { errandWithoutAsking } from './errand-without-asking.ts';
import type { ExitCode } from './exit-code.ts';
import { gatherAnswers } from './gather-answers.ts';
import { modeFor } from './mode.ts';
import { authorOf } from './operator.ts';
import { type RenewalJob, withInstall } from './renewal-job.ts';
import { refused, tellerFor } from './set-up.ts';
import { toItsEnd } from './to-its-end.ts';
import { withHost } from './way-in.ts';
import type { World } from './world.ts';

const TASKS: readonly Task[] = [revokeTask, restoreTask, accountTask];

/** Lists certificates, or does something with one, or with the account that it is from. */
export async function certificate(parsed: Parsed, world: World): Promise<ExitCode> {
  const task = TASKS.find(({ id }) => id === parsed.operand);
  return task ? await carryOut(task, parsed, world) : await listOfCertificates(parsed, world);
}

async function carryOut(task: Task, parsed: Parsed, world: World): Promise<ExitCode> {
  const terminal = Boolean(world.input.isTTY && world.output.isTTY);
  const { environment } = world;
  const { switches } = parsed;
  const mode = modeFor({ switches, environment, terminal });
  const tell = tellerFor(mode, world, switches.has('plan'));
  return await toItsEnd({
    world,
    tell,
    json: mode === 'json',
    stopped: `Stopped. Run setup-server certificate ${task.id} again to go on.`,
    async work(interruption, secrets) {
      const asked = [...questions, whichInstall, ...task.questions];
      const given = await gatherAnswers(parsed, world, asked);
      for (const { value } of given.given.values())
        if (value instanceof Secret) secrets.push(value);
      const known = await recalled(world);
      const source = withHost(given, parsed.object, known.hosts);
      const [install] = parsed.values.get('install') ?? [];
      const meant = install === undefined ? source : withInstall(source, install);
      const job = { parsed, world, source: meant, interruption, tell, secrets, ...known };
      return await inMode(mode, job, task);
    },
  });
}

async function inMode(
  mode: ReturnType<typeof modeFor>,
  job: RenewalJob,
  task: Task,
): Promise<Ending> {
  const errand = { id: task.id, script: task.script, errand: errandOf(task, job) };
  if (mode === 'json' || mode === 'unattended') return await errandWithoutAsking(job, errand);
  const wrong = refused(job);
  if (wrong !== undefined) return wrong;
  if (mode === 'lines') return await errandInLines(job, () => errand);
  return await errandByScreens(job, errand, () => `certificate-${task.id}`);
}

function errandOf(task: Task, { world }: RenewalJob): Errand {
  return new Errand(task, () => authorOf(world));
}
