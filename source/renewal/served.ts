import type { ServedAt } from './order.ts';

/** What a server shows: the serial number of a certificate; null where it does not answer. */
export interface Shown {
  readonly at: ServedAt;
  readonly serial: string | null;
}

/** Where the names are served at which nobody at all answers: of several servers, one may be away. */
export function unanswered(shown: readonly Shown[]): readonly ServedAt[] {
  const answered = shown.filter(({ serial }) => serial !== null).map(({ at }) => at.name);
  return shown.map(({ at }) => at).filter(({ name }) => !answered.includes(name));
}
