import type { Trouble } from '../expected-error.ts';
import { tryAgainAt } from './back-off.ts';
import type { InstallState } from './state.ts';

/** A new certificate was written; it counts only once it was seen to be served. */
export function afterWriting(
  state: InstallState,
  serial: string,
  before: string | null,
  now: Date,
): InstallState {
  return { ...state, unconfirmed: { serial, before, since: now.toISOString() } };
}

/** The new certificate is what visitors get. */
export function afterConfirming(state: InstallState, now: Date): InstallState {
  const lastTry = { at: now.toISOString(), outcome: 'renewed', code: '', says: '' } as const;
  return { ...state, lastTry, failures: 0, notBefore: null, unconfirmed: null };
}

/** The state after a try that failed: when the next one is due. */
export function afterFailing(
  state: InstallState,
  { code, what, why }: Trouble,
  now: Date,
  retryAt: Date | null,
): InstallState {
  const failures = state.failures + 1;
  const until = state.certificate ? new Date(state.certificate.until) : null;
  return {
    ...state,
    lastTry: {
      at: now.toISOString(),
      outcome: 'failed',
      code,
      says: [what, why].filter(Boolean).join(' '),
    },
    failures,
    notBefore: tryAgainAt(failures, now, { until, retryAt }).toISOString(),
    unconfirmed: null,
  };
}
