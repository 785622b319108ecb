import type { CloudWork } from '../source/clouds/cloud-work.ts';
import type { ErrandJob } from './errand-job.ts';
import { operatorOf } from './operator.ts';
import type { World } from './world.ts';

/** Work at a provider as a part of the job. */
export async function cloudErrand(work: CloudWork, world: World): Promise<ErrandJob> {
  const operator = await operatorOf(world);
  const { openLaunch } = await import('../source/session/open-launch.ts');
  return {
    ...{ doing: work.doing, heading: work.heading, script: work.script },
    errand: { narrow: () => [], over: (base) => openLaunch(base, work, operator) },
  };
}
