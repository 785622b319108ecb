import type { Ending } from '../../source/output/message.ts';
import { questions } from '../../source/script.ts';
import { begun } from '../begun.ts';
import type { Parsed } from '../command-line/parse.ts';
import type { ExitCode } from '../exit-code.ts';
import { inLines } from '../in-lines.ts';
import { type Job, refused } from '../job.ts';
import { goingOn } from '../launching.ts';
import type { Mode } from '../mode.ts';
import { undertake } from '../undertake.ts';
import { withoutAsking } from '../without-asking.ts';
import type { World } from '../world.ts';

/** The main job, by screens, by lines or unattended. */
export async function setUp(parsed: Parsed, world: World): Promise<ExitCode> {
  const stopped = 'Stopped. Run setup-server again to go on.';
  return await undertake(parsed, world, stopped, async (undertaken) => {
    const source = await undertaken.gather(questions);
    return await carryOut(undertaken.mode, { parsed, world, source, ...undertaken });
  });
}

async function carryOut(mode: Mode, job: Job): Promise<Ending> {
  const { world, source } = job;
  switch (mode) {
    case 'json':
    case 'unattended':
      return await withoutAsking(job);
    case 'lines':
      return refused(job) ?? (await inLines(job));
    case 'screens': {
      // Ink and React are for those who see screens.
      const { onScreens } = await import('../on-screens.ts');
      const askAll = job.parsed.switches.has('ask');
      const wrong = refused(job);
      if (wrong !== undefined) return wrong;
      const before = await begun(world);
      const ended = await onScreens({ world, source, askAll, ...before });
      if (typeof ended === 'string') return ended;
      if ('goOn' in ended) {
        const there = await carryOut(mode, { ...job, source: goingOn(source, ended.goOn) });
        if (there === 'complete') await ended.handedOver();
        return there;
      }
      const { renewalOf } = await import('../renewal-job.ts');
      const { renewByScreens } = await import('../renew-by-screens.ts');
      if ('renew' in ended) return await renewByScreens(renewalOf(job, ended.renew, before.facts));
      const { menuByScreens } = await import('./menu.ts');
      const { back } = ended;
      const { facts } = before;
      return await menuByScreens(
        back ? renewalOf(job, back, facts) : { ...job, facts, hosts: [], secrets: [] },
      );
    }
  }
}
