import type { FactName, FactTypes } from './facts.ts';

/** What a fact means for the person, for the screens that show looking and preflight. */
export interface Finding {
  readonly status: 'good' | 'warning' | 'stops';
  /** "Debian 12, 2 cores, 2 GB". */
  readonly text: string;
  /** Right-hand column: "enough for JATOS". */
  readonly note?: string;
  /** What to do about it, the most likely remedy first. For the doctor, and where nothing is offered. */
  readonly advice?: readonly string[];
  /** Good, and of no interest by itself: for whoever lists everything, not for a line while we look. */
  readonly quiet?: true;
  /** A warning that asks for nothing now: it is told, and waits for no key. */
  readonly aside?: true;
}

/** What findings are judged against. */
export interface Needs {
  /** The app's name as the person knows it. */
  readonly app: string;
  readonly memoryMB: number;
  readonly diskMB: number;
  /** What other apps on the same host want of its memory. */
  readonly besideMB?: number;
  /** See `App.needs`. */
  readonly dockerFrom?: 'docker';
}

/** What else was seen of the same host; undefined where that was not looked at, or not yet. */
export type Also = <Name extends FactName>(
  fact: Name,
  subject?: string,
) => FactTypes[Name] | undefined;

/** Good, and worth a line only for whoever lists everything. */
export function unremarkable(text: string, note?: string): Finding {
  return { status: 'good', text, ...(note === undefined ? {} : { note }), quiet: true };
}
