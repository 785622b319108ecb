import type { Event } from '../event.ts';

/** What is done one after another while an app is not there for its visitors. */
const AT_REST =
  /^(app\.(stop|files|folders|start|ready)|(backup|data)\.\w+|\w+\.(settings|start|ready)|settings\.write)$/;

/** For how long an app was not there, in seconds; null where it was not stopped. */
export function restedSeconds(events: Iterable<Event>): number | null {
  const all = [...events];
  const from = all.findIndex((event) => event.type === 'finished' && event.step === 'app.stop');
  if (from === -1) return null;
  return all
    .slice(from)
    .flatMap((event) =>
      event.type === 'finished' && AT_REST.test(event.step) ? [event.seconds] : [],
    )
    .reduce((sum, seconds) => sum + seconds, 0);
}
