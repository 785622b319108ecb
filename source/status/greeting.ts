import type { Answers } from '../answers/answers.ts';
import { type Wanted, wantedBy } from '../doctor/install.ts';
import { type Facts, type Query, query } from '../facts/facts.ts';
import type { ChangeFact } from '../facts/installs/change.ts';
import type { DiskFact } from '../facts/machine.ts';
import { ago, REMEMBERED } from '../hosts/remembered.ts';
import { waysInIds } from '../script.ts';
import type { Author } from '../steps/record-write.ts';
import { dayOf } from '../text/day.ts';
import { clusterText } from './cluster-status.ts';
import { installStatus, queriesOf } from './host-status.ts';
import type { InstallStatus } from './install-status.ts';
import { hostOf, installOfAnswers } from './renewal-script.ts';

/** An app that a person comes back to. */
export interface Greeting {
  readonly host: string;
  readonly name: string;
  readonly wanted: Wanted;
  readonly status: InstallStatus;
  readonly disk: DiskFact | null;
  /** What was begun with its data, or can still be undone. */
  readonly change: ChangeFact | null;
  /** When it was looked at (ISO 8601). */
  readonly at: string;
}

/** What it wants is told without saying who asks. */
const NOBODY: Author = { by: '', at: new Date(0), version: '', renewalProgram: '' };

/** What must be looked at once an app was chosen. */
export function greetingQueries(answers: Answers, facts: Facts): readonly Query[] {
  const host = hostOf(answers);
  const name = installOfAnswers(answers, facts);
  if (name === '') return [];
  return [
    query('disk', host),
    query('timetable', host),
    ...Object.values(queriesOf(host, name, wantedIn(answers, facts, name), true)),
  ];
}

/** Undefined where nothing was set up on that server. */
export function greetingFor(answers: Answers, facts: Facts): Greeting | undefined {
  const host = hostOf(answers);
  const name = installOfAnswers(answers, facts);
  if (name === '') return undefined;
  const wanted = wantedIn(answers, facts, name);
  const at = facts.get(REMEMBERED)?.at ?? new Date(0).toISOString();
  return {
    ...{ host, name, wanted, at },
    status: installStatus(host, name, wanted, facts, new Date(at), true),
    disk: facts.get(query('disk', host)) ?? null,
    change: facts.get(query('change', host, name)) ?? null,
  };
}

/** As it is now: what is being asked for besides says nothing of that. */
export function wantedIn(answers: Answers, facts: Facts, name: string): Wanted {
  const way = Object.entries(answers).filter(([id]) => waysInIds.includes(id));
  return wantedBy(name, hostOf(answers), Object.fromEntries(way), facts, NOBODY);
}

/** How it is, in short sentences. */
export function greetingText({ status, disk, change, at }: Greeting): string {
  const { certificate, complaints, backup, newer, renewal, timetable } = status;
  const last = renewal.lastTry;
  return [
    // Where it rests on its way to another server, a complaint says so.
    change?.move && change.state === 'begun' ? '' : `${status.app} ${runningText(status, at)}.`,
    ...complaints.map(({ text }) => `${text.replace(/\.$/, '')}.`),
    newer === null ? '' : 'There is a newer image of it.',
    certificate ? `Certificate: ${certificateText(certificate.daysLeft)}.` : '',
    last?.outcome === 'renewed' ? `Renewed on ${dayOf(last.at)}.` : '',
    disk ? `Disk: ${used(disk)} % used.` : '',
    `Last copy of its data: ${backup ? ago(backup.at, at) : 'none on the server'}.`,
    timetable?.says ? `The last one by the timetable went wrong: ${timetable.says}` : '',
  ]
    .filter(Boolean)
    .join(' ');
}

function runningText(status: InstallStatus, at: string): string {
  const { state, since, stoppedSince, movedTo, cluster } = status;
  if (cluster?.locked) return 'waits for the key of its cluster';
  if (cluster && stoppedSince === null)
    return cluster.servers.length > 0 ? `runs in ${clusterText(cluster)}` : 'goes on where it ran';
  switch (state) {
    case 'up':
      return `is up since ${dayOf(since ?? at)}`;
    case 'restarting':
      return 'stops again and again';
    case 'stopped':
      if (movedTo !== null) return `was moved to ${movedTo}, and rests here`;
      return stoppedSince ? `was stopped by its owner on ${dayOf(stoppedSince)}` : 'does not run';
    case 'missing':
      return 'is not there any more';
  }
}

function certificateText(days: number): string {
  if (days < 0) return 'it has ended';
  return `${days} ${days === 1 ? 'day' : 'days'} left`;
}

function used({ freeMB, totalMB }: DiskFact): number {
  return Math.round((1 - freeMB / Math.max(1, totalMB)) * 100);
}
