import type { Event } from '../event.ts';
import type { StepView } from '../progress.ts';

/** What is done one after another while an app is not there for its visitors. */
const AT_REST =
  /^((left\.)?(app\.(stop|stopped|files|folders|start|ready)|(backup|data)\.\w+)|\w+\.(stopped|settings|start|ready)|settings\.write|copy\.carry|swarm\.(services|switch|(stop|start|settings)\.[\w-]+))$/;
const STOPS = /^(app\.stop|(left\.)?app\.stopped|swarm\.stop\.app)$/;

/** For how long an app was not there, in seconds; null where it was not stopped. */
export function restedSeconds(events: Iterable<Event>): number | null {
  const all = [...events];
  const from = all.findIndex((event) => event.type === 'finished' && STOPS.test(event.step));
  if (from === -1) return null;
  return all
    .slice(from)
    .flatMap((event) =>
      event.type === 'finished' && AT_REST.test(event.step) ? [event.seconds] : [],
    )
    .reduce((sum, seconds) => sum + seconds, 0);
}

/** What brings an app back to its visitors. */
const RUNS = /^(app\.ready|swarm\.start\.app)$/;
/** What is noted beforehand can be undone. */
const NOTED = /^(change\.begin|left\.move\.begin)$/;

/** What is told of an app that a run has left at rest, and how it comes back; null where it has left none so. */
export function leftAtRest(steps: readonly StepView[]): string | null {
  const stops = steps.some(({ id, state }) => STOPS.test(id) && isStopped(id, state));
  const comesBack = steps.some(({ id, state }) => RUNS.test(id) && !DONE.has(state));
  if (!stops || !comesBack) return null;
  const undone = steps.some(({ id, state }) => NOTED.test(id) && DONE.has(state));
  const undo = undone ? ' Or undo it there: then it runs as before.' : '';
  return `The app rests now, and its visitors are not answered. Do the same once more: that goes on from here, and starts it at its end.${undo}`;
}

const DONE: ReadonlySet<StepView['state']> = new Set(['held', 'finished', 'overridden', 'warned']);

/** Under way or failed, it may have stopped as well. On a cluster, this step also holds where nothing is to stop. */
function isStopped(id: string, state: StepView['state']): boolean {
  if (state === 'held') return !id.startsWith('swarm.');
  return state !== 'waiting';
}
