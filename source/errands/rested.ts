import type { Event } from '../event.ts';

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
