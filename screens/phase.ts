import type { Event, Outcome } from '../source/event.ts';
import type { Trouble } from '../source/expected-error.ts';
import type { Query, Sighting } from '../source/facts/facts.ts';
import type { Finding } from '../source/facts/finding.ts';
import type { Prompt } from '../source/hosts/host.ts';
import type { Interview, Item } from '../source/interview.ts';
import type { Progress } from '../source/progress.ts';
import type { Receipt } from '../source/receipt.ts';
import type { Prepared } from '../source/session/session.ts';
import type { Asking } from './asking.ts';
import type { Input } from './input.ts';
import type { PageLine, Reading } from './reading.ts';

/** `elsewhere`: the person chose something that is not this wizard's. */
export type Ending = 'complete' | 'left' | 'failed' | 'elsewhere';

export interface AskPhase extends Asking {
  readonly at: 'ask';
  /** What a look before this question found. */
  readonly notes: readonly Finding[];
}

export interface LookPhase {
  readonly at: 'look';
  readonly queries: readonly Query[];
  readonly sightings: readonly Sighting[];
  readonly findings: readonly Finding[];
  /** All is seen, and the person shall read it before it goes on. */
  readonly ended: boolean;
}

export interface RunPhase {
  readonly at: 'run';
  readonly prepared: Prepared;
  readonly progress: Progress;
  readonly stop: 'no' | 'after-step' | 'now';
  /** Seconds, on the clock of the actions. */
  readonly began: number;
}

export interface FailurePhase {
  readonly at: 'failure';
  readonly trouble: Trouble;
  /** What failed, and would be tried again. */
  readonly during: 'look' | 'prepare' | 'run' | 'conclude';
  readonly queries: readonly Query[];
  readonly prepared: Prepared | null;
  readonly progress: Progress;
  /** The failed step's title, where it was one. */
  readonly step: string | null;
}

/** What is read instead of done, as far as it came. */
export interface ReadPhase extends Pick<Reading, 'title' | 'empty' | 'follows'> {
  readonly at: 'read';
  readonly lines: readonly PageLine[];
  /** Nothing more comes. */
  readonly ended: boolean;
}

export type Phase =
  | { readonly at: 'welcome' }
  | { readonly at: 'offer' }
  | AskPhase
  | LookPhase
  | { readonly at: 'prepare' }
  | { readonly at: 'review'; readonly prepared: Prepared }
  | RunPhase
  | ReadPhase
  | { readonly at: 'conclude'; readonly prepared: Prepared; readonly progress: Progress }
  | FailurePhase
  | { readonly at: 'receipt'; readonly receipt: Receipt; readonly progress: Progress }
  | {
      readonly at: 'end';
      readonly how: Ending;
      readonly progress: Progress;
      readonly receipt: Receipt | null;
      readonly trouble: Trouble | null;
    };

export interface WizardState {
  readonly script: readonly Item[];
  readonly interview: Interview;
  readonly phase: Phase;
  /** Questions that few people need, whose answers are our suggestions. Nobody was asked. */
  readonly assumed: readonly string[];
  /** Counts what runs in the background; results of an earlier one come too late and are dropped. */
  readonly job: number;
  /** What the way into the server asks of the person, over whatever is shown. */
  readonly prompt: Prompt | null;
  /** Counts the prompts: the same one asked again starts empty. */
  readonly prompts: number;
  /** What was just done at the person's wish: "Saved as answers.yaml". */
  readonly note: { readonly text: string; readonly good: boolean } | null;
}

export type Action =
  | { readonly type: 'begin' }
  | { readonly type: 'afresh'; readonly forget: readonly string[] }
  | { readonly type: 'typed'; readonly id: string; readonly input: Input }
  | { readonly type: 'focused'; readonly focus: string }
  | { readonly type: 'submitted' }
  | { readonly type: 'went-back' }
  /** Wants to see the settings that few people need. */
  | { readonly type: 'wanted-more' }
  | {
      readonly type: 'sighted';
      readonly job: number;
      readonly sighting: Sighting;
      readonly finding?: Finding | undefined;
    }
  | { readonly type: 'looked'; readonly job: number }
  | { readonly type: 'prepared'; readonly job: number; readonly prepared: Prepared }
  | { readonly type: 'opened'; readonly job: number; readonly reading: Reading }
  | { readonly type: 'read'; readonly job: number; readonly lines: readonly PageLine[] }
  | { readonly type: 'read-all'; readonly job: number }
  | { readonly type: 'approved'; readonly now: number }
  | {
      readonly type: 'happened';
      readonly job: number;
      readonly events: readonly Event[];
      readonly now: number;
    }
  | { readonly type: 'ran'; readonly job: number; readonly outcome: Outcome }
  | { readonly type: 'concluded'; readonly job: number; readonly receipt: Receipt }
  | { readonly type: 'troubled'; readonly job: number; readonly trouble: Trouble }
  | { readonly type: 'retried'; readonly now: number }
  | { readonly type: 'prompted'; readonly prompt: Prompt | null }
  | { readonly type: 'noted'; readonly text: string; readonly good: boolean }
  | { readonly type: 'interrupted' }
  | { readonly type: 'left' }
  | { readonly type: 'went-elsewhere' };
