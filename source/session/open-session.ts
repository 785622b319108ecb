import { type Answers, installOf, textAnswer } from '../answers/answers.ts';
import { applyThrough } from '../apply/apply.ts';
import { memoryBeside } from '../apps/beside.ts';
import { appOf, calledIn } from '../apps/index.ts';
import { followed, type Returning, undoneTrouble, wayBack } from '../changes/back-to-work.ts';
import {
  decideRevision,
  type Revising,
  refuseUnfinished,
  revisionQueries,
} from '../changes/decide-revision.ts';
import { decideGoal } from '../decide-goal.ts';
import { publicAddresses } from '../dns/judge-name.ts';
import type { Event, Outcome } from '../event.ts';
import { distinct, Facts, type Query, query, type Sighting } from '../facts/facts.ts';
import { remark } from '../facts/findings.ts';
import type { Goal } from '../goal.ts';
import type { Asker, Connection } from '../hosts/host.ts';
import { hostKindOf, reachedAt } from '../hosts/index.ts';
import { holdLocks, lockLost, type OwnLock, untilAllEnded } from '../journal/hold-lock.ts';
import { ServerLog } from '../journal/log.ts';
import { mendings } from '../offers/index.ts';
import { asEvent, changes, type Narrow, plan, weighedBy } from '../plan.ts';
import { followedFamilies } from '../questions/address.ts';
import { receiptFor, receiptQueries } from '../receipt.ts';
import {
  groundQueries,
  refuseHost,
  refusePorts,
  refuseWhatCannotWork,
  refuseWhatIsForeseen,
  refuseWhatStops,
} from '../refusals.ts';
import { type Control, run } from '../run.ts';
import { secretsAsSeen, withoutSecretsIn } from '../secrets/secrets-in.ts';
import { groundSeen } from '../steps/ground.ts';
import { stepsFor } from '../steps/index.ts';
import { queriesAlone, refuseOnOneAlone } from '../swarm/on-several.ts';
import { Connections } from './connections.ts';
import { followOn } from './follow.ts';
import { lookThrough } from './look.ts';
import { collect, remembering, unseen } from './looking.ts';
import type { FarSession, Prepared } from './session.ts';
import { underLock } from './under-lock.ts';

/** What a session needs to know of the person's machine. */
export interface Operator {
  /** `anna@laptop`, for the lock, the log and the record. */
  readonly by: string;
  /** Tells this machine from others. */
  readonly machine: string;
  readonly process: number;
  readonly version: string;
  /** See `Author`. */
  readonly renewalProgram: string;
  readonly isAlive: (process: number) => boolean;
  readonly pause: (seconds: number, signal: AbortSignal) => Promise<void>;
  readonly now: () => Date;
}

/** Their texts may come from programs that print what they should not. */
const PRINTED: ReadonlySet<Event['type']> = new Set(['said', 'retried', 'warned', 'failed']);

/**
 * Opens nothing yet: hosts are connected to when they are first looked at. Without `narrow`, it is
 * about all steps; `asItIs` where what would hinder the whole job hinders none of those left.
 */
