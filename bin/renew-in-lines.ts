import { beginInterview } from '../source/answers/begin.ts';
import { describeAction } from '../source/describe.ts';
import { answersFirst } from '../source/hosts/answering-asker.ts';
import type { Ending } from '../source/output/message.ts';
import { plainWizard } from '../source/output/plain-wizard.ts';
import { askerInLines } from '../source/output/prompt-in-lines.ts';
import { renewalLine } from '../source/output/renewal-line.ts';
import { TerminalLines } from '../source/output/terminal-lines.ts';
import { renewalScript } from '../source/status/renewal-script.ts';
import { errandFor, type RenewalJob } from './renewal-job.ts';
import { saveFile } from './save-file.ts';
import { sessionFor } from './session.ts';

/** One renewal for those who read lines. */
export async function renewInLines(job: RenewalJob): Promise<Ending> {
  const { world, source, interruption, facts } = job;
  const { input, output } = world;
  const lines = new TerminalLines({ input, output, interrupt: () => interruption.stop() });
  const start = { ...beginInterview(renewalScript, source.given), facts };
  const errand = errandFor(job, (wish) => lines.say(renewalLine(wish)));
  const asker = answersFirst(start.answers, askerInLines(lines));
  const session = interruption.watching(errand.over(sessionFor(world, asker, errand.narrow)));
  try {
    const wizard = plainWizard(
      {
        script: renewalScript,
        session,
        lines,
        control: interruption.control,
        describe: describeAction,
        now: world.now,
        remember: async () => {},
        saveFile: (name, text) => saveFile(world.folder, name, text),
      },
      start,
    );
    return await interruption.unlessLeft(wizard);
  } finally {
    await session.close();
  }
}
