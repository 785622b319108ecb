import { WholeJob } from '../source/adoption/whole-job.ts';
import { beginInterview } from '../source/answers/begin.ts';
import { describeAction } from '../source/describe.ts';
import { answersFirst } from '../source/hosts/answering-asker.ts';
import type { Ending } from '../source/output/message.ts';
import { offerDraft } from '../source/output/offer-draft.ts';
import { offerRenewal } from '../source/output/offer-renewal.ts';
import { plainWizard } from '../source/output/plain-wizard.ts';
import { askerInLines } from '../source/output/prompt-in-lines.ts';
import { TerminalLines } from '../source/output/terminal-lines.ts';
import { script } from '../source/script.ts';
import { endingCertificates } from '../source/status/ending-certificates.ts';
import { begun } from './begun.ts';
import type { Job } from './job.ts';
import { goingOn, launching } from './launching.ts';
import { authorOf } from './operator.ts';
import { saveFile, saveSecretFile } from './save-file.ts';
import { sessionFor } from './session.ts';

/** The wizard for those who read lines. */
export async function inLines(job: Job): Promise<Ending> {
  const { parsed, world, interruption, source } = job;
  const askAll = parsed.switches.has('ask');
  const { input, output } = world;
  const lines = new TerminalLines({ input, output, interrupt: () => interruption.stop() });
  const { drafts, draft, facts } = await begun(world);
  const ending = await offerRenewal(endingCertificates(facts), lines, interruption.control.stop);
  if (ending === 'left') return 'stopped';
  if (ending) {
    const { renewalOf } = await import('./renewal-job.ts');
    const { renewInLines } = await import('./renew-in-lines.ts');
    return await renewInLines(renewalOf(job, ending, facts));
  }
  const kept = draft && (await offerDraft(draft, lines, interruption.control.stop));
  if (kept === 'left') return 'stopped';
  for (const [id, { origin }] of source.given)
    lines.say(`Answered already: ${id} (${origin.where}).`);
  const start = { ...beginInterview(script, source.given, kept, askAll), facts };
  const asker = answersFirst(start.answers, askerInLines(lines));
  const whole = new WholeJob(() => authorOf(world));
  const launched = launching(world, whole.over(sessionFor(world, asker, whole)));
  const session = interruption.watching(launched);
  try {
    const wizard = plainWizard(
      {
        script,
        session,
        lines,
        control: interruption.control,
        describe: describeAction,
        now: world.now,
        remember: async (interview) => drafts.save(interview),
        saveFile: (name, text) => saveFile(world.folder, name, text),
        saveSecretFile: (name, text) => saveSecretFile(world.folder, name, text),
      },
      start,
    );
    const ending = await interruption.unlessLeft(wizard);
    const next = ending === 'complete' ? launched.next() : null;
    if (ending === 'complete') await drafts.remove();
    if (!next) return ending;
    const there = await inLines({ ...job, source: goingOn(source, next) });
    if (there === 'complete') await launched.handedOver();
    return there;
  } finally {
    await drafts.settled();
    await session.close();
  }
}
