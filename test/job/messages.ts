import type { Ran } from './operator.ts';

/** The messages of one type, in the order in which they came. */
export function only({ events }: Ran, type: string) {
  return events.filter((each) => each.type === type);
}

/** Ids of the steps that were begun. */
export function begun(ran: Ran) {
  return only(ran, 'started').map(({ step }) => step);
}

/** What a run says of all that went wrong. */
export function wrong({ events }: Ran) {
  return events.filter(({ type }) => ['failed', 'trouble', 'problems'].includes(String(type)));
}
