import type { Answers } from '../source/answers/answers.ts';
import type { Goal } from '../source/goal.ts';
import type { Item } from '../source/interview.ts';
import type { Session } from '../source/session.ts';
import type { Part } from './session.ts';

/** A part of the whole job: its own interview, and what of a session is left for it. */
export interface ErrandJob {
  /** What is done to what a screen's title names after it: "Renewing". */
  readonly doing: string | ((answers: Answers) => string);
  /** See `WizardProps`. */
  readonly leavesFor?: (answers: Answers) => boolean;
  /** Hears the answers by which it was left. */
  readonly onLeaving?: (answers: Answers) => void;
  /** What it is about, for the top of the screen. */
  readonly heading: string;
  readonly script: readonly Item[];
  readonly errand: Part & {
    readonly over: (session: Session<Goal>) => Session;
  };
}
