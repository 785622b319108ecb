import { beginInterview } from '../source/answers/begin.ts';
import { draftPath, loadDraft } from '../source/answers/draft.ts';
import type { Source } from '../source/answers/given.ts';
import { DraftKeeper } from '../source/answers/keep-draft.ts';
import { describeAction } from '../source/describe.ts';
import { ExpectedError } from '../source/expected-error.ts';
import { answeringAsker } from '../source/hosts/answering-asker.ts';
import type { Asker } from '../source/hosts/host.ts';
import { openSession } from '../source/open-session.ts';
import { jsonLine } from '../source/output/json.ts';
import { type Ending, FORMAT, type Message, type Tell } from '../source/output/message.ts';
import { offerDraft } from '../source/output/offer-draft.ts';
import { PlainLines } from '../source/output/plain.ts';
import { plainWizard } from '../source/output/plain-wizard.ts';
import { problemLines } from '../source/output/problem-lines.ts';
import { askerInLines } from '../source/output/prompt-in-lines.ts';
import { TerminalLines } from '../source/output/terminal-lines.ts';
import { questions, script } from '../source/script.ts';
import { Secret } from '../source/secret.ts';
import type { Session } from '../source/session.ts';
import { unattended } from '../source/unattended.ts';
import type { Parsed } from './command-line/parse.ts';
import { complaint, exitCodeFor } from './complaint.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import { gatherAnswers } from './gather-answers.ts';
import { Interruption } from './interruption.ts';
import { type Mode, modeFor } from './mode.ts';
import { operatorOf } from './operator.ts';
import { saveFile } from './save-file.ts';
import { version } from './version.ts';
import type { World } from './world.ts';

const CODES: Readonly<Record<Ending, ExitCode>> = {
  'nothing-to-do': EXIT.done,
  complete: EXIT.done,
  'changes-pending': EXIT.changesPending,
  failed: EXIT.failed,
  stopped: EXIT.cancelled,
  'bad-input': EXIT.badInput,
};

/** The main job, by screens, by lines or unattended. */
export async function setUp(parsed: Parsed, world: World): Promise<ExitCode> {
  const terminal = Boolean(world.input.isTTY && world.output.isTTY);
  const { environment } = world;
  const mode = modeFor({ switches: parsed.switches, environment, terminal });
  const tell = tellerFor(mode, world);
  const note = (line: string) =>
    mode === 'json' ? tell({ type: 'note', text: line }) : void world.errors.write(`${line}\n`);
  const interruption = new Interruption(world, note);
  const secrets: Secret[] = [];
  let code: ExitCode;
  tell({ type: 'begin', version: version(), format: FORMAT });
  try {
    const source = await gatherAnswers(parsed, world, questions);
    for (const { value } of source.given.values()) if (value instanceof Secret) secrets.push(value);
    const ending = await carryOut(mode, { parsed, world, source, interruption, tell });
    tell({ type: 'end', ending });
    code = CODES[ending];
  } catch (error) {
    code = interruption.happened ? EXIT.cancelled : exitCodeFor(error);
    if (interruption.happened) note('Stopped. Run setup-server again to go on.');
    else if (mode === 'json' && error instanceof ExpectedError)
      tell({ type: 'trouble', trouble: error.trouble });
    else world.errors.write(complaint(error, secrets));
    tell({ type: 'end', ending: endingOf(code) });
  }
  interruption.release();
  return code;
}

interface Job {
  readonly parsed: Parsed;
  readonly world: World;
  readonly source: Source;
  readonly interruption: Interruption;
  readonly tell: Tell;
}

async function carryOut(mode: Mode, job: Job): Promise<Ending> {
  const { world, source } = job;
  switch (mode) {
    case 'json':
    case 'unattended':
      return await withoutAsking(job);
    case 'lines':
      return refused(job) ?? (await inLines(job));
    case 'screens': {
      // Ink and React are for those who see screens.
      const { onScreens } = await import('./on-screens.ts');
      return refused(job) ?? (await onScreens({ world, source, ...(await begun(job)) }));
    }
  }
}

async function withoutAsking({ parsed, world, source, interruption, tell }: Job): Promise<Ending> {
  const { answers } = beginInterview(script, source.given);
  const session = await sessionFor(world, interruption, answeringAsker(answers));
  try {
    const planOnly = parsed.switches.has('plan');
    const describe = describeAction;
    const { control } = interruption;
    const errand = { script, session, ...source, planOnly, describe, control };
    return await interruption.unlessLeft(unattended(errand, tell));
  } finally {
    await session.close();
  }
}

async function inLines(job: Job): Promise<Ending> {
  const { world, interruption, source } = job;
  const { input, output } = world;
  const lines = new TerminalLines({ input, output, interrupt: () => interruption.stop() });
  const { drafts, draft } = await begun(job);
  const kept = draft && (await offerDraft(draft, lines, interruption.control.stop));
  if (kept === 'left') return 'stopped';
  for (const [id, { origin }] of source.given)
    lines.say(`Answered already: ${id} (${origin.where}).`);
  const session = await sessionFor(world, interruption, askerInLines(lines));
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
      },
      beginInterview(script, source.given, kept),
    );
    const ending = await interruption.unlessLeft(wizard);
    if (ending === 'complete') await drafts.remove();
    return ending;
  } finally {
    await drafts.settled();
    await session.close();
  }
}

async function sessionFor(
  world: World,
  interruption: Interruption,
  asker: Asker,
): Promise<Session> {
  const session = openSession(await operatorOf(world), asker);
  const run: Session['run'] = (prepared, control) =>
    interruption.during(session.run(prepared, control));
  return { ...session, run };
}

async function begun({ world }: Job) {
  const path = draftPath(world.environment, world.platform, world.home);
  return { drafts: new DraftKeeper(path, world.now), draft: await loadDraft(path) };
}

/** Unknown names and the like are told before the first question. */
function refused({ source, world }: Job): Ending | undefined {
  if (source.problems.length === 0) return undefined;
  world.errors.write(`${problemLines(source.problems).join('\n')}\n`);
  return 'bad-input';
}

function tellerFor(mode: Mode, world: World): Tell {
  const print = (text: string) => void world.output.write(text);
  if (mode === 'json') {
    return (message) => print(jsonLine(message, world.now()));
  }
  if (mode !== 'unattended') return () => {};
  const plain = new PlainLines();
  return (message: Message) => {
    const text = plain.lines(message, world.now().getTime() / 1000).map((line) => `${line}\n`);
    if (BESIDE.has(message.type)) world.errors.write(text.join(''));
    else print(text.join(''));
  };
}

/** What is not the run's own story goes to standard error. */
const BESIDE: ReadonlySet<string> = new Set(['problems', 'trouble', 'note']);

function endingOf(code: ExitCode): Ending {
  if (code === EXIT.cancelled) return 'stopped';
  return code === EXIT.badInput ? 'bad-input' : 'failed';
}
