import type { Bad, InstallState } from './state.ts';

/** What a person is told: something bad that is new, or that all is well again. */
export interface Notice {
  readonly install: string;
  readonly about: Bad | 'works-again';
  readonly state: InstallState;
}

/** Failures in a row that may pass by themselves. */
const PATIENCE = 1;

/** What is wrong with an install's certificate now, the gravest last. */
export function badOf(
  { certificate, due, failures, lastTry, unconfirmed }: InstallState,
  now: Date,
): readonly Bad[] {
  const end = Date.parse(certificate?.until ?? '');
  const at = Date.parse(due?.at ?? '');
  const ended = certificate === null || end <= now.getTime();
  // A certificate that lives for minutes is due again as soon as it is there.
  const just = lastTry?.outcome === 'renewed' && Date.parse(lastTry.at) >= at;
  const late = due !== null && !just && now.getTime() > at + (end - at) / 4;
  return [
    ...(failures > PATIENCE ? (['failing'] as const) : []),
    ...(late && unconfirmed === null ? (['late'] as const) : []),
    ...(ended && failures > 0 ? (['ended'] as const) : []),
  ];
}

/** One message for each new fact, the gravest, and none for each try. Null where nothing is new. */
export function noticeFor(install: string, state: InstallState, now: Date): Notice | null {
  const bad = badOf(state, now);
  const fresh = bad.filter((each) => !state.told.includes(each)).at(-1);
  if (fresh !== undefined) return { install, about: fresh, state };
  const well = bad.length === 0 && state.failures === 0;
  return well && state.told.length > 0 ? { install, about: 'works-again', state } : null;
}

/** Once the message was taken by whoever delivers it. */
export function afterTelling(state: InstallState, { about }: Notice, now: Date): InstallState {
  if (about === 'works-again') return { ...state, told: [] };
  return { ...state, told: [...new Set([...state.told, ...badOf(state, now)])] };
}
