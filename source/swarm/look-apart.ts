import { ExpectedError } from '../expected-error.ts';
import type { Look, Sighting } from '../facts/facts.ts';
import { reachedAt } from '../hosts/index.ts';
import { LOCAL } from '../hosts/local.ts';
import { gathered } from '../session/channel.ts';

/**
 * Looks at several servers beside each other, and tells what is wrong with one from what is wrong
 * with all. Of a single one, its own trouble is told as it is. `withoutSome`: nothing is told where
 * the first one, which comes first among the queries, could be looked at.
 */
export function lookApart(look: Look, withoutSome = false): Look {
  return async function* (queries, signal, answers) {
    const hosts = [...new Set(queries.map(({ host }) => host))];
    const servers = hosts.filter((host) => host !== '');
    if (servers.length < 2) return yield* look(queries, signal, answers);
    const failures = new Map<string, ExpectedError>();
    yield* gathered<Sighting>((found) =>
      hosts.map(async (host) => {
        const wanted = queries.filter((each) => each.host === host);
        try {
          for await (const sighting of look(wanted, signal, answers)) found.put(sighting);
        } catch (error) {
          if (host === '' || !(error instanceof ExpectedError)) throw error;
          failures.set(host, error);
        }
      }),
    );
    const enough = withoutSome && !failures.has(servers[0] ?? '');
    if (failures.size > 0 && !enough) throw someFailed(failures, servers);
  };
}

function someFailed(
  failures: ReadonlyMap<string, ExpectedError>,
  servers: readonly string[],
): ExpectedError {
  const [first] = failures.values();
  const told = [...failures].map(([host, { trouble }]) => `${nameOf(host)}: ${trouble.what}`);
  const well = servers.filter((host) => !failures.has(host)).map(nameOf);
  const all = well.length === 0;
  return new ExpectedError({
    code: first?.trouble.code ?? 'swarm.look',
    what: all
      ? `None of the ${servers.length} servers could be looked at.`
      : `${failures.size} of ${servers.length} servers could not be looked at.`,
    why: [...told, ...(all ? [] : [`All is well with ${well.join(', ')}.`])].join('\n'),
    next: [
      ...(all ? ['Look whether this computer is online.'] : []),
      ...(first?.trouble.next ?? []),
      LOST_FOR_GOOD,
    ],
    passing: [...failures.values()].every(({ trouble }) => trouble.passing === true),
    ...(first?.trouble.detail === undefined ? {} : { detail: first.trouble.detail }),
  });
}

const LOST_FOR_GOOD =
  'If one is gone for good, leave it out when you name the servers, or name another in its place.';

function nameOf(host: string): string {
  return host === LOCAL ? 'this computer' : reachedAt(host);
}
