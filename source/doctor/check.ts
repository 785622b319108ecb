import type { Finding } from '../facts/finding.ts';

/** One thing that was looked at and judged. */
export interface Check extends Pick<Finding, 'status' | 'text' | 'note' | 'advice'> {
  /** A stable word, for `--ignore` and for programs: `disk`, `jatos.certificate.obtain`. */
  readonly id: string;
  /** What it is a part of: `Server`, `Docker`, `Network`, or an install, such as `JATOS (study.example.org)`. */
  readonly group: string;
  /** The person knows, and does not want to hear of it. */
  readonly ignored: boolean;
  /** What was seen, as it was seen. */
  readonly details: unknown;
}

/** The worst that is not ignored. */
export function verdictOn(checks: readonly Check[]): Finding['status'] {
  const statuses = checks.filter(({ ignored }) => !ignored).map(({ status }) => status);
  if (statuses.includes('stops')) return 'stops';
  return statuses.includes('warning') ? 'warning' : 'good';
}

/** Marks those that are to be ignored. */
export function ignoring(checks: readonly Check[], ids: readonly string[]): Check[] {
  return checks.map((check) => ({ ...check, ignored: ids.includes(check.id) }));
}

/** Facts without what is too long, or says too much of the people who use an app. */
export function detailsOf(value: unknown): unknown {
  if (value instanceof Map) return detailsOf(Object.fromEntries(value));
  if (Array.isArray(value)) return value.map(detailsOf);
  if (typeof value !== 'object' || value === null || 'reveal' in value) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [
      key,
      key === 'body' ? `${String(each).length} characters` : detailsOf(each),
    ]),
  );
}
