import type { Answers } from '../answers/answers.ts';
import { ExpectedError, type Trouble } from '../expected-error.ts';
import {
  distinct,
  type Facts,
  keyOf,
  type Look,
  type Query,
  query,
  type Sighting,
} from '../facts/facts.ts';
import { type HostFactName, unreadable } from '../facts/probe.ts';
import { plan, weighedBy } from '../plan.ts';
import { clusterQueries } from '../status/cluster-status.ts';
import type { Author } from '../steps/record-write.ts';
import type { Step } from '../steps/step.ts';
import { type ExaminedInstall, wantedBy } from './install.ts';
import { furtherQueries, hostQueries, textQueries } from './queries.ts';

/** All that was seen of a host, and of what was set up there. */
export interface Examined {
  readonly host: string;
  readonly facts: Facts;
  readonly unseen: readonly Unseen[];
  readonly installs: readonly ExaminedInstall[];
}

/** A fact that could not be had, and why. */
export interface Unseen {
  readonly query: Query;
  readonly trouble: Trouble;
}

export interface Examination {
  readonly look: Look;
  readonly host: string;
  /** How we come in. */
  readonly way: Answers;
  readonly author: Author;
  /** Look at logs and files, too. */
  readonly texts: boolean;
  readonly signal: AbortSignal;
}

/**
 * Looks at everything: the host, then what that leads to, then what each install needs. What can't
 * be seen does not keep the rest from being seen. Throws where the connection itself is lost.
 */
export async function examine(examination: Examination, seen: Facts): Promise<Examined> {
  const { look, host, way, author, texts, signal } = examination;
  const unseen = new Map<string, Unseen>();
  let facts = seen;
  const lookAt = async (queries: readonly Query[]) => {
    const open = queries.filter((each) => !facts.has(each) && !unseen.has(keyOf(each)));
    const found = await lookAtAll(look, distinct(open), signal);
    facts = facts.with(found.sightings);
    for (const each of found.unseen) unseen.set(keyOf(each.query), each);
  };
  await lookAt(hostQueries(host));
  await lookAt(furtherQueries(host, facts));
  const names = facts.get(query('installs', host)) ?? [];
  const wanted = names.map((name) => ({ name, ...wantedBy(name, host, way, facts, author) }));
  const steps = wanted.flatMap((each) => ('steps' in each ? each.steps : []));
  const written = textQueries(host, names);
  await lookAt([
    ...steps.flatMap(({ sees }) => sees),
    ...wanted.flatMap((each) =>
      'goal' in each && each.goal.cluster ? Object.values(clusterQueries(each.goal)) : [],
    ),
    ...(texts ? [...written.logs, ...written.files] : []),
  ]);
  await lookAt(weighedBy(steps, facts));
  const installs = wanted.map(
    (each): ExaminedInstall =>
      'problem' in each ? each : { ...each, planned: plan(each.steps.map(asItStands), facts) },
  );
  return { host, facts, unseen: [...unseen.values()], installs };
}

/** What mending another one would undo is well until then. */
function asItStands({ undoneBy: _, ...step }: Step): Step {
  return step;
}

interface Found {
  readonly sightings: readonly Sighting[];
  readonly unseen: readonly Unseen[];
}

/** All of a host in one round trip; what is seen from here one by one, so that none hinders another. */
export async function lookAtAll(
  look: Look,
  queries: readonly Query[],
  signal: AbortSignal,
): Promise<Found> {
  const hosts = [...new Set(queries.map(({ host }) => host))].filter((host) => host !== '');
  const groups = [
    ...hosts.map((host) => queries.filter((each) => each.host === host)),
    ...queries.filter(({ host }) => host === '').map((each) => [each]),
  ];
  const found = await Promise.all(groups.map((group) => lookAtOne(look, group, signal)));
  return {
    sightings: found.flatMap((each) => each.sightings),
    unseen: found.flatMap((each) => each.unseen),
  };
}

async function lookAtOne(
  look: Look,
  queries: readonly Query[],
  signal: AbortSignal,
): Promise<Found> {
  const sightings: Sighting[] = [];
  let failure: Trouble | undefined;
  try {
    for await (const sighting of look(queries, signal)) sightings.push(sighting);
  } catch (error) {
    const outside = queries.every(({ host }) => host === '');
    if (!(error instanceof ExpectedError) || signal.aborted) throw error;
    if (!outside && !error.code.startsWith('look.')) throw error;
    failure = error.trouble;
  }
  const seen = new Set(sightings.map((each) => keyOf(each.query)));
  const missing = queries.filter((each) => !seen.has(keyOf(each)));
  return {
    sightings,
    unseen: missing.map((each) => ({ query: each, trouble: why(each, failure) })),
  };
}

/** Of several facts that can't be had, only the first says why. */
function why({ fact, host, subject }: Query, failure: Trouble | undefined): Trouble {
  if (failure && (host === '' || failure.code === `look.${fact}`)) return failure;
  return unreadable(fact as HostFactName, subject, { code: -1, stdout: '' }).trouble;
}
