import type { Source } from '../../source/answers/given.ts';
import type { Ending } from '../../source/output/message.ts';
import { questions } from '../../source/script.ts';
import { whichInstall } from '../../source/status/renewal-script.ts';
import { recalled } from '../begun.ts';
import type { Parsed } from '../command-line/parse.ts';
import type { ExitCode } from '../exit-code.ts';
import { refused } from '../job.ts';
import type { Mode } from '../mode.ts';
import { placesFor } from '../places.ts';
import { renewByScreens } from '../renew-by-screens.ts';
import { renewInLines } from '../renew-in-lines.ts';
import { renewWithoutAsking } from '../renew-without-asking.ts';
import { type RenewalJob, withInstall } from '../renewal-job.ts';
import { undertake } from '../undertake.ts';
import type { World } from '../world.ts';

/** Renews certificates, by screens, by lines or unattended. */
export async function renew(parsed: Parsed, world: World): Promise<ExitCode> {
  const stopped = 'Stopped. Run setup-server renew again to go on.';
  return await undertake(parsed, world, stopped, async (undertaken) => {
    const source = await undertaken.gather([...questions, whichInstall]);
    const known = await recalled(world);
    return await carryOut(undertaken.mode, { parsed, world, source, ...undertaken, ...known });
  });
}

async function carryOut(mode: Mode, job: RenewalJob): Promise<Ending> {
  if (mode === 'json' || mode === 'unattended') return await renewWithoutAsking(job);
  const asked = { ...job, source: forOne(job) };
  const wrong = refused(job);
  if (wrong !== undefined) return wrong;
  return mode === 'lines' ? await renewInLines(asked) : await renewByScreens(asked);
}

/** Whoever sits at a terminal chooses among servers and certificates, unless they were named. */
function forOne({ parsed, source, hosts }: RenewalJob): Source {
  const known = parsed.operand === undefined && hosts.length > 1 ? [] : hosts;
  const [place = source] = placesFor(source, parsed.operand, known);
  const [install] = parsed.values.get('install') ?? [];
  return install === undefined ? place : withInstall(place, install);
}
