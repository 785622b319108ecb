import { secretSettings, settingsQueries } from '../source/doctor/secret-settings.ts';
import { ExpectedError } from '../source/expected-error.ts';
import type { Facts } from '../source/facts/facts.ts';
import { hostKindOf, reachedAt } from '../source/hosts/index.ts';
import { HidingInLogs } from '../source/logs/hide-in-logs.ts';
import { logCommand } from '../source/logs/log-command.ts';
import {
  concerns,
  inTimeOrder,
  type LogLine,
  OnlyNew,
  readLogLine,
} from '../source/logs/log-line.ts';
import { type LogWish, readLogWish } from '../source/logs/log-wish.ts';
import { LogLines } from '../source/output/log-lines.ts';
import type { Ending } from '../source/output/message.ts';
import { stripControl } from '../source/plain-text.ts';
import { pickInstalls } from '../source/status/chosen-install.ts';
import { type SeenInstall, visitHost } from '../source/status/host-status.ts';
import type { Parsed } from './command-line/parse.ts';
import { type Entered, within } from './entering.ts';
import { installNamed } from './errand.ts';
import type { ExitCode } from './exit-code.ts';
import { type Inspection, inspect } from './inspection.ts';
import { authorOf } from './operator.ts';
import { withHost } from './way-in.ts';
import type { World } from './world.ts';

/** Shows what apps, what they work with and the web server have written. Changes nothing. */
export async function logs(parsed: Parsed, world: World): Promise<ExitCode> {
  return await inspect(parsed, world, showLogs);
}

/** The same, for what the command line says. */
export async function showLogs(inspection: Inspection): Promise<Ending> {
  const { values, switches, operand } = inspection.parsed;
  const wish = readLogWish({
    ...{ since: values.get('since')?.[0], search: values.get('search')?.[0] },
    ...{ lines: values.get('lines')?.[0], follow: switches.has('follow') },
  });
  const source = withHost(inspection.source, operand, inspection.hosts);
  return await within({ ...inspection, source }, (entered) => read(entered, inspection, wish));
}

async function read(entered: Entered, inspection: Inspection, wish: LogWish): Promise<Ending> {
  const { way, session } = entered;
  const { parsed, world, interruption, secrets, hosts } = inspection;
  const signal = interruption.control.stop;
  const host = hostKindOf(way).address(way);
  const author = await authorOf(world);
  const visit = { look: session.look, host, way, author, purpose: 'renewal', signal } as const;
  const seen = await visitHost(visit, entered.facts);
  const named = parsed.values.get('install')?.[0] ?? installNamed(parsed.operand, hosts);
  const installs = pickInstalls(seen.installs, named, reachedAt(host));
  const goals = installs.map((install) => ({ name: install.name, goal: goalOf(install) }));
  const files = goals.flatMap(({ name, goal }) => settingsQueries(host, name, goal));
  let facts: Facts = seen.facts;
  for await (const sighting of session.look(files, signal)) facts = facts.with([sighting]);
  const settings = goals.flatMap(({ name, goal }) => secretSettings(host, name, goal, facts));
  const hiding = new HidingInLogs(settings, secrets);
  const names = goals.flatMap(({ goal }) => goal?.names ?? []);
  const isWanted = wantedOf(wish, goals.every(({ goal }) => goal) ? names : []);
  const tell = teller(inspection);
  const found: LogLine[] = [];
  const strange: string[] = [];
  const onlyNew = new OnlyNew();
  const lines = session.follow(
    host,
    logCommand(
      goals.map(({ name }) => name),
      wish,
    ),
    signal,
  );
  for (;;) {
    const next = await lines.next();
    if (next.done) {
      if (next.value !== 0) throw unreadable(strange);
      break;
    }
    const line = readLogLine(next.value);
    if (!line) strange.push(next.value);
    else if (wish.follow && onlyNew.isNew(line) && isWanted(line)) tell(hiding.line(line));
    else if (!wish.follow) found.push(line);
  }
  // Each container's own order is that in which a key, line by line, is known as one.
  const hidden = found.filter(isWanted).map((line) => hiding.line(line));
  for (const line of inTimeOrder(hidden, wish.count)) tell(line);
  return 'complete';
}

function wantedOf({ search }: LogWish, names: readonly string[]): (line: LogLine) => boolean {
  const wanted = search.toLowerCase();
  return (line) => concerns(line, names) && line.text.toLowerCase().includes(wanted);
}

function teller({ json, tell, world }: Inspection): (line: LogLine) => void {
  const lines = new LogLines();
  if (json) return (line) => tell({ type: 'log', ...line });
  return (line) => void world.output.write(`${stripControl(lines.text(line))}\n`);
}

function goalOf({ wanted }: SeenInstall) {
  return 'goal' in wanted ? wanted.goal : undefined;
}

function unreadable(lines: readonly string[]): ExpectedError {
  return new ExpectedError({
    code: 'logs.unreadable',
    what: 'The server does not give its logs.',
    ...(lines.length > 0 && { detail: lines.slice(-10).join('\n') }),
    next: ['npx setup-server doctor shows what is wrong with Docker there.'],
  });
}
