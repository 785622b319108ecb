import type { StepState, StepView } from '../../source/progress.ts';
import type { usePaint } from '../terminal/surroundings.tsx';
import { firstOf } from '../text/page.ts';
import { widthOf } from '../text/width.ts';
import { wrap } from '../text/wrap.ts';
import { type Role, SIGNS } from '../theme.ts';
import { bar, transfer } from './bar.ts';
import { duration } from './clock.tsx';
import { viewOfList } from './list.ts';

type Paint = ReturnType<typeof usePaint>;

const LOOKS: Readonly<Record<StepState, readonly [sign: string, role: Role]>> = {
  waiting: [SIGNS.todo, 'quiet'],
  running: [SIGNS.here, 'here'],
  asking: [SIGNS.warning, 'warning'],
  held: [SIGNS.done, 'quiet'],
  overridden: [SIGNS.warning, 'warning'],
  finished: [SIGNS.done, 'done'],
  warned: [SIGNS.warning, 'warning'],
  failed: [SIGNS.failed, 'failed'],
};

const NOTES: Readonly<Partial<Record<StepState, string>>> = {
  held: 'already there',
  overridden: 'went on without it',
};

/** One step, with what it is at beside it, or below where there is no room. */
export function stepLines(step: StepView, now: number, width: number, paint: Paint): string[] {
  const [sign, role] = LOOKS[step.state];
  const room = width - 2;
  const detail = detailOf(step);
  const time =
    step.seconds === null ? (NOTES[step.state] ?? waited(step, now)) : duration(step.seconds);
  // As wide for seconds as for minutes: it would jump.
  const told = time === '' ? detail : `${detail}${' '.repeat(GAP)}${time.padStart(5)}`;
  const beside = detail !== '' && widthOf(step.title) + GAP + widthOf(told) <= room;
  const right = beside ? told : time;
  // Room for a time is always kept, so that nothing moves when one appears.
  const taken = Math.max(TIME, right === '' ? 0 : widthOf(right) + GAP);
  const [first = '', ...rest] = wrap(step.title, room - taken);
  const text = (line: string) =>
    step.state === 'waiting' || step.state === 'held' ? paint('quiet', line) : line;
  const space = ' '.repeat(Math.max(0, room - widthOf(first) - widthOf(right)));
  const below =
    beside || detail === '' ? [] : firstOf(wrap(detail, room - 2), step.state === 'warned' ? 5 : 2);
  return [
    `${paint(role, sign)} ${text(first)}${right === '' ? '' : space + paint('quiet', right)}`,
    ...rest.map((line) => `  ${text(line)}`),
    ...below.map((line) => `    ${paint('quiet', line)}`),
  ];
}

/** Columns for "59:59" and the space before it. */
const TIME = 8;

/** Between a step and what stands beside it. */
const GAP = 3;

function waited(step: StepView, now: number): string {
  const active = step.state === 'running' || step.state === 'asking';
  return active && step.began !== null ? duration(now - step.began) : '';
}

function detailOf(step: StepView): string {
  if (step.state === 'warned') return step.text;
  if (step.state !== 'running') return '';
  if (step.retry) return `${step.retry.what} Trying again (${step.retry.attempt}).`;
  const parts = [
    step.fraction === null ? '' : bar(step.fraction),
    step.bytes === null ? step.text : transfer(step.bytes),
  ];
  return parts.filter((part) => part !== '').join('   ');
}

/** The steps around those that run, in at most `height` rows; what is above and below is counted. */
export function stepsAround(
  steps: readonly StepView[],
  now: number,
  { width, height }: { readonly width: number; readonly height: number },
  paint: Paint,
): string[] {
  const lines = steps.map((step) => stepLines(step, now, width, paint));
  const active = steps.findIndex(({ state }) => ACTIVE.has(state));
  const next = steps.findIndex(({ state }) => state === 'waiting');
  const chosen = active !== -1 ? active : next !== -1 ? next : steps.length - 1;
  if (steps.length === 0 || height < 1) return [];
  const heights = lines.map((one) => one.length);
  const { from, to, above, below } = viewOfList(heights, chosen, height);
  const past = steps.slice(0, from).every(({ state }) => state !== 'waiting' && !ACTIVE.has(state));
  const before = above > 0 ? `${SIGNS.up} ${above} ${past ? 'done' : 'more'}` : '';
  const after = below > 0 ? `${SIGNS.down} ${below} more` : '';
  const shown = lines.slice(from, to).flat();
  const marks = [before, after].filter((mark) => mark !== '');
  if (shown.length + marks.length <= height) {
    return [
      ...(before === '' ? [] : [paint('quiet', before)]),
      ...shown,
      ...(after === '' ? [] : [paint('quiet', after)]),
    ];
  }
  // No room for both marks: they share a line, below.
  return [...firstOf(shown, height - 1), paint('quiet', marks.join(', '))];
}

const ACTIVE: ReadonlySet<StepState> = new Set(['running', 'asking']);
