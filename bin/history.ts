import { query } from '../source/facts/facts.ts';
import type { HistoryEntry } from '../source/facts/history.ts';
import { hostKindOf, reachedAt } from '../source/hosts/index.ts';
import { historyLines } from '../source/output/history-lines.ts';
import type { Ending } from '../source/output/message.ts';
import { stripControl } from '../source/plain-text.ts';
import { pickInstalls } from '../source/status/chosen-install.ts';
import { visitHost } from '../source/status/host-status.ts';
import { wrapped } from './command-line/help.ts';
import type { Parsed } from './command-line/parse.ts';
import { type Entered, within } from './entering.ts';
import { installNamed } from './errand.ts';
import type { ExitCode } from './exit-code.ts';
import { type Inspection, inspect } from './inspection.ts';
import { authorOf } from './operator.ts';
import { withHost } from './way-in.ts';
import type { World } from './world.ts';

/** Says who did what with an install, and when, as the server has noted it. Changes nothing. */
export async function history(parsed: Parsed, world: World): Promise<ExitCode> {
  return await inspect(parsed, world, showHistory);
}

/** The same, for what the command line says. */
export async function showHistory(inspection: Inspection): Promise<Ending> {
  const source = withHost(inspection.source, inspection.parsed.operand, inspection.hosts);
  return await within({ ...inspection, source }, (entered) => tell(entered, inspection));
}

async function tell({ way, facts, session }: Entered, inspection: Inspection): Promise<Ending> {
  const { parsed, world, hosts, json } = inspection;
  const signal = inspection.interruption.control.stop;
  const host = hostKindOf(way).address(way);
  const author = await authorOf(world);
  const visit = { look: session.look, host, way, author, purpose: 'renewal', signal } as const;
  const { installs } = await visitHost(visit, facts);
  const named = parsed.values.get('install')?.[0] ?? installNamed(parsed.operand, hosts);
  const chosen = pickInstalls(installs, named, reachedAt(host));
  const asked = chosen.map(({ name }) => query('history', host, name));
  const found = new Map<string, readonly HistoryEntry[]>();
  for await (const { query: seen, value } of session.look(asked, signal))
    found.set(seen.subject, value as readonly HistoryEntry[]);
  for (const [index, { name, status }] of chosen.entries()) {
    const entries = found.get(name) ?? [];
    if (json) inspection.tell({ type: 'history', host, install: name, entries });
    else
      for (const line of [
        ...(index > 0 ? [''] : []),
        ...historyLines(`${status.names[0] ?? name} (${name})`, entries, wrapped),
      ])
        world.output.write(`${stripControl(line)}\n`);
  }
  return 'complete';
}
