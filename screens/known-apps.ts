import type { WizardControl } from './wizard-control.ts';
import type { WizardProps } from './wizard-props.ts';

/** More would push away what else can be chosen; the last line leads to them, too. */
const MOST = 6;

/** The ways back to apps that this computer knows of. */
export function comeBackChoices({ known = [], onComeBack }: WizardProps, control: WizardControl) {
  return known.slice(0, MOST).map((app) => ({
    value: `back ${app.host} ${app.install}`,
    label: app.name,
    note: [app.app, app.place === app.name ? '' : `on ${app.place}`].filter(Boolean).join(' '),
    choose: () => {
      onComeBack?.(app);
      control.dispatch({ type: 'went-elsewhere' });
    },
  }));
}

/** The way to one that another computer has set up. */
export function comeBackElsewhere({ onComeBack }: WizardProps, control: WizardControl): void {
  onComeBack?.(null);
  control.dispatch({ type: 'went-elsewhere' });
}
