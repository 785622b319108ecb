const HOUR = 3600 * 1000;
const WAITS_HOURS = [1, 6, 24];
/** Once it ended. More would make a CA close the name: https://letsencrypt.org/docs/rate-limits/ */
const ENDED_HOURS = 6;

/**
 * When to try again after so many failures in a row (from 1): in an hour, in six, then daily; more
 * often where that would leave less than four tries until the certificate ends; never before the
 * CA wants to be asked again.
 */
export function tryAgainAt(
  failures: number,
  failedAt: Date,
  { until, retryAt }: { readonly until: Date | null; readonly retryAt: Date | null },
): Date {
  const usual = (WAITS_HOURS[failures - 1] ?? 24) * HOUR;
  const left = until === null ? 0 : until.getTime() - failedAt.getTime();
  const most = left > 0 ? left / 4 : ENDED_HOURS * HOUR;
  const wait = Math.max(HOUR, Math.min(usual, most));
  return new Date(Math.max(failedAt.getTime() + wait, retryAt?.getTime() ?? 0));
}
