import type { Answers } from '../source/answers/answers.ts';
import { answersText } from '../source/answers/answers-text.ts';
import { beginInterview } from '../source/answers/begin.ts';
import { describeAction } from '../source/describe.ts';
import { answersFirst } from '../source/hosts/answering-asker.ts';
import type { Ending } from '../source/output/message.ts';
import type { Secret } from '../source/secrets/secret.ts';
import { target } from './answers-target.ts';
import { remembering } from './entering.ts';
import type { ErrandJob } from './errand-job.ts';
import type { RenewalJob } from './renewal-job.ts';
import { saveFile } from './save-file.ts';
import { saveReceipt } from './save-receipt.ts';
import { sessionFor } from './session.ts';

/** A part of the job on screens: which, the review, the run, the receipt. `name` is what its page is saved as. */
export async function errandByScreens(
  { world, source, facts }: Pick<RenewalJob, 'world' | 'source' | 'facts'>,
  { doing, heading, script, errand, reads, leavesFor, onLeaving }: ErrandJob,
  name: () => string,
): Promise<Ending> {
  // Ink and React are for those who see screens.
  const { AskerBridge } = await import('../screens/asker-bridge.ts');
  const { renderWizard } = await import('../screens/render.tsx');
  const asker = new AskerBridge();
  const start = { ...beginInterview(script, source.given), facts };
  const typed: Secret[] = [];
  const ask = remembering(answersFirst(start.answers, asker.ask), typed);
  const whole = sessionFor(world, ask, errand);
  const session = errand.over(whole);
  let last = start.answers;
  const { input: stdin, output: stdout, environment, platform, onDying } = world;
  try {
    const ending = await renderWizard(
      {
        script,
        start,
        given: {},
        errand: typeof doing === 'string' ? () => doing : doing,
        ...(reads && { reads: (answers: Answers) => reads(whole, typed, answers) }),
        ...(leavesFor && { leavesFor }),
        session,
        asker,
        heading: () => heading,
        target,
        describe: describeAction,
        onInterrupt: world.onInterrupt,
        onDraft: ({ answers }) => {
          last = answers;
        },
        saveAnswers: async (answers) =>
          await saveFile(world.folder, 'answers.yaml', await answersText(answers, world.now())),
        saveReceipt: async (receipt) =>
          await saveReceipt(world.folder, name(), receipt, world.now()),
      },
      { stdin, stdout, environment, platform, onDying },
    );
    if (ending === 'elsewhere') onLeaving?.(last);
    return ending === 'left' || ending === 'elsewhere' ? 'stopped' : ending;
  } finally {
    await session.close();
  }
}
