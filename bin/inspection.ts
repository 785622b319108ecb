import type { Source } from '../source/answers/given.ts';
import type { Facts } from '../source/facts/facts.ts';
import type { RememberedHost } from '../source/facts/installs/remembered.ts';
import { jsonLine } from '../source/output/json.ts';
import type { Ending, Tell } from '../source/output/message.ts';
import { PlainLines } from '../source/output/plain.ts';
import { questions } from '../source/script.ts';
import { Secret } from '../source/secrets/secret.ts';
import { recalled } from './begun.ts';
import type { Parsed } from './command-line/parse.ts';
import type { ExitCode } from './exit-code.ts';
import { gatherAnswers } from './gather-answers.ts';
import type { Interruption } from './interruption.ts';
import { toItsEnd } from './to-its-end.ts';
import type { World } from './world.ts';

/** What a command has that only looks. */
export interface Inspection {
  readonly parsed: Parsed;
  readonly world: World;
  readonly tell: Tell;
  readonly json: boolean;
  readonly interruption: Interruption;
  /** What is typed, or was given, and must not be seen. Grows. */
  readonly secrets: Secret[];
  /** The hosts that this machine remembers, also as facts. */
  readonly hosts: readonly RememberedHost[];
  readonly facts: Facts;
  readonly source: Source;
  /** Whether a person is there to be asked. */
  readonly asks: boolean;
}

/** How a look ends, by the worst that was seen. */
export const ENDINGS = { good: 'all-good', warning: 'warnings', stops: 'not-good' } as const;

/** A command that only looks, from its beginning to its end: JSON lines, or a report for people. */
export async function inspect(
  parsed: Parsed,
  world: World,
  work: (inspection: Inspection) => Promise<Ending>,
): Promise<ExitCode> {
  const json = parsed.switches.has('json');
  const tell = json ? jsonTeller(world) : plainTeller(world);
  const begin = async (interruption: Interruption, secrets: Secret[]) => {
    const known = await recalled(world);
    const source = await gatherAnswers(parsed, world, questions);
    for (const { value } of source.given.values()) if (value instanceof Secret) secrets.push(value);
    const terminal = Boolean(world.input.isTTY && world.output.isTTY);
    const asks = terminal && !json && source.problems.length === 0;
    const given = { parsed, world, tell, json, interruption, secrets };
    return await work({ ...given, ...known, source, asks });
  };
  return await toItsEnd({
    world,
    tell,
    json,
    stopped: 'Stopped. Nothing was changed.',
    work: async (interruption, secrets) =>
      await interruption.unlessLeft(begin(interruption, secrets)),
  });
}

function jsonTeller(world: World): Tell {
  return (message) => void world.output.write(jsonLine(message, world.now()));
}

/** On standard error, beside the report, which is printed as a whole. */
function plainTeller(world: World): Tell {
  const plain = new PlainLines({ details: false });
  return (message) => {
    for (const line of plain.lines(message, 0)) world.errors.write(`${line}\n`);
  };
}
