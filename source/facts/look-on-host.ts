import { randomBytes } from 'node:crypto';
import { ExpectedError } from '../expected-error.ts';
import type { Connection, Reply, Rooted } from '../hosts/host.ts';
import { gathered } from '../session/channel.ts';
import type { ShellCommand } from '../shell.ts';
import { isOf, keyOf, type Query, type Sighting } from './facts.ts';
import type { Asked, HostFactName, HostProbe, ProbeReply } from './probe.ts';
import { unreadable } from './probe.ts';
import { probeScript, splitReplies } from './probe-script.ts';
import { probes } from './probes.ts';

/** Above all that a script can take: each probe is cut off on the host itself. */
const PATIENCE_SECONDS = 60;

/**
 * Looks at all that is asked for in one round trip: as root, where the host lets us. What must be
 * asked as the user, and what waits for the network, goes over beside it. A fact that cannot be had
 * is an ExpectedError `look.<fact>`, thrown after all others were yielded.
 */
export async function* lookOnHost(
  connection: Connection,
  queries: readonly Query[],
  signal: AbortSignal,
): AsyncGenerator<Sighting> {
  const wanted = new Map(queries.map((query) => [keyOf(query), onHost(query)]));
  // First of all: it may have to ask the person for a password.
  const rooted = asksLogin(wanted.values()) ? connection.becomeRoot?.(signal) : undefined;
  rooted?.catch(() => {});
  const trips = groupedByTrip([...wanted.values()], isRoot(connection));
  const failures: unknown[] = [];
  yield* gathered<Sighting>((found) =>
    trips.map(async (trip) => {
      for (const outcome of await lookTogether(connection, trip, signal)) {
        if ('failure' in outcome) failures.push(outcome.failure);
        else found.put(await withRoot(outcome, rooted));
      }
    }),
  );
  if (failures.length > 0) throw failures[0];
}

function asksLogin(queries: Iterable<HostQuery>): boolean {
  return [...queries].some(({ fact }) => fact === 'login');
}

/** How we become root is known only once it was done. */
async function withRoot(seen: Sighting, rooted: Promise<Rooted> | undefined): Promise<Sighting> {
  if (!isOf(seen, 'login') || rooted === undefined) return seen;
  const { why: _, ...login } = seen.value;
  return { ...seen, value: { ...login, ...(await rooted) } };
}

type HostQuery = Query<HostFactName>;
type Outcome = Sighting | { readonly failure: unknown };

async function lookTogether(
  connection: Connection,
  queries: readonly HostQuery[],
  signal: AbortSignal,
): Promise<Outcome[]> {
  const marker = randomBytes(16).toString('hex');
  const asProbes = queries.map(({ fact }) => probeOf(fact));
  const script = probeScript(
    queries.map(({ subject }, index) => ({
      command: (asProbes[index] as HostProbe).command(subject),
      aside: (asProbes[index] as HostProbe).slow ?? false,
    })),
    marker,
  );
  const asRoot = asProbes.every((probe) => probe.asRoot !== false);
  const before = Date.now() / 1000;
  const reply = await runAsFarAsAllowed(connection, script, marker, asRoot, signal);
  const asked = { before, after: Date.now() / 1000 };
  const replies = splitReplies(reply.stdout, marker, queries.length);
  return queries.map((query, index) => outcomeOf(query, replies[index] ?? null, asked));
}

/** Without root's rights most can be seen all the same; the login's own fact tells what is wrong. */
async function runAsFarAsAllowed(
  connection: Connection,
  script: ShellCommand,
  marker: string,
  asRoot: boolean,
  signal: AbortSignal,
): Promise<Reply> {
  const options = { signal, timeoutSeconds: PATIENCE_SECONDS };
  if (asRoot && !isRoot(connection)) {
    try {
      const reply = await connection.run(script, { ...options, root: true });
      if (reply.stdout.includes(marker)) return reply;
    } catch (error) {
      if (!(error instanceof ExpectedError) || error.trouble.passing) throw error;
    }
  }
  return await connection.run(script, options);
}

function outcomeOf(query: HostQuery, reply: ProbeReply | null, asked: Asked): Outcome {
  const { fact, subject } = query;
  try {
    if (reply === null) throw unreadable(fact, subject, { code: -1, stdout: '' });
    return { query, value: probeOf(fact).parse(reply, subject, asked) };
  } catch (failure) {
    return { failure };
  }
}

/** Root needs no trip of its own for what is asked as the user. */
function groupedByTrip(queries: readonly HostQuery[], root: boolean): HostQuery[][] {
  const trips = new Map<string, HostQuery[]>();
  for (const query of queries) {
    const { waits, asRoot } = probeOf(query.fact);
    const trip = waits ? 'waits' : asRoot === false && !root ? 'user' : 'root';
    trips.set(trip, [...(trips.get(trip) ?? []), query]);
  }
  return [...trips.values()];
}

function isRoot({ fact }: Connection): boolean {
  return fact.open && fact.user === 'root';
}

function probeOf(fact: HostFactName): HostProbe {
  return probes[fact] as HostProbe;
}

function onHost(query: Query): HostQuery {
  if (!(query.fact in probes)) throw new TypeError(`${query.fact} is not seen on a host.`);
  return query as HostQuery;
}
