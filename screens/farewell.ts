import { leftAtRest } from '../source/errands/rested.ts';
import { stepLines } from './parts/steps.ts';
import type { WizardState } from './phase.ts';
import { receiptLines } from './receipt.tsx';
import { wrap } from './text/wrap.ts';
import { asciiTwin, drawable, paint, type Role, SIGNS, type Theme } from './theme.ts';

/**
 * What stays in the terminal when the wizard has gone: the steps, and the receipt or what went wrong.
 * `errand`: whether it was less than the whole job, of which no draft is kept.
 */
export function farewell(
  { phase, note }: WizardState,
  columns: number,
  theme: Theme,
  errand: boolean,
): string {
  if (phase.at !== 'end' || phase.how === 'elsewhere') return '';
  const width = Math.min(76, Math.max(20, columns - 1));
  const look = (role: Role, text: string) => paint(theme, role, text);
  const { progress, receipt, trouble, how } = phase;
  const touched = progress.steps.filter(({ state }) => state !== 'waiting');
  const steps = touched.flatMap((step) => stepLines(cutShort(step), 0, width, look));
  const last =
    receipt !== null
      ? receiptLines(receipt, width, look)
      : trouble !== null
        ? [
            ...wrap(`${SIGNS.failed} ${trouble.what}`, width, '  ').map((line) =>
              look('failed', line),
            ),
            ...wrap(trouble.why ?? '', width).filter((line) => line !== ''),
            ...(trouble.next ?? []).flatMap((remedy) =>
              wrap(`${SIGNS.bullet} ${remedy}`, width, '  '),
            ),
          ]
        : [];
  const begun = touched.some(({ state }) => state !== 'held');
  const rests = leftAtRest(progress.steps);
  const closing = how === 'complete' ? '' : errand ? leftErrand(begun, rests !== null) : LEFT_JOB;
  const resting = how === 'complete' || rests === null ? [] : wrap(rests, width);
  const said = note === null ? [] : wrap(note.text, width);
  const parts = [steps, last, said, resting, wrap(closing, width)].map((part) =>
    part.filter((line, at) => line !== '' || at > 0),
  );
  const text = parts
    .filter((part) => part.length > 0)
    .map((part) => `${part.join('\n')}\n`)
    .join('\n');
  const safe = text.split('\n').map(drawable).join('\n');
  return theme.unicode ? safe : asciiTwin(safe);
}

const LEFT_JOB = 'Your answers are kept, passwords excepted. Run setup-server again to go on.';

function leftErrand(begun: boolean, rests: boolean): string {
  if (!begun) return 'Nothing was changed.';
  return rests
    ? 'What is done stays done.'
    : 'What is done stays done. Run setup-server again to go on.';
}

/** A step that was cut short is shown without the progress that it had. */
function cutShort<Step extends { readonly text: string }>(step: Step): Step {
  return { ...step, text: '', fraction: null, bytes: null, retry: null, began: null };
}
