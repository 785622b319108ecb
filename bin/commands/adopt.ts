import { AdoptErrand } from '../../source/adoption/errand.ts';
import { adoptQuestions } from '../../source/adoption/questions.ts';
import { adoptScript } from '../../source/adoption/script.ts';
import { questions } from '../../source/script.ts';
import { recalled } from '../begun.ts';
import type { Parsed } from '../command-line/parse.ts';
import { errandInMode } from '../errand-in-mode.ts';
import type { ExitCode } from '../exit-code.ts';
import { authorOf } from '../operator.ts';
import { undertake } from '../undertake.ts';
import { withHost } from '../way-in.ts';
import type { World } from '../world.ts';

/** Looks after a container from now on that somebody else started. */
export async function adopt(parsed: Parsed, world: World): Promise<ExitCode> {
  const stopped = 'Stopped. Run setup-server adopt again to go on.';
  return await undertake(parsed, world, stopped, async (undertaken) => {
    const own = adoptQuestions.map(({ id }) => id);
    const others = questions.filter(({ id }) => !own.includes(id));
    const given = await undertaken.gather([...others, ...adoptQuestions]);
    const known = await recalled(world);
    const source = withHost(given, parsed.operand, known.hosts);
    const errand = new AdoptErrand(() => authorOf(world));
    const part = { doing: 'Taking over on', heading: 'Taking over', script: adoptScript, errand };
    const job = { parsed, world, source, ...undertaken, ...known };
    return await errandInMode(undertaken.mode, job, part, 'taken-over');
  });
}
