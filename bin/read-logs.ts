import { secretSettings, settingsQueries } from '../source/doctor/secret-settings.ts';
import { ExpectedError } from '../source/expected-error.ts';
import { query } from '../source/facts/facts.ts';
import { HidingInLogs } from '../source/logs/hide-in-logs.ts';
import { clusterLogCommand, logCommand } from '../source/logs/log-command.ts';
import {
  concerns,
  inTimeOrder,
  type LogLine,
  OnlyNew,
  readLogLine,
} from '../source/logs/log-line.ts';
import type { LogWish } from '../source/logs/log-wish.ts';
import type { Secret } from '../source/secrets/secret.ts';
import type { SeenInstall } from '../source/status/host-status.ts';
import { type KnownServer, serversOf } from '../source/swarm/servers.ts';
import { type Place, seenInstalls } from './seen-installs.ts';

/** What apps, what they work with and the web server have written, without secrets; `typed` are those that this person gave. */
export async function* readLogs(
  place: Place,
  wish: LogWish,
  typed: readonly Secret[],
): AsyncGenerator<LogLine> {
  const { session, signal } = place;
  const seen = await seenInstalls(place);
  const { host, installs } = seen;
  const goals = installs.map((install) => ({ name: install.name, goal: goalOf(install) }));
  const files = goals.flatMap(({ name, goal }) => [
    ...settingsQueries(host, name, goal),
    ...(goal?.cluster ? [query('swarmNodes', host)] : []),
  ]);
  let { facts } = seen;
  for await (const sighting of session.look(files, signal)) facts = facts.with([sighting]);
  const settings = goals.flatMap(({ name, goal }) => secretSettings(host, name, goal, facts));
  const hiding = new HidingInLogs(settings, typed);
  const names = goals.flatMap(({ goal }) => goal?.names ?? []);
  const isWanted = wantedOf(wish, goals.every(({ goal }) => goal) ? names : []);
  const onSeveral = goals.find(({ goal }) => goal?.cluster)?.goal;
  const command = onSeveral
    ? clusterLogCommand(onSeveral.install, wish)
    : logCommand(
        goals.map(({ name }) => name),
        wish,
      );
  const servers = onSeveral ? serversOf(onSeveral, facts) : [];
  const found: LogLine[] = [];
  const strange: string[] = [];
  const onlyNew = new OnlyNew();
  const lines = session.follow(host, command, signal);
  for (;;) {
    const next = await lines.next();
    if (next.done) {
      if (next.value !== 0) throw unreadable(strange);
      break;
    }
    const line = ofServer(readLogLine(next.value), servers);
    if (!line) strange.push(next.value);
    else if (wish.follow && onlyNew.isNew(line) && isWanted(line)) yield hiding.line(line);
    else if (!wish.follow) found.push(line);
  }
  // Each container's own order is that in which a key, line by line, is known as one.
  const hidden = found.filter(isWanted).map((line) => hiding.line(line));
  yield* inTimeOrder(hidden, wish.count);
}

/** The cluster calls its servers by ids, and nobody else does; what runs on each has no number. */
function ofServer(line: LogLine | undefined, servers: readonly KnownServer[]) {
  const [part, id] = line?.container.split('@') ?? [];
  if (!line || id === undefined) return line;
  const name = servers.find(({ node }) => node?.id === id)?.name ?? id;
  return { ...line, container: `${part?.replace(/\.0$/, '')}@${name}` };
}

function wantedOf({ search }: LogWish, names: readonly string[]): (line: LogLine) => boolean {
  const wanted = search.toLowerCase();
  return (line) => concerns(line, names) && line.text.toLowerCase().includes(wanted);
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
