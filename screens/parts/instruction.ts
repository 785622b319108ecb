import type { StepView } from '../../source/progress.ts';
import type { usePaint } from '../terminal/surroundings.tsx';
import { cut, fill, widthOf } from '../text/width.ts';
import { wrap } from '../text/wrap.ts';
import { SIGNS } from '../theme.ts';

type Paint = ReturnType<typeof usePaint>;

/**
 * What the person has to do, with the fields to copy. `tight` leaves out what can be done without; where it
 * is `alone` on the page, nothing stands beside a value of several lines that would be copied with it.
 */
export function instructionLines(
  { instruction, text: news }: StepView,
  width: number,
  where: 'roomy' | 'tight' | 'alone',
  paint: Paint,
): string[] {
  if (!instruction) return [];
  const { text, fields, overridable } = instruction;
  const column = Math.max(0, ...fields.map(({ label }) => widthOf(label)));
  const longest = Math.max(0, ...fields.map(({ value }) => widthOf(value)));
  const bar = where === 'alone' ? '' : `${paint('warning', SIGNS.bar)} `;
  const room = where === 'alone' ? width : width - 2;
  const field = ({ label, value }: (typeof fields)[number]) => {
    const besides = room - column - GAP;
    const below = column > room / 3 && longest > besides;
    if (below || (where === 'alone' && wrap(value, besides).length > 1)) {
      const indent = where === 'alone' ? '' : '  ';
      const values = wrap(value, room - indent.length).map(
        (line) => indent + paint('strong', line),
      );
      return [paint('quiet', cut(label, room)), ...values];
    }
    return wrap(value, besides).map(
      (line, at) =>
        paint('quiet', fill(at === 0 ? label : '', column + GAP)) + paint('strong', line),
    );
  };
  const space = where === 'tight' ? [] : [''];
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
  return [...space, ...lines.map((line) => bar + line)];
}

const GAP = 3;
