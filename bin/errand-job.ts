import type { WizardProps } from '../screens/wizard-props.ts';
import type { Item } from '../source/interview.ts';
import type { Narrow } from '../source/plan.ts';
import type { Session } from '../source/session.ts';

/** A part of the whole job: its own interview, and what of a session is left for it. */
export interface ErrandJob {
  readonly id: NonNullable<WizardProps['errand']>;
  readonly script: readonly Item[];
  readonly errand: {
    readonly narrow: Narrow;
    readonly over: (session: Session) => Session;
  };
}
