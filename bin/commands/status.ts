import { beginInterview } from '../../source/answers/begin.ts';
import type { Source } from '../../source/answers/given.ts';
import { ExpectedError } from '../../source/expected-error.ts';
import { hostKindOf } from '../../source/hosts/index.ts';
import type { Ending } from '../../source/output/message.ts';
import { statusLines } from '../../source/output/status-lines.ts';
import { waysIn } from '../../source/script.ts';
import {
  type HostStatus,
  unreached,
  verdictOn,
  visitHost,
} from '../../source/status/host-status.ts';
import { stripControl } from '../../source/text/plain-text.ts';
import { wrapped } from '../command-line/help.ts';
import type { Parsed } from '../command-line/parse.ts';
import { type Entrance, within } from '../entering.ts';
import type { ExitCode } from '../exit-code.ts';
import { ENDINGS, type Inspection, inspect } from '../inspection.ts';
import { keptAddress, keptHosts } from '../kept-hosts.ts';
import { authorOf } from '../operator.ts';
import { placesFor } from '../places.ts';
import type { World } from '../world.ts';

/** Says in a few lines how each server and each website there is. Changes nothing. */
export async function status(parsed: Parsed, world: World): Promise<ExitCode> {
  return await inspect(parsed, world, lookAround);
}

async function lookAround(inspection: Inspection): Promise<Ending> {
  const { parsed, world, tell, json, hosts } = inspection;
  const places = placesFor(inspection.source, parsed.operand, hosts);
  const statuses: HostStatus[] = [];
  for (const source of places) {
    const seen = await statusOf({ ...inspection, source }, places.length > 1);
    if (typeof seen === 'string') return seen;
    tell({ type: 'status', ...seen });
    statuses.push(seen);
  }
  if (!json)
    for (const line of statusLines(statuses, hosts, wrapped))
      world.output.write(`${stripControl(line)}\n`);
  return ENDINGS[verdictOn(statuses)];
}

/** Of several servers, one that can't be reached does not keep the others from being seen. */
async function statusOf(entrance: Entrance, several: boolean): Promise<HostStatus | Ending> {
  const { world, source, interruption } = entrance;
  const author = await authorOf(world);
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

/** Where the answers lead, as a host's id. */
export function addressOf({ given }: Source): string {
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
