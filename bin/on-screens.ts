import { AskerBridge } from '../screens/asker-bridge.ts';
import { renderWizard } from '../screens/render.tsx';
import type { Origin, WizardProps } from '../screens/wizard-props.ts';
import { WholeJob } from '../source/adoption/whole-job.ts';
import { type Answers, textAnswer } from '../source/answers/answers.ts';
import { answersText } from '../source/answers/answers-text.ts';
import { beginInterview } from '../source/answers/begin.ts';
import type { Draft } from '../source/answers/draft.ts';
import type { Source } from '../source/answers/given.ts';
import type { DraftKeeper } from '../source/answers/keep-draft.ts';
import { apps, calledIn } from '../source/apps/index.ts';
import { describeAction } from '../source/describe.ts';
import type { Facts } from '../source/facts/facts.ts';
import { answersFirst } from '../source/hosts/answering-asker.ts';
import type { Ending } from '../source/output/message.ts';
import { tokensFileName, tokensText } from '../source/receipt.ts';
import { script } from '../source/script.ts';
import {
  type EndingCertificate,
  endingCertificates,
} from '../source/status/ending-certificates.ts';
import { type KnownApp, knownApps } from '../source/status/known-apps.ts';
import { target } from './answers-target.ts';
import { launching } from './launching.ts';
import { authorOf } from './operator.ts';
import { saveFile, saveSecretFile } from './save-file.ts';
import { saveReceipt } from './save-receipt.ts';
import { sessionFor } from './session.ts';
import type { World } from './world.ts';

/** What the person wants instead, or next. */
export type Elsewhere =
  | { readonly renew: EndingCertificate }
  /** To come back to an app; null for one that is not known here. */
  | { readonly back: KnownApp | null }
  /** A server was made: the job goes on there, with these answers; `handedOver` is called once it went well. */
  | { readonly goOn: Answers; readonly handedOver: () => Promise<void> };

/** The wizard on screens, from the first question to the receipt. */
export async function onScreens(job: {
  readonly world: World;
  readonly source: Source;
  readonly drafts: DraftKeeper;
  readonly draft: Draft | undefined;
  readonly facts: Facts;
  readonly askAll: boolean;
}): Promise<Ending | Elsewhere> {
  const { world, source, drafts, draft, facts, askAll } = job;
  const asker = new AskerBridge();
  const start = { ...beginInterview(script, source.given, draft, askAll), facts };
  const whole = new WholeJob(() => authorOf(world));
  const below = sessionFor(world, answersFirst(start.answers, asker.ask), whole);
  const session = launching(world, whole.over(below));
  let hostname = '';
  let elsewhere: Elsewhere | undefined;
  const props: WizardProps = {
    script,
    start,
    given: askAll ? {} : originsOf(source, draft),
    endings: endingCertificates(facts),
    onRenew: (ending) => {
      elsewhere = { renew: ending };
    },
    known: knownApps(facts),
    onComeBack: (app) => {
      elsewhere = { back: app };
    },
    session,
    asker,
    heading: headingOf,
    target,
    describe: describeAction,
    onInterrupt: world.onInterrupt,
    onDraft: (interview) => {
      hostname = textAnswer(interview.answers, 'hostname');
      drafts.save(interview);
    },
    saveAnswers: async (answers) =>
      await saveFile(world.folder, 'answers.yaml', await answersText(answers, world.now())),
    saveTokens: async (tokens) =>
      await saveSecretFile(world.folder, tokensFileName({ names: [hostname] }), tokensText(tokens)),
    saveReceipt: async (receipt) => await saveReceipt(world.folder, hostname, receipt, world.now()),
  };
  hostname = textAnswer(props.start.answers, 'hostname');
  try {
    const ending = await renderWizard(props, {
      stdin: world.input,
      stdout: world.output,
      environment: world.environment,
      platform: world.platform,
      onDying: world.onDying,
    });
    const next = ending === 'complete' ? session.next() : null;
    if (ending === 'complete') await drafts.remove();
    if (next) return { goOn: next, handedOver: session.handedOver };
    if (ending !== 'elsewhere') return ending === 'left' ? 'stopped' : ending;
    return elsewhere ?? 'stopped';
  } finally {
    await drafts.settled();
    await session.close();
  }
}

function headingOf(answers: Answers): string {
  const app = apps.find(({ id }) => id === answers.app);
  return app ? calledIn(app, answers) : '';
}

function originsOf(source: Source, draft: Draft | undefined): Record<string, Origin> {
  const earlier = (draft?.confirmed ?? []).map((id) => [id, 'earlier'] as const);
  const given = [...source.given].map(([id, { origin }]) => [id, origin.from] as const);
  return Object.fromEntries([...earlier, ...given]);
}
