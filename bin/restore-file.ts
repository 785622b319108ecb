import {
  COPY_FILE,
  RestoreFileErrand,
  restoreFileQuestions,
  restoreFileScript,
} from '../source/errands/restore-file.ts';
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
import type { RenewalJob } from './renewal-job.ts';
import { tellerFor } from './teller.ts';
import { toItsEnd } from './to-its-end.ts';
import { withHost } from './way-in.ts';
import type { World } from './world.ts';

/** Sets up the app in a copy that was fetched to this computer, with its data, on any server. */
export async function restoreFile(parsed: Parsed, world: World): Promise<ExitCode> {
  const terminal = Boolean(world.input.isTTY && world.output.isTTY);
  const { environment } = world;
  const { switches } = parsed;
  const mode = modeFor({ switches, environment, terminal });
  const tell = tellerFor(mode, world, switches.has('plan'));
  return await toItsEnd({
    world,
    tell,
    json: mode === 'json',
    stopped: 'Stopped. Run setup-server restore again to go on.',
    async work(interruption, secrets) {
      const given = await gatherAnswers(parsed, world, [...questions, ...restoreFileQuestions]);
      for (const { value } of given.given.values())
        if (value instanceof Secret) secrets.push(value);
      const known = await recalled(world);
      const source = withHost(given, parsed.operand, known.hosts);
      return await inMode(mode, { parsed, world, source, interruption, tell, secrets, ...known });
    },
  });
}

async function inMode(mode: Mode, job: RenewalJob): Promise<Ending> {
  const part = {
    ...{ doing: 'Putting back', heading: 'Put back', script: restoreFileScript },
    errand: new RestoreFileErrand(),
  };
  if (mode === 'json' || mode === 'unattended') return await errandWithoutAsking(job, part);
  const wrong = refused(job);
  if (wrong !== undefined) return wrong;
  if (mode === 'lines') return await errandInLines(job, () => part);
  return await errandByScreens(job, part, () => COPY_FILE);
}
