import { isWithin } from '../address/within.ts';
import type { Answers } from '../answers/answers.ts';
import { lookAtAll } from '../doctor/examine.ts';
import { type Wanted, wantedBy } from '../doctor/install.ts';
import type { Trouble } from '../expected-error.ts';
import { distinct, type Facts, type Look, type Query, query } from '../facts/facts.ts';
import type { DiskFact } from '../facts/machine.ts';
import { addressOf, type Goal } from '../goal.ts';
import { reachedAt } from '../hosts/index.ts';
import { certificateFile, renewalOrderFile } from '../paths.ts';
import type { Author } from '../steps/record-write.ts';
import { aboutAdopted, aboutRecord } from './about-record.ts';
import { aboutChange, movedAway } from './begun.ts';
import { clusterOf, clusterQueries, digestOnCluster, stateOfCluster } from './cluster-status.ts';
import { complaintsAbout } from './complaints.ts';
import { aboutAway, aboutTimetable, timetableStatus } from './copying.ts';
import { aboutDisk } from './disk.ts';
import { dueOf } from './due.ts';
import { aboutAddress, followingOf } from './following.ts';
import { type Complaint, daysLeft, type InstallStatus, stateOf } from './install-status.ts';
import { newerThan, taggedImage } from './newer-image.ts';

/** How a server and all that was set up there is now. */
export interface HostStatus {
  /** The host's id: `ssh://root@203.0.113.7:22`. */
  readonly host: string;
  /** When it was looked at (ISO 8601). */
  readonly at: string;
  readonly disk: DiskFact | null;
  readonly installs: readonly InstallStatus[];
  /** What is wrong with the server itself. */
  readonly complaints: readonly Complaint[];
  /** Why it could not be looked at. */
  readonly trouble: Trouble | null;
}

export interface StatusVisit {
  readonly look: Look;
  readonly host: string;
  /** How we come in. */
  readonly way: Answers;
  readonly author: Author;
  /** For a status the websites are visited, too; for a renewal it is seen what that takes. */
  readonly purpose: 'status' | 'renewal';
  readonly signal: AbortSignal;
}

/** An install of a host, what its record asks for, and how it is. */
export interface SeenInstall {
  readonly name: string;
  readonly wanted: Wanted;
  readonly status: InstallStatus;
}

export interface SeenHost {
  readonly status: HostStatus;
  readonly installs: readonly SeenInstall[];
  readonly facts: Facts;
}

/**
 * Looks at a host in three rounds: itself, its installs' records, and what these lead to. What can't
 * be seen counts as not there. Throws where the connection itself is lost.
 */
export async function visitHost(visit: StatusVisit, seen: Facts): Promise<SeenHost> {
  const { look, host, way, author, purpose, signal } = visit;
  const outside = purpose === 'status';
  let facts = seen;
  const lookAt = async (queries: readonly Query[]) => {
    const open = queries.filter((each) => !facts.has(each));
    facts = facts.with((await lookAtAll(look, distinct(open), signal)).sightings);
  };
  await lookAt(GROUND.map((fact) => query(fact, host)));
  const names = facts.get(query('installs', host)) ?? [];
  await lookAt(
    names.flatMap((name) => [
      query('record', host, name),
      // Holds the account that proves a name by DNS, with its secrets.
      ...(outside ? [] : [query('sealedFile', host, renewalOrderFile(name))]),
    ]),
  );
  const wanted = names.map((name) => ({ name, wanted: wantedBy(name, host, way, facts, author) }));
  await lookAt(
    wanted.flatMap((each) => Object.values(queriesOf(host, each.name, each.wanted, outside))),
  );
  const installs = wanted.map((each) => ({
    ...each,
    status: installStatus(host, each.name, each.wanted, facts, author.at, outside),
  }));
  const disk = facts.get(query('disk', host)) ?? null;
  const status = {
    ...{ host, at: author.at.toISOString(), disk },
    installs: installs.map((each) => each.status),
    complaints: [
      ...aboutDisk(disk),
      ...aboutAddress(facts.get(query('addressUpdates', host))),
      ...aboutTimetable(facts.get(query('timetable', host))),
    ],
    trouble: null,
  };
  return { status, installs, facts };
}

const GROUND = [
  'system',
  'login',
  'installs',
  'disk',
  'renewal',
  'addresses',
  'addressUpdates',
  'timetable',
] as const;

/** What an install's status is told from; from `outside`, too, or only on the host. */
export function queriesOf(host: string, name: string, wanted: Wanted, outside: boolean) {
  const goal = 'goal' in wanted ? wanted.goal : undefined;
  const address = addressIn(goal);
  const site = goal && address !== null && `${address}${goal.recipe.ready.path}`;
  const tagged = outside ? taggedImage(goal) : undefined;
  return {
    container: query('container', host, name),
    ...(goal?.cluster && clusterQueries(goal)),
    certificate: query('certificate', host, certificateFile(name)),
    ...(goal && { image: query('image', host, goal.recipe.container.image) }),
    ...(outside && site && { website: query('website', '', site) }),
    ...(outside && {
      backups: query('backups', host, name),
      change: query('change', host, name),
    }),
    ...(goal?.away && { awayCopies: query('awayCopies', host, name) }),
    ...(tagged && { manifest: query('manifest', '', tagged) }),
  };
}

