import { beginInterview } from '../source/answers/begin.ts';
import { describeAction } from '../source/describe.ts';
import { answersFirst } from '../source/hosts/answering-asker.ts';
import type { Ending } from '../source/output/message.ts';
import { plainWizard } from '../source/output/plain-wizard.ts';
import { askerInLines } from '../source/output/prompt-in-lines.ts';
import { TerminalLines } from '../source/output/terminal-lines.ts';
import type { ErrandJob } from './errand-job.ts';
import type { RenewalJob } from './renewal-job.ts';
import { saveFile, saveSecretFile } from './save-file.ts';
import { sessionFor } from './session.ts';

/** A part of the job for those who read lines; `errandWith` gets the lines to say something on. */
export async function errandInLines(
  { world, source, interruption, facts }: RenewalJob,
  errandWith: (say: (line: string) => void) => ErrandJob,
): Promise<Ending> {
  const { input, output } = world;
  const lines = new TerminalLines({ input, output, interrupt: () => interruption.stop() });
  const { script, errand } = errandWith((line) => lines.say(line));
  const start = { ...beginInterview(script, source.given), facts };
  const asker = answersFirst(start.answers, askerInLines(lines));
  const session = interruption.watching(errand.over(sessionFor(world, asker, errand)));
  try {
    const wizard = plainWizard(
      {
        script,
        session,
        lines,
        control: interruption.control,
        describe: describeAction,
        now: world.now,
        remember: async () => {},
        saveFile: (name, text) => saveFile(world.folder, name, text),
        saveSecretFile: (name, text) => saveSecretFile(world.folder, name, text),
      },
      start,
    );
    return await interruption.unlessLeft(wizard);
  } finally {
    await session.close();
  }
}
