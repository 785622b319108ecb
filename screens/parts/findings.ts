import type { Finding } from '../../source/facts/finding.ts';
import type { usePaint } from '../terminal/surroundings.tsx';
import { CUT, fill, widthOf } from '../text/width.ts';
import { wrap } from '../text/wrap.ts';
import { type Role, SIGNS } from '../theme.ts';

const LOOKS: Readonly<Record<Finding['status'], readonly [sign: string, role: Role]>> = {
  good: [SIGNS.done, 'done'],
  warning: [SIGNS.warning, 'warning'],
  stops: [SIGNS.failed, 'failed'],
};

/** Findings one below the other: sign, text, and what it means in a second column where there is room. */
export function findingLines(
  findings: readonly Finding[],
  width: number,
  paint: ReturnType<typeof usePaint>,
): string[] {
  const room = width - 2;
  const longest = Math.max(0, ...findings.map(({ text }) => widthOf(text)));
  const column = Math.min(longest, Math.floor(room / 2));
  const beside = width >= 57;
  return findings.flatMap(({ status, text, note = '' }) => {
    const [sign, role] = LOOKS[status];
    const texts = wrap(text, beside && note !== '' ? column : room);
    const notes = note === '' ? [] : wrap(note, beside ? room - column - 3 : room);
    const first = (line: string, at: number) => `${at === 0 ? paint(role, sign) : ' '} ${line}`;
    if (!beside || note === '') {
      return [...texts.map(first), ...notes.map((line) => `  ${paint('quiet', line)}`)];
    }
    const rows = Math.max(texts.length, notes.length);
    return Array.from({ length: rows }, (_, at) =>
      first(fill(texts[at] ?? '', column + 3) + paint('quiet', notes[at] ?? ''), at),
    );
  });
}

/** The same in at most `height` rows: whole findings, before all those that are not good, and how many more there are. */
export function findingsWithin(
  findings: readonly Finding[],
  height: number,
  width: number,
  paint: ReturnType<typeof usePaint>,
): string[] {
  const whole = findingLines(findings, width, paint);
  if (whole.length <= height) return whole;
  let shown: readonly Finding[] = [];
  for (const finding of [...findings].sort(byWeight)) {
    const more = findings.filter((each) => each === finding || shown.includes(each));
    if (findingLines(more, width, paint).length < height) shown = more;
  }
  const left = findings.filter((each) => !shown.includes(each));
  const well = left.every(({ status }) => status === 'good');
  if (height < 1 || (shown.length === 0 && well)) return [];
  const mark = `${CUT} ${left.length} more${well ? ', all well' : ''}`;
  return [...findingLines(shown, width, paint), paint('quiet', mark)];
}

const WEIGHTS: readonly Finding['status'][] = ['stops', 'warning', 'good'];

function byWeight(one: Finding, other: Finding): number {
  return WEIGHTS.indexOf(one.status) - WEIGHTS.indexOf(other.status);
}