/** What somebody else set up may have none that we know. */
function addressIn(goal: Goal | undefined): string | null {
  if (!goal) return null;
  const { asItWas, adopted, certificate } = goal;
  const unknown = asItWas && adopted?.port === undefined && certificate.use === 'none';
  return unknown ? null : addressOf(goal);
}

/** How an install is, by what was seen of it. */
export function installStatus(
  host: string,
  name: string,
  wanted: Wanted,
  facts: Facts,
  now: Date,
  outside: boolean,
): InstallStatus {
  const goal = 'goal' in wanted ? wanted.goal : undefined;
  const queries = queriesOf(host, name, wanted, outside);
  const record = facts.get(query('record', host, name));
  const container = facts.get(queries.container) ?? null;
  const certificate = facts.get(queries.certificate) ?? null;
  const { installs, timer } = facts.get(query('renewal', host)) ?? {};
  const renewal = installs?.[name];
  const website = queries.website && facts.get(queries.website);
  const wellAnswered = (code: number) => goal?.recipe.ready.status(code) ?? true;
  const ways = 'steps' in wanted ? wanted.steps.map(({ id }) => id) : null;
  const withoutCertificate = ways?.every((id) => !id.startsWith('certificate.')) ?? false;
  const renewsItself = ways?.includes('renewal.write') ?? false;
  const renewable = ways?.includes('certificate.obtain') ?? true;
  const due = certificate && renewable ? dueOf(host, name, certificate, renewal, now) : null;
  const digest =
    digestOnCluster(goal) ??
    (queries.image && facts.get(queries.image)?.digest) ??
    record?.digest ??
    null;
  const manifest = queries.manifest && facts.get(queries.manifest);
  const copies = (queries.backups && facts.get(queries.backups)) ?? [];
  const copy = copies.at(-1);
  const change = (queries.change && facts.get(queries.change)) ?? null;
  const movedTo = movedAway(change);
  const app = goal?.app.label ?? name;
  const address = addressIn(goal);
  const cluster = clusterOf(goal, facts);
  const state = cluster ? stateOfCluster(cluster) : stateOf(container);
  const sights = {
    within: goal !== undefined && isWithin(goal),
    cluster,
    ...{ container, website, wellAnswered, certificate, withoutCertificate },
    stopped: goal?.stopped !== undefined,
    movedTo,
    ...{ renewable, due, renewal, now },
  };
  return {
    install: name,
    app,
    names: goal?.names ?? certificate?.names ?? [],
    address,
    image: (!cluster && container?.image) || record?.image || '',
    digest,
    newer: newerThan(digest, manifest),
    state,
    stoppedSince: goal?.stopped ?? null,
    movedTo,
    since: state === 'up' && !cluster ? (container?.startedAt ?? null) : null,
    restarts: cluster ? 0 : (container?.restarts ?? 0),
    answers: website?.reached === true && wellAnswered(website.status),
    certificate: certificate && {
      until: certificate.until,
      daysLeft: daysLeft(certificate.until, now),
      issuer: certificate.issuer,
    },
    renewal: {
      // Its program has not looked yet within the first hour.
      unattended: renewal !== undefined || (timer === 'active' && renewsItself),
      due: due && { at: due.at.toISOString(), by: due.by },
      lastTry: renewal?.lastTry ?? null,
    },
    backup: copy ? { at: copy.at, sizeKB: copy.sizeKB } : null,
    timetable: goal?.timetable
      ? timetableStatus(name, goal.timetable, facts.get(query('timetable', host)))
      : null,
    cluster,
    follows: followingOf(name, facts.get(query('addressUpdates', host))),
    complaints: [
      ...aboutChange(app, reachedAt(host), change),
      ...aboutRecord(name, wanted),
      ...aboutAdopted(app, goal),
      ...aboutAway(app, goal?.away, queries.awayCopies && facts.get(queries.awayCopies)),
      ...complaintsAbout(app, address ?? name, sights),
    ],
  };
}

/** A host that could not be looked at. */
export function unreached(host: string, at: Date, trouble: Trouble): HostStatus {
  return { host, at: at.toISOString(), disk: null, installs: [], complaints: [], trouble };
}

/** The worst of it all. */
export function verdictOn(hosts: readonly HostStatus[]): 'good' | 'warning' | 'stops' {
  const all = hosts.flatMap(({ complaints, installs }) => [
    ...complaints,
    ...installs.flatMap((each) => each.complaints),
  ]);
  if (hosts.some(({ trouble }) => trouble) || all.some(({ status }) => status === 'stops'))
    return 'stops';
  return all.length > 0 ? 'warning' : 'good';
}
