import {
  COPY_FILE,
  RestoreFileErrand,
  restoreFileQuestions,
  restoreFileScript,
} from '../source/errands/restore/file.ts';
import { questions } from '../source/script.ts';
import { recalled } from './begun.ts';
import type { Parsed } from './command-line/parse.ts';
import { errandInMode } from './errand-in-mode.ts';
import type { ExitCode } from './exit-code.ts';
import { undertake } from './undertake.ts';
import { withHost } from './way-in.ts';
import type { World } from './world.ts';

/** Sets up the app in a copy that was fetched to this computer, with its data, on any server. */
export async function restoreFile(parsed: Parsed, world: World): Promise<ExitCode> {
  const stopped = 'Stopped. Run setup-server restore again to go on.';
  return await undertake(parsed, world, stopped, async (undertaken) => {
    const given = await undertaken.gather([...questions, ...restoreFileQuestions]);
    const known = await recalled(world);
    const source = withHost(given, parsed.operand, known.hosts);
    const part = {
      ...{ doing: 'Putting back', heading: 'Put back', script: restoreFileScript },
      errand: new RestoreFileErrand(),
    };
    const job = { parsed, world, source, ...undertaken, ...known };
    return await errandInMode(undertaken.mode, job, part, COPY_FILE);
  });
}
