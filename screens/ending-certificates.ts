import {
  type EndingCertificate,
  endingWords,
  seenWords,
} from '../source/status/ending-certificates.ts';
import { wrap } from './text/wrap.ts';
import type { Role } from './theme.ts';
import { SIGNS } from './theme.ts';
import type { WizardControl } from './wizard-control.ts';
import type { WizardProps } from './wizard-props.ts';

/** More would push away what else can be chosen. */
const MOST = 3;

/** What must be said first of certificates that end soon; nothing where none does. */
export function endingLines(
  endings: readonly EndingCertificate[],
  width: number,
  paint: (role: Role, text: string) => string,
): string[] {
  if (endings.length === 0) return [];
  const title = endings.some(({ daysLeft }) => daysLeft < 0)
    ? 'A certificate has ended'
    : 'A certificate ends soon';
  return [
    ...wrap(title, width).map((line) => paint('strong', line)),
    '',
    ...endings
      .slice(0, MOST)
      .flatMap((each) => wrap(`${SIGNS.warning} ${endingWords(each)}`, width, '  '))
      .map((line) => paint('warning', line)),
    ...wrap(seenWords(endings), width).map((line) => paint('quiet', line)),
    '',
  ];
}

/** The ways to do something about it. */
export function endingChoices({ endings = [], onRenew }: WizardProps, control: WizardControl) {
  return endings.slice(0, MOST).map((ending) => ({
    value: `renew ${ending.host} ${ending.install}`,
    label: endings.length === 1 ? 'Renew it now' : `Renew ${ending.name} now`,
    note: 'takes some seconds',
    choose: () => {
      onRenew?.(ending);
      control.dispatch({ type: 'went-elsewhere' });
    },
  }));
}
