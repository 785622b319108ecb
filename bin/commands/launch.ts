import type { CloudWork } from '../../source/clouds/cloud-work.ts';
import type { Launched } from '../../source/clouds/index.ts';
import { ExpectedError } from '../../source/expected-error.ts';
import { recalled } from '../begun.ts';
import { cloudErrand } from '../cloud-errand.ts';
import type { Parsed } from '../command-line/parse.ts';
import { errandInMode } from '../errand-in-mode.ts';
import type { ExitCode } from '../exit-code.ts';
import { undertake } from '../undertake.ts';
import type { World } from '../world.ts';

/** Makes a machine at a provider, or deletes one: by screens, by lines or unattended. */
export async function launch(parsed: Parsed, world: World): Promise<ExitCode> {
  const { launches } = await import('../../source/clouds/index.ts');
  const cloud = launches.find(({ id }) => id === parsed.operand) ?? launches[0];
  if (!cloud) throw new Error('There is no provider at all.');
  const work = workOf(cloud, parsed);
  const stopped = 'Stopped. Run setup-server launch again to go on: nothing is made twice.';
  return await undertake(parsed, world, stopped, async (undertaken) => {
    const all = launches.flatMap(({ launch: made, remove, write }) => [
      ...[...made.questions, ...remove.questions, ...(write?.questions ?? [])],
    ]);
    const gathered = await undertaken.gather(all);
    const own = [...gathered.given].filter(([id]) => work.questions.some((each) => each.id === id));
    const source = { ...gathered, given: new Map(own) };
    const job = { parsed, world, source, ...undertaken, ...(await recalled(world)) };
    return await errandInMode(undertaken.mode, job, await cloudErrand(work, world), 'server');
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
