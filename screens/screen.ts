import type { Section } from '../source/questions/question.ts';
import type { WizardState } from './phase.ts';
import type { WizardControl } from './wizard-control.ts';
import type { WizardProps } from './wizard-props.ts';

/** What every screen gets: the state to draw, where to send actions, and the world's facts. */
export interface ScreenProps<Phase = WizardState['phase']> {
  readonly phase: Phase;
  readonly state: WizardState;
  readonly control: WizardControl;
  readonly wizard: WizardProps;
}

/** The first line of every screen. */
export function topOf({ state, wizard }: Pick<ScreenProps, 'state' | 'wizard'>): [string, string] {
  return ['setup-server', wizard.heading(state.interview.answers)];
}

/** Where the trail stands, of the whole job; an errand has no way of so many parts. */
export function trailAt(
  { wizard }: Pick<ScreenProps, 'wizard'>,
  section: Section | null,
): Section | null {
  return wizard.errand ? null : section;
}
