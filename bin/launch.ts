import type { CloudWork } from '../source/clouds/cloud-work.ts';
import type { Launched } from '../source/clouds/index.ts';
import { ExpectedError } from '../source/expected-error.ts';
import type { Ending } from '../source/output/message.ts';
import { Secret } from '../source/secret.ts';
import { recalled } from './begun.ts';
import type { Parsed } from './command-line/parse.ts';
import { errandByScreens } from './errand-by-screens.ts';
import { errandInLines } from './errand-in-lines.ts';
import type { ErrandJob } from './errand-job.ts';
import { errandWithoutAsking } from './errand-without-asking.ts';
import type { ExitCode } from './exit-code.ts';
import { gatherAnswers } from './gather-answers.ts';
import { refused } from './job.ts';
import { modeFor } from './mode.ts';
import { operatorOf } from './operator.ts';
import type { RenewalJob } from './renewal-job.ts';
import { tellerFor } from './teller.ts';
import { toItsEnd } from './to-its-end.ts';
import type { World } from './world.ts';

/** Makes a machine at a provider, or deletes one: by screens, by lines or unattended. */
export async function launch(parsed: Parsed, world: World): Promise<ExitCode> {
  const { launches } = await import('../source/clouds/index.ts');
  const cloud = launches.find(({ id }) => id === parsed.operand) ?? launches[0];
  if (!cloud) throw new Error('There is no provider at all.');
  const work = workOf(cloud, parsed);
  const terminal = Boolean(world.input.isTTY && world.output.isTTY);
  const { switches } = parsed;
  const mode = modeFor({ switches, environment: world.environment, terminal });
  const tell = tellerFor(mode, world, switches.has('plan'));
  return await toItsEnd({
    world,
    tell,
    json: mode === 'json',
    stopped: 'Stopped. Run setup-server launch again to go on: nothing is made twice.',
    async work(interruption, secrets) {
      const all = launches.flatMap(({ launch: made, remove, write }) => [
        ...[...made.questions, ...remove.questions, ...(write?.questions ?? [])],
      ]);
      const gathered = await gatherAnswers(parsed, world, all);
      const own = [...gathered.given].filter(([id]) =>
        work.questions.some((each) => each.id === id),
      );
      const source = { ...gathered, given: new Map(own) };
      for (const { value } of source.given.values())
        if (value instanceof Secret) secrets.push(value);
      const job = {
        parsed,
        world,
        source,
        interruption,
        tell,
        secrets,
        ...(await recalled(world)),
      };
      return await inMode(mode, job, await errandOf(work, world));
    },
  });
}

function workOf({ id, launch: made, remove, write }: Launched, parsed: Parsed): CloudWork {
  if (parsed.values.has('remove')) return remove;
  if (!parsed.values.has('write')) return made;
  if (write) return write;
  throw new ExpectedError({
    code: 'launch.no-files',
    what: `A server at ${id} can not be written as files.`,
    next: ['npx setup-server launch ec2 --write FOLDER writes one for Amazon.'],
  });
}

async function errandOf(work: CloudWork, world: World): Promise<ErrandJob> {
  const operator = await operatorOf(world);
  const { openLaunch } = await import('../source/open-launch.ts');
  return {
    ...{ doing: work.doing, heading: work.heading, script: work.script },
    errand: { narrow: () => [], over: (base) => openLaunch(base, work, operator) },
  };
}

async function inMode(
  mode: ReturnType<typeof modeFor>,
  job: RenewalJob,
  errand: ErrandJob,
): Promise<Ending> {
  if (mode === 'json' || mode === 'unattended') return await errandWithoutAsking(job, errand);
  const wrong = refused(job);
  if (wrong !== undefined) return wrong;
  if (mode === 'lines') return await errandInLines(job, () => errand);
  return await errandByScreens(job, errand, () => 'server');
}
