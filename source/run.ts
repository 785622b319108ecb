import type { Action } from './action.ts';
import type { Event, Outcome, ProgressEvent } from './event.ts';
import { ExpectedError, type Trouble } from './expected-error.ts';
import type { Facts, Look, Query, Sighting } from './facts/facts.ts';
import { isConnection, type Left, leftOnceBegun } from './resume.ts';
import { Channel } from './session/channel.ts';
import { type Check, HOLDS, lacks, type Step, titleOf } from './steps/step.ts';

/** What an action tells while it is being done. */
export type Telling =
  | { readonly line: string }
  | Pick<ProgressEvent, 'text' | 'fraction' | 'bytes'>;

/** Does one action. Throws an ExpectedError where it can't. */
export type Apply = (action: Action, facts: Facts, signal: AbortSignal) => AsyncIterable<Telling>;

export interface Doing {
  readonly look: Look;
  readonly apply: Apply;
  readonly pause: (seconds: number, signal: AbortSignal) => Promise<void>;
  readonly now: () => number;
}

export interface Control {
  /** Finish the actions that are under way, then stop. */
  readonly stop: AbortSignal;
  /** Stop at once. */
  readonly abort: AbortSignal;
  /** Steps that the person chose to go on without. May grow while running. */
  readonly overridden: ReadonlySet<string>;
}

const ATTEMPTS = 5;

/** The longest that waiting for something is drawn out by itself. */
const LONGEST_PAUSE_SECONDS = 2;

/**
 * The one loop: every step whose needs hold is checked, applied if its check does not hold, and
 * checked again. Steps that don't need each other run side by side. `facts` are what was seen last;
 * a step looks again only where something that it needs was changed since.
 */
