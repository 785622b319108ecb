import type { Source } from '../source/answers/given.ts';
import { ExpectedError } from '../source/expected-error.ts';
import { jsonLine } from '../source/output/json.ts';
import { type Ending, FORMAT, type Message, type Tell } from '../source/output/message.ts';
import { PlainLines } from '../source/output/plain.ts';
import { problemLines } from '../source/output/problem-lines.ts';
import { questions } from '../source/script.ts';
import { Secret } from '../source/secret.ts';
import { begun } from './begun.ts';
import type { Parsed } from './command-line/parse.ts';
import { complaint, exitCodeFor } from './complaint.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import { gatherAnswers } from './gather-answers.ts';
import { inLines } from './in-lines.ts';
import { Interruption } from './interruption.ts';
import { type Mode, modeFor } from './mode.ts';
import { version } from './version.ts';
import { withoutAsking } from './without-asking.ts';
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
  const tell = tellerFor(mode, world, parsed.switches.has('plan'));
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

/** What each way of talking gets. */
export interface Job {
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
      const askAll = job.parsed.switches.has('ask');
      return refused(job) ?? (await onScreens({ world, source, askAll, ...(await begun(world)) }));
    }
  }
}

/** Unknown names and the like are told before the first question. */
function refused({ source, world }: Job): Ending | undefined {
  if (source.problems.length === 0) return undefined;
  world.errors.write(`${problemLines(source.problems).join('\n')}\n`);
  return 'bad-input';
}

function tellerFor(mode: Mode, world: World, details: boolean): Tell {
  const print = (text: string) => void world.output.write(text);
  if (mode === 'json') {
    return (message) => print(jsonLine(message, world.now()));
  }
  if (mode !== 'unattended') return () => {};
  const plain = new PlainLines({ details });
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
