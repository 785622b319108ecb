import type { Reading } from '../screens/reading.ts';
import type { Answers } from '../source/answers/answers.ts';
import type { Goal } from '../source/goal.ts';
import type { Item } from '../source/interview.ts';
import type { Secret } from '../source/secrets/secret.ts';
import type { FarSession, Session } from '../source/session/session.ts';
import type { Part } from './session.ts';

/** A part of the whole job: its own interview, and what of a session is left for it. */
export interface ErrandJob {
  /** What is done to what a screen's title names after it: "Renewing". */
  readonly doing: string | ((answers: Answers) => string);
  /** What the answers choose to be read; `typed` are secrets that must not show in it. Grows. */
  readonly reads?: (
    session: FarSession,
    typed: readonly Secret[],
    answers: Answers,
  ) => Reading | undefined;
  /** See `WizardProps`. */
  readonly leavesFor?: (answers: Answers) => boolean;
  /** Hears the answers by which it was left. */
  readonly onLeaving?: (answers: Answers) => void;
  /** What it is about, for the top of the screen. */
  readonly heading: string;
  readonly script: readonly Item[];
  readonly errand: Part & {
    readonly over: (session: Session<Goal>) => Session;
    /** What goes on after it, once it went well; null where nothing does. */
    readonly next?: () => Promise<Next | null>;
  };
}

/** The same part of the job with these answers; or another one, with what was given for it beforehand. */
export interface Next {
  readonly answers: Answers;
  readonly part?: ErrandJob;
}
