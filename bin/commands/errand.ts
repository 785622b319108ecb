import type { Source } from '../../source/answers/given.ts';
import { Errand, type Task } from '../../source/errands/errand.ts';
import { removeTask } from '../../source/errands/remove/remove.ts';
import type { RememberedHost } from '../../source/facts/installs/remembered.ts';
import { questions } from '../../source/script.ts';
import { whichInstall } from '../../source/status/renewal-script.ts';
import { recalled } from '../begun.ts';
import type { Parsed } from '../command-line/parse.ts';
import { errandInMode } from '../errand-in-mode.ts';
import type { ErrandJob } from '../errand-job.ts';
import type { ExitCode } from '../exit-code.ts';
import { forgetting } from '../forgetting.ts';
import { growing } from '../growing.ts';
import { authorOf } from '../operator.ts';
import { withInstall } from '../renewal-job.ts';
import { undertake } from '../undertake.ts';
import { withHost } from '../way-in.ts';
import type { World } from '../world.ts';

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
  { given: more, inLines = task }: Besides = {},
): Promise<ExitCode> {
  const stopped = `Stopped. Run setup-server ${task.command} again to go on.`;
  return await undertake(parsed, world, stopped, async (undertaken) => {
    const { mode } = undertaken;
    const chosen = mode === 'lines' ? inLines : task;
    const given = await undertaken.gather([...questions, whichInstall, ...chosen.questions], more);
    const known = await recalled(world);
    const source = withHost(given, word, known.hosts);
    const [install = installNamed(word, known.hosts)] = parsed.values.get('install') ?? [];
    const meant = install === undefined ? source : withInstall(source, install);
    const job = { parsed, world, source: meant, ...undertaken, ...known };
    return await errandInMode(mode, job, partOf(chosen, world), task.command.replaceAll(' ', '-'));
  });
}

function partOf(task: Task, world: World): ErrandJob {
  const { doing, heading, script } = task;
  const own = new Errand(task, () => authorOf(world));
  const errand = forgetting(own, world, () => task === removeTask);
  const part = { doing, heading, script, errand };
  return growing(part, world);
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
