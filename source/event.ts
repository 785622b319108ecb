import type { InstructAction } from './action.ts';
import type { Trouble } from './expected-error.ts';

/**
 * What happens while steps run: one stream, and four readers (screens, plain lines, JSON lines,
 * the log on the server). Holds no secrets and nothing that JSON can't carry.
 */
export type Event =
  | { readonly type: 'planned'; readonly steps: readonly PlannedEvent[] }
  /** Another run holds the server's lock; this one goes on when it ends. */
  | { readonly type: 'locked'; readonly by: string; readonly since: string }
  /** Its check held already, or the person chose to go on without it. */
  | { readonly type: 'skipped'; readonly step: string; readonly why: 'holds' | 'overridden' }
  | { readonly type: 'started'; readonly step: string; readonly title: string }
  | ProgressEvent
  /** A line of output of the command that runs. */
  | { readonly type: 'said'; readonly step: string; readonly line: string }
  /** The person has to do something; the step goes on by itself when it is done. */
  | {
      readonly type: 'instructed';
      readonly step: string;
      readonly text: string;
      readonly fields: InstructAction['fields'];
      readonly overridable: string | null;
    }
  /** It failed in a way that may pass; it is tried again. */
  | {
      readonly type: 'retried';
      readonly step: string;
      readonly what: string;
      readonly attempt: number;
    }
  | { readonly type: 'finished'; readonly step: string; readonly seconds: number }
  /** Something seems wrong, as far as we can see; it holds nothing up. */
  | { readonly type: 'warned'; readonly step: string; readonly text: string }
  | { readonly type: 'failed'; readonly step: string; readonly trouble: Trouble }
  | { readonly type: 'done'; readonly outcome: Outcome; readonly changed: number };

export interface PlannedEvent {
  readonly step: string;
  readonly title: string;
  readonly holds: boolean;
}

export interface ProgressEvent {
  readonly type: 'progress';
  readonly step: string;
  readonly text: string;
  /** 0 to 1, null where unknown. */
  readonly fraction: number | null;
  readonly bytes?: {
    readonly done: number;
    readonly total: number | null;
    readonly perSecond: number;
  };
}

/** `stopped`: the person asked; what was begun is finished, the rest is left. */
export type Outcome = 'complete' | 'failed' | 'stopped';
