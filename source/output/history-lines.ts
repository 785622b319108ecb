import type { HistoryEntry } from '../facts/installs/history.ts';
import { hanging, type Wrap } from './doctor-lines.ts';

/** What was done with an install, the newest last, with a title. */
export function historyLines(
  title: string,
  entries: readonly HistoryEntry[],
  wrap: Wrap,
): string[] {
  if (entries.length === 0) return [title, '  Nothing was noted so far.'];
  return [title, ...entries.flatMap((entry) => ['', ...entryLines(entry, wrap)])];
}

const ENDED = {
  complete: '',
  failed: ': failed',
  stopped: ': stopped on the way',
  'cut-off': ': cut off on the way',
} as const;

/** When it was done and by whom, and how it ended where that was not well. */
export function entryHead({ at, by, outcome }: HistoryEntry): string {
  const when = `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  return `${when}, ${by ?? 'the server itself'}${ENDED[outcome]}`;
}

function entryLines(entry: HistoryEntry, wrap: Wrap): string[] {
  const { did, trouble } = entry;
  return [
    ...hanging(entryHead(entry), '  ', wrap),
    ...did.flatMap((each) => hanging(`+ ${each}`, '    ', wrap)),
    ...(trouble === null ? [] : hanging(`Failed: ${trouble}`, '    ', wrap)),
  ];
}
