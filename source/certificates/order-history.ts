/** One order at a CA's real address that counts against its limits. */
export interface PastOrder {
  /** ISO 8601. */
  readonly at: string;
  readonly names: readonly string[];
  /** `refused`: the CA looked at a name and did not find it in order. */
  readonly outcome: 'issued' | 'refused';
  /** It named the certificate that it replaces, and so counted for nothing (RFC 9773, 5). */
  readonly exempt?: true;
}

const KEPT_DAYS = 8;
const DAY = 24 * 3600 * 1000;

/** One JSON object a line. What can't be read is left out: it only spares orders. */
export function readHistory(text: string): readonly PastOrder[] {
  return text.split('\n').flatMap((line) => {
    try {
      const { at, names, outcome, exempt } = JSON.parse(line);
      const fits = Array.isArray(names) && (outcome === 'issued' || outcome === 'refused');
      if (!fits || Number.isNaN(Date.parse(at))) return [];
      return [{ at, names, outcome, ...(exempt === true && { exempt }) }];
    } catch {
      return [];
    }
  });
}

/** The history with one more order, and without those that no longer count. */
export function historyText(history: readonly PastOrder[], one: PastOrder): string {
  const since = Date.parse(one.at) - KEPT_DAYS * DAY;
  return [...history, one]
    .filter(({ at }) => Date.parse(at) > since)
    .map((each) => `${JSON.stringify(each)}\n`)
    .join('');
}