export async function* run(
  steps: readonly Step[],
  seen: Facts,
  doing: Doing,
  control: Control,
): AsyncGenerator<Event, Outcome> {
  const events = new Channel<Event>();
  let facts = seen;
  let failed = false;
  const ends = new Map<string, Promise<End>>();
  /** Steps that changed something, and those that come after them: what they see must be looked at again. */
  const moved = new Set<string>();

  const lookAt = async (queries: readonly Query[]): Promise<Facts> => {
    const sightings: Sighting[] = [];
    for await (const sighting of doing.look(queries, control.abort)) sightings.push(sighting);
    facts = facts.with(sightings);
    return facts;
  };

  const notAsWanted = async (step: Step, { why, next = [] }: Lacking): Promise<ExpectedError> => {
    const log = step.evidence && (await lookAt([step.evidence])).get(step.evidence);
    return new ExpectedError({
      code: `step.${step.id}`,
      what: `${titleOf(step, facts)}: this did not work out.`,
      why,
      ...(step.remedies || next.length > 0 ? { next: [...next, ...(step.remedies ?? [])] } : {}),
      ...(log?.length ? { detail: log.join('\n') } : {}),
    });
  };

  /** What there is to do for a step, or how it ended without anything being done. */
  const begin = async (step: Step, stale: boolean): Promise<readonly Action[] | End> => {
    if (stale || step.sees.some((query) => !facts.has(query))) await lookAt(step.sees);
    if (step.check(facts).holds) {
      events.put({ type: 'skipped', step: step.id, why: 'holds' });
      return 'held';
    }
    if (control.overridden.has(step.id)) {
      events.put({ type: 'skipped', step: step.id, why: 'overridden' });
      return 'held';
    }
    if (control.stop.aborted || failed) return 'stopped';
    const weighs = step.weighs ?? [];
    if (weighs.some((query) => stale || !facts.has(query))) await lookAt(weighs);
    return step.actions(facts);
  };

  const attempt = async (step: Step, stale: boolean, left: Left): Promise<End> => {
    const toDo = left.actions.length > 0 ? left.actions : await begin(step, stale);
    if (typeof toDo === 'string') return toDo;
    const began = doing.now();
    events.put({ type: 'started', step: step.id, title: titleOf(step, facts) });
    let seenSo = false;
    for (const [index, action] of toDo.entries()) {
      if (control.stop.aborted) return 'stopped';
      left.actions = leftOnceBegun(toDo.slice(index));
      const end = await perform(action, step);
      if (end !== 'changed') return end;
      // What was waited for has just been seen.
      seenSo = isWaiting(action);
    }
    left.actions = [];
    const check = seenSo ? HOLDS : step.check(await lookAt(step.sees));
    if (!check.holds) throw await notAsWanted(step, check);
    events.put({ type: 'finished', step: step.id, seconds: doing.now() - began });
    moved.add(step.id);
    return 'changed';
  };

  const perform = async (action: Action, step: Step): Promise<End> => {
    if (isWaiting(action)) return await waitFor(action, step);
    for await (const telling of doing.apply(action, facts, control.abort)) {
      events.put(
        'line' in telling
          ? { type: 'said', step: step.id, line: telling.line }
          : { type: 'progress', step: step.id, ...telling },
      );
    }
    return 'changed';
  };

  const waitFor = async (action: WaitingAction, step: Step): Promise<End> => {
    if (action.do === 'instruct') {
      const { text, fields } = action;
      const overridable = step.overridable ?? null;
      events.put({ type: 'instructed', step: step.id, text, fields, overridable });
    } else {
      events.put({
        type: 'progress',
        step: step.id,
        text: `Waiting for ${action.saying}`,
        fraction: null,
      });
    }
    const since = doing.now();
    const until = since + action.patienceSeconds;
    for (;;) {
      const check = await lookWhile(action, step);
      if (check.holds) return 'changed';
      if (control.overridden.has(step.id)) {
        events.put({ type: 'skipped', step: step.id, why: 'overridden' });
        return 'held';
      }
      if (control.stop.aborted) return 'stopped';
      if (check.hopeless || doing.now() >= until) throw await notAsWanted(step, check);
      events.put({ type: 'progress', step: step.id, text: check.why, fraction: null });
      await doing.pause(pauseAfter(doing.now() - since, action), control.stop);
    }
  };

  const lookWhile = async (action: WaitingAction, step: Step): Promise<Check> => {
    try {
      return step.check(await lookAt(step.sees));
    } catch (error) {
      const away = action.do === 'await' && action.away && !control.abort.aborted;
      if (!away || !(error instanceof ExpectedError)) throw error;
      return lacks(error.trouble.what);
    }
  };

  const drive = async (step: Step): Promise<End> => {
    const needed = await Promise.all(step.needs.map((id) => ends.get(id)));
    if (needed.some((end) => end === 'failed' || end === 'stopped')) return 'stopped';
    let stale = step.needs.some((id) => moved.has(id));
    if (stale) moved.add(step.id);
    const left: Left = { actions: [] };
    for (let count = 1; ; count += 1) {
      try {
        return await attempt(step, stale, left);
      } catch (error) {
        // Whatever an action says when it is cut short, it is what was asked for.
        if (control.abort.aborted) return 'stopped';
        if (!(error instanceof ExpectedError)) throw error;
        const { trouble } = error;
        if (step.advisory) {
          events.put({ type: 'warned', step: step.id, text: trouble.why ?? trouble.what });
          return 'held';
        }
        if (!trouble.passing || count === ATTEMPTS || control.stop.aborted) {
          failed = true;
          events.put({ type: 'failed', step: step.id, trouble: withRemedies(trouble, step) });
          return 'failed';
        }
        if (!isConnection(trouble)) left.actions = [];
        events.put({ type: 'retried', step: step.id, what: trouble.what, attempt: count });
        await doing.pause(2 ** count, control.stop);
        stale = true;
      }
    }
  };

  for (const step of steps) {
    const unknown = step.needs.find((id) => !ends.has(id));
    if (unknown) throw new Error(`${step.id} needs ${unknown}, which does not come before it.`);
    ends.set(step.id, drive(step));
  }
  const all = Promise.all(ends.values());
  all.then(
    () => events.close(),
    (error) => events.fail(error),
  );
  yield* events;
  const list = await all;
  const outcome = outcomeOf(list);
  yield { type: 'done', outcome, changed: list.filter((end) => end === 'changed').length };
  return outcome;
}

type Lacking = Extract<Check, { holds: false }>;
type End = 'held' | 'changed' | 'failed' | 'stopped';
type WaitingAction = Extract<Action, { do: 'await' | 'instruct' }>;

function isWaiting(action: Action): action is WaitingAction {
  return action.do === 'await' || action.do === 'instruct';
}

/** What a command said at last rarely tells what to do; the step knows what helps where it fails. */
function withRemedies(trouble: Trouble, { remedies = [] }: Step): Trouble {
  return trouble.next?.length || remedies.length === 0 ? trouble : { ...trouble, next: remedies };
}

/** Seconds until the next look: what takes long needs fewer looks, each of which is work for the server, too. */
function pauseAfter(waited: number, { everySeconds }: WaitingAction): number {
  return Math.max(everySeconds, Math.min(waited / 8, LONGEST_PAUSE_SECONDS));
}

function outcomeOf(ends: readonly End[]): Outcome {
  if (ends.includes('failed')) return 'failed';
  return ends.includes('stopped') ? 'stopped' : 'complete';
}
