import { beginInterview } from '../source/answers/begin.ts';
import type { Source } from '../source/answers/given.ts';
import { ExpectedError } from '../source/expected-error.ts';
import { hostKindOf } from '../source/hosts/index.ts';
import type { Ending, Tell } from '../source/output/message.ts';
import { statusLines } from '../source/output/status-lines.ts';
import { stripControl } from '../source/plain-text.ts';
import { questions, waysIn } from '../source/script.ts';
import { Secret } from '../source/secret.ts';
import { type HostStatus, unreached, verdictOn, visitHost } from '../source/status/host-status.ts';
import { recalled } from './begun.ts';
import { wrapped } from './command-line/help.ts';
import type { Parsed } from './command-line/parse.ts';
import { type Entrance, within } from './entering.ts';
import type { ExitCode } from './exit-code.ts';
import { gatherAnswers } from './gather-answers.ts';
import type { Interruption } from './interruption.ts';
import { keptAddress, keptHosts } from './kept-hosts.ts';
import { operatorOf } from './operator.ts';
import { placesFor } from './places.ts';
import { jsonTeller, plainTeller } from './tellers.ts';
import { toItsEnd } from './to-its-end.ts';
import type { World } from './world.ts';

const ENDINGS = { good: 'all-good', warning: 'warnings', stops: 'not-good' } as const;

/** Says in a few lines how each server and each website there is. Changes nothing. */
export async function status(parsed: Parsed, world: World): Promise<ExitCode> {
  const json = parsed.switches.has('json');
  const tell = json ? jsonTeller(world) : plainTeller(world);
  return await toItsEnd({
    world,
    tell,
    json,
    stopped: 'Stopped. Nothing was changed.',
    work: async (interruption, secrets) =>
      await interruption.unlessLeft(lookAround({ parsed, world, tell, interruption, secrets })),
  });
}

interface Round {
  readonly parsed: Parsed;
  readonly world: World;
  readonly tell: Tell;
  readonly interruption: Interruption;
  readonly secrets: Secret[];
}

async function lookAround(round: Round): Promise<Ending> {
  const { parsed, world, tell, interruption, secrets } = round;
  const known = await recalled(world);
  const gathered = await gatherAnswers(parsed, world, questions);
  for (const { value } of gathered.given.values()) if (value instanceof Secret) secrets.push(value);
  const json = parsed.switches.has('json');
  const terminal = Boolean(world.input.isTTY && world.output.isTTY);
  const asks = terminal && !json && gathered.problems.length === 0;
  const places = placesFor(gathered, parsed.operand, known.hosts);
  const statuses: HostStatus[] = [];
  for (const source of places) {
    const { facts } = known;
    const entrance = { world, source, facts, tell, interruption, asks, secrets };
    const seen = await statusOf(entrance, places.length > 1);
    if (typeof seen === 'string') return seen;
    tell({ type: 'status', ...seen });
    statuses.push(seen);
  }
  if (!json)
    for (const line of statusLines(statuses, wrapped))
      world.output.write(`${stripControl(line)}\n`);
  return ENDINGS[verdictOn(statuses)];
}

/** Of several servers, one that can't be reached does not keep the others from being seen. */
async function statusOf(entrance: Entrance, several: boolean): Promise<HostStatus | Ending> {
  const { world, source, interruption } = entrance;
  const { by, version, renewalProgram } = await operatorOf(world);
  const author = { by, version, renewalProgram, at: world.now() };
  let seen: HostStatus | undefined;
  try {
    const ending = await within(entrance, async ({ way, facts, session }) => {
      const host = hostKindOf(way).address(way);
      const { look } = session;
      const signal = interruption.control.stop;
      const visit = { look, host, way, author, purpose: 'status', signal } as const;
      seen = (await visitHost(visit, facts)).status;
      return 'all-good';
    });
    if (seen) await remember(world, seen);
    return seen ?? ending;
  } catch (error) {
    if (!several || !(error instanceof ExpectedError) || interruption.happened) throw error;
    return unreached(addressOf(source), author.at, error.trouble);
  }
}

function addressOf({ given }: Source): string {
  const { answers } = beginInterview(waysIn, given);
  return hostKindOf(answers).address(answers);
}

/** What runs where, for the next time. */
async function remember(world: World, { host, installs }: HostStatus): Promise<void> {
  const memory = keptHosts(world);
  for (const { install, app, names, certificate } of installs) {
    const until = certificate?.until;
    if (names.length > 0)
      memory.note(keptAddress(world, host), { install, app, names, ...(until && { until }) });
  }
  await memory.settled();
}
