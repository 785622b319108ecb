import type { StepView } from '../../source/progress.ts';
import type { usePaint } from '../terminal/surroundings.tsx';
import { cut, fill, widthOf } from '../text/width.ts';
import { wrap } from '../text/wrap.ts';
import { SIGNS } from '../theme.ts';

type Paint = ReturnType<typeof usePaint>;

/** What the person has to do, with the fields to copy. `tight` leaves out what can be done without. */
export function instructionLines(
  { instruction, text: news }: StepView,
  width: number,
  tight: boolean,
  paint: Paint,
): string[] {
  if (!instruction) return [];
  const { text, fields, overridable } = instruction;
  const column = Math.max(0, ...fields.map(({ label }) => widthOf(label)));
  const room = width - 2;
  const beside = column <= room / 3;
  const field = ({ label, value }: (typeof fields)[number]) => {
    if (!beside) {
      const values = wrap(value, room - 2).map((line) => `  ${paint('strong', line)}`);
      return [paint('quiet', cut(label, room)), ...values];
    }
    return wrap(value, room - column - GAP).map(
      (line, at) =>
        paint('quiet', fill(at === 0 ? label : '', column + GAP)) + paint('strong', line),
    );
  };
  const space = tight ? [] : [''];
  const quiet = (said: string, hanging = '') =>
    wrap(said, room, hanging).map((line) => paint('quiet', line));
  const lines = [
    ...wrap(text, room),
    ...space,
    ...fields.flatMap(field),
    ...space,
    ...quiet(`${news === '' ? '' : `${news} `}It goes on by itself when this is done.`),
    ...(overridable === null ? [] : quiet(`o: ${overridable}`, '   ')),
  ];
  return [...space, ...lines.map((line) => `${paint('warning', SIGNS.bar)} ${line}`)];
}

const GAP = 3;
