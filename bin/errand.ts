import type { Source } from '../source/answers/given.ts';
import { Errand, type Task } from '../source/errands/errand.ts';
import { removeTask } from '../source/errands/remove.ts';
import type { RememberedHost } from '../source/facts/remembered.ts';
import type { Ending } from '../source/output/message.ts';
import { questions } from '../source/script.ts';
import { Secret } from '../source/secret.ts';
import { whichInstall } from '../source/status/renewal-script.ts';
import { recalled } from './begun.ts';
import type { Parsed } from './command-line/parse.ts';
import { errandByScreens } from './errand-by-screens.ts';
import { errandInLines } from './errand-in-lines.ts';
import { errandWithoutAsking } from './errand-without-asking.ts';
import type { ExitCode } from './exit-code.ts';
import { forgetting } from './forgetting.ts';
import { gatherAnswers } from './gather-answers.ts';
import { refused } from './job.ts';
import { modeFor } from './mode.ts';
import { authorOf } from './operator.ts';
import { type RenewalJob, withInstall } from './renewal-job.ts';
import { tellerFor } from './teller.ts';
import { toItsEnd } from './to-its-end.ts';
import { withHost } from './way-in.ts';
import type { World } from './world.ts';

export interface Besides {
  /** Adds what the command's own flags answer. */
  readonly given?: (source: Source) => Source;
  /** The task where lines are read, if its questions suit them better. */
  readonly inLines?: Task;
}

/** Does something with an install on the host that `word` names: by screens, by lines or unattended. */
export async function errand(
  task: Task,
  word: string | undefined,
  parsed: Parsed,
  world: World,
  { given: more = (source) => source, inLines = task }: Besides = {},
): Promise<ExitCode> {
  const terminal = Boolean(world.input.isTTY && world.output.isTTY);
  const { environment } = world;
  const { switches } = parsed;
  const mode = modeFor({ switches, environment, terminal });
  const tell = tellerFor(mode, world, switches.has('plan'));
  const chosen = mode === 'lines' ? inLines : task;
  return await toItsEnd({
    world,
    tell,
    json: mode === 'json',
    stopped: `Stopped. Run setup-server ${task.command} again to go on.`,
    async work(interruption, secrets) {
      const asked = [...questions, whichInstall, ...chosen.questions];
      const given = more(await gatherAnswers(parsed, world, asked));
      for (const { value } of given.given.values())
        if (value instanceof Secret) secrets.push(value);
      const known = await recalled(world);
      const source = withHost(given, word, known.hosts);
      const [install = installNamed(word, known.hosts)] = parsed.values.get('install') ?? [];
      const meant = install === undefined ? source : withInstall(source, install);
      const job = { parsed, world, source: meant, interruption, tell, secrets, ...known };
      return await inMode(mode, job, chosen);
    },
  });
}

async function inMode(
  mode: ReturnType<typeof modeFor>,
  job: RenewalJob,
  task: Task,
): Promise<Ending> {
  const { doing, heading, script } = task;
  const { world } = job;
  const own = new Errand(task, () => authorOf(world));
  const errand = forgetting(own, world, () => task === removeTask);
  const errandJob = { doing, heading, script, errand };
  if (mode === 'json' || mode === 'unattended') return await errandWithoutAsking(job, errandJob);
  const wrong = refused(job);
  if (wrong !== undefined) return wrong;
  if (mode === 'lines') return await errandInLines(job, () => errandJob);
  return await errandByScreens(job, errandJob, () => task.command.replaceAll(' ', '-'));
}

/** Whoever names a website means that one, also where the server has others. */
export function installNamed(
  word: string | undefined,
  hosts: readonly RememberedHost[],
): string | undefined {
  const installs = hosts.flatMap((host) => host.installs);
  const meant = installs.filter(({ names }) => word !== undefined && names.includes(word));
  return meant.length === 1 ? meant[0]?.install : undefined;
}