export function openSession(
  operator: Operator,
  asker: Asker,
  narrow: Narrow = (steps) => steps,
  asItIs: () => boolean = () => false,
  revising: () => Revising | undefined = () => undefined,
  returning: Returning = () => undefined,
): FarSession {
  const connections = new Connections(asker);
  /** What was seen last, for judging what is seen next. */
  let seenLast = new Facts();
  const through = lookThrough(connections, () => seenLast);
  const look = remembering(through, (sighting) => {
    seenLast = seenLast.with([sighting]);
  });

  const lookAt = async (facts: Facts, queries: readonly Query[], signal: AbortSignal) =>
    facts.with(await collect(look, queries, signal));

  const judge = (sighting: Sighting, answers: Answers) => {
    const host = hostKindOf(answers).address(answers);
    const addresses = seenLast.get(query('addresses', host));
    // Where it leads now says nothing: the server will set it.
    if (sighting.query.fact === 'name' && followedFamilies(answers)) return undefined;
    return remark(sighting, needsOf(answers, seenLast), {
      ...(addresses && { host: publicAddresses(addresses, reachedAt(host)) }),
      seen: seenLast,
      server: host,
    });
  };

  return {
    look,
    finding: judge,
    close: () => connections.close(),

    async enter(target, hostKeys, signal) {
      const { openSsh } = await import('../edges/ssh/open-ssh.ts');
      return await openSsh(target, asker, { hostKeys, signal });
    },

    attach: async (host, command) => await (await connections.to(host)).attach(command),

    async *follow(host, command, signal) {
      return yield* followOn(await connections.to(host), command, signal);
    },

    async prepare(answers, seen, signal) {
      const { looks } = appOf(textAnswer(answers, 'app'));
      const ground = [
        ...groundQueries(hostKindOf(answers).address(answers)),
        ...(looks?.(answers) ?? []),
      ];
      const facts = await lookAt(seen, unseen(ground, seen), signal);
      const prepared = await settle(answers, facts, (queries) => unseen(queries, facts), signal);
      if (!asItIs())
        refuseWhatStops(prepared.goal, prepared.facts, (sighting) => judge(sighting, answers));
      return prepared;
    },

    async *run(prepared, control): AsyncGenerator<Event, Outcome> {
      if (changes(prepared.planned) === 0) {
        yield { type: 'planned', steps: asEvent(prepared.planned) };
        yield { type: 'done', outcome: 'complete', changed: 0 };
        return 'complete';
      }
      const { host, install, cluster, revision } = prepared.goal;
      const connection = await connections.to(host);
      // One that nothing is done on may be lost.
      const others = [...(cluster?.others ?? [])]
        .filter((each) => prepared.steps.some(({ sees }) => sees.some((of) => of.host === each)))
        .sort()
        .map((each) => connections.to(each));
      // Whichever way it goes, the locks of both are taken in the same order.
      const ways = revision?.kind === 'move' ? [revision.from, host].sort() : [host];
      const all = await Promise.all([...ways.map((each) => connections.to(each)), ...others]);
      const { by, machine, process } = operator;
      const me = { by, machine, process, since: operator.now().toISOString() };
      const lock = yield* holdLocks(all, me, { ...operator, stop: control.stop });
      if (lock === null) {
        yield { type: 'done', outcome: 'stopped', changed: 0 };
        return 'stopped';
      }
      const log = new ServerLog(connection, install);
      const secrets = secretsAsSeen(prepared.answers, () => seenLast);
      try {
        const either = (signal: AbortSignal) => AbortSignal.any([signal, lock.lost]);
        const alone = { ...control, stop: either(control.stop), abort: either(control.abort) };
        return yield* each(work(prepared, alone, lock, all), (event) => {
          if (event.type === 'done' && event.outcome === 'stopped' && lock.lost.aborted)
            throw lockLost();
          const clean = PRINTED.has(event.type) ? withoutSecretsIn(event, secrets()) : event;
          log.note(clean, operator.now(), by);
          return clean;
        });
      } finally {
        await log.flush();
        await lock.release();
      }
    },

    async receipt({ goal, facts }, signal) {
      const seen = await lookAt(facts, Object.values(receiptQueries(goal)), signal);
      return receiptFor(goal, seen);
    },
  };

  /** Decides what is wanted, and looks at those of the facts it rests on that `wanted` picks. */
  async function settle(
    answers: Answers,
    seen: Facts,
    wanted: (queries: readonly Query[]) => readonly Query[],
    signal: AbortSignal,
    left: { readonly steps: Narrow; readonly revising: Revising | undefined } = {
      steps: narrow,
      revising: revising(),
    },
  ): Promise<Prepared<Goal>> {
    const wish = decideGoal(answers, seen);
    refuseHost(wish, seen);
    if (!asItIs()) refuseWhatCannotWork(wish, seen);
    const other = left.revising;
    const rests = [...revisionQueries(wish), ...(other?.looks(wish) ?? [])];
    const told = await lookAt(seen, wanted(rests), signal);
    const known = await lookAt(told, wanted(queriesAlone(wish, told)), signal);
    const revision = other ? other.decide(wish, known) : decideRevision(wish, answers, known);
    const goal = revision ? { ...wish, revision } : wish;
    const ground = groundOf(goal.host, seen);
    const mended = mendings(answers, seen, { ...ground, host: goal.host });
    const steps = left.steps(stepsFor(goal, ground, mended), goal);
    if (steps.some(({ id }) => id === 'app.start')) {
      refuseUnfinished(goal, known);
      refuseOnOneAlone(goal, steps, known);
    }
    if (!asItIs()) refusePorts(goal, seen, answers);
    const sees = distinct(steps.flatMap((step) => step.sees));
    const found = await lookAt(known, wanted(sees), signal);
    const facts = await lookAt(found, unseen(weighedBy(steps, found), found), signal);
    if (!asItIs()) refuseWhatCannotWork(goal, facts);
    refuseWhatIsForeseen(steps, facts);
    return { answers, goal, facts, steps, planned: plan(steps, facts) };
  }

  /** Under the lock: what was planned may have been done by somebody else meanwhile. */
  async function* work(
    prepared: Prepared<Goal>,
    control: Control,
    lock: OwnLock,
    locked: readonly Connection[],
  ): AsyncGenerator<Event, Outcome> {
    const { answers, goal, facts: before } = prepared;
    const now = await settle(answers, before, (queries) => queries, control.abort);
    yield { type: 'planned', steps: asEvent(now.planned) };
    const apply = underLock(applyThrough(connections, goal.host), lock, connections, goal.host);
    const clock = { pause: operator.pause, now: () => operator.now().getTime() / 1000 };
    const doing = { look, apply, ...clock };
    const course = yield* followed(run(now.steps, now.facts, doing, control));
    let { outcome, changed } = course;
    const usual = wayBack(now.goal, answers, course, seenLast);
    const back = returning(course, seenLast) ?? (usual && { answers: usual });
    if (back && !control.abort.aborted) {
      // Whoever wants it to stop wants the app to be there.
      const onward = { ...control, stop: control.abort };
      // What the run no longer follows may still be in the middle of what is to be undone.
      yield* untilAllEnded(locked, { ...operator, stop: control.abort });
      const left = { steps: back.steps ?? narrow, revising: back.revising ?? revising() };
      const undo = await settle(back.answers, now.facts, (queries) => queries, control.abort, left);
      yield { type: 'planned', steps: asEvent(undo.planned) };
      const again = yield* followed(run(undo.steps, undo.facts, doing, onward));
      changed += again.changed;
      outcome = again.outcome === 'complete' ? outcome : again.outcome;
      const trouble = back.trouble?.(course, again) ?? undoneTrouble(now.goal, course, again);
      if (outcome === 'failed') yield { type: 'failed', step: 'app.ready', trouble };
    }
    yield { type: 'done', outcome, changed };
    return outcome;
  }

  function groundOf(host: string, facts: Facts) {
    const { by, version, renewalProgram } = operator;
    const ground = groundSeen(host, facts, { by, version, renewalProgram, at: operator.now() });
    if (!ground) throw new Error(`${host} was not looked at before planning.`);
    return ground;
  }
}

function needsOf(answers: Answers, facts: Facts) {
  const app = appOf(textAnswer(answers, 'app'));
  const host = hostKindOf(answers).address(answers);
  const besideMB = memoryBeside(facts, host, installOf(answers));
  return { app: calledIn(app, answers), ...app.needs, besideMB };
}

/** Passes a stream of events on, each changed on its way. */
async function* each(
  events: AsyncGenerator<Event, Outcome>,
  change: (event: Event) => Event,
): AsyncGenerator<Event, Outcome> {
  for (;;) {
    const next = await events.next();
    if (next.done) return next.value;
    yield change(next.value);
  }
}
