import type { Source } from '../source/answers/given.ts';
import type { Ending, Tell } from '../source/output/message.ts';
import type { Question } from '../source/questions/question.ts';
import { Secret } from '../source/secrets/secret.ts';
import type { Parsed } from './command-line/parse.ts';
import type { ExitCode } from './exit-code.ts';
import { gatherAnswers } from './gather-answers.ts';
import type { Interruption } from './interruption.ts';
import { type Mode, modeFor } from './mode.ts';
import { tellerFor } from './teller.ts';
import { toItsEnd } from './to-its-end.ts';
import type { World } from './world.ts';

/** What a command works with that asks by screens, by lines or not at all. */
export interface Undertaken {
  readonly mode: Mode;
  readonly tell: Tell;
  readonly interruption: Interruption;
  /** Kept out of complaints. Grows. */
  readonly secrets: Secret[];
  /** All answers to these questions that were given beforehand, and what `more` adds; their secrets are kept out of complaints. */
  readonly gather: (
    questions: readonly Question[],
    more?: (source: Source) => Source,
  ) => Promise<Source>;
}

/** Does a command's work in the way in which it was called; `stopped` is told to whoever interrupts it. */
export async function undertake(
  parsed: Parsed,
  world: World,
  stopped: string,
  work: (undertaken: Undertaken) => Promise<Ending>,
): Promise<ExitCode> {
  const terminal = Boolean(world.input.isTTY && world.output.isTTY);
  const { switches } = parsed;
  const mode = modeFor({ switches, environment: world.environment, terminal });
  const tell = tellerFor(mode, world, switches.has('plan'));
  return await toItsEnd({
    ...{ world, tell, json: mode === 'json', stopped },
    work: (interruption, secrets) => {
      const gather: Undertaken['gather'] = async (questions, more = (source) => source) => {
        const source = more(await gatherAnswers(parsed, world, questions));
        for (const { value } of source.given.values())
          if (value instanceof Secret) secrets.push(value);
        return source;
      };
      return work({ mode, tell, interruption, secrets, gather });
    },
  });
}
