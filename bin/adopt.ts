import { AdoptErrand } from '../source/adoption/errand.ts';
import { adoptQuestions } from '../source/adoption/questions.ts';
import { adoptScript } from '../source/adoption/script.ts';
import type { Ending } from '../source/output/message.ts';
import { questions } from '../source/script.ts';
import { Secret } from '../source/secret.ts';
import { recalled } from './begun.ts';
import type { Parsed } from './command-line/parse.ts';
import { errandByScreens } from './errand-by-screens.ts';
import { errandInLines } from './errand-in-lines.ts';
import { errandWithoutAsking } from './errand-without-asking.ts';
import type { ExitCode } from './exit-code.ts';
import { gatherAnswers } from './gather-answers.ts';
import { refused } from './job.ts';
import { type Mode, modeFor } from './mode.ts';
import { authorOf } from './operator.ts';
import type { RenewalJob } from './renewal-job.ts';
import { tellerFor } from './teller.ts';
import { toItsEnd } from './to-its-end.ts';
import { withHost } from './way-in.ts';
import type { World } from './world.ts';

/** Looks after a container from now on that somebody else started. */
export async function adopt(parsed: Parsed, world: World): Promise<ExitCode> {
  const terminal = Boolean(world.input.isTTY && world.output.isTTY);
  const { environment } = world;
  const { switches } = parsed;
  const mode = modeFor({ switches, environment, terminal });
  const tell = tellerFor(mode, world, switches.has('plan'));
  return await toItsEnd({
    world,
    tell,
    json: mode === 'json',
    stopped: 'Stopped. Run setup-server adopt again to go on.',
    async work(interruption, secrets) {
      const own = adoptQuestions.map(({ id }) => id);
      const others = questions.filter(({ id }) => !own.includes(id));
      const given = await gatherAnswers(parsed, world, [...others, ...adoptQuestions]);
      for (const { value } of given.given.values())
        if (value instanceof Secret) secrets.push(value);
      const known = await recalled(world);
      const source = withHost(given, parsed.operand, known.hosts);
      return await inMode(mode, { parsed, world, source, interruption, tell, secrets, ...known });
    },
  });
}

async function inMode(mode: Mode, job: RenewalJob): Promise<Ending> {
  const errand = new AdoptErrand(() => authorOf(job.world));
  const part = { doing: 'Taking over on', heading: 'Taking over', script: adoptScript, errand };
  if (mode === 'json' || mode === 'unattended') return await errandWithoutAsking(job, part);
  const wrong = refused(job);
  if (wrong !== undefined) return wrong;
  if (mode === 'lines') return await errandInLines(job, () => part);
  return await errandByScreens(job, part, () => 'taken-over');
}
