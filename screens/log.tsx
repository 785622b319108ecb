import type { Progress } from '../source/progress.ts';
import { TextPage } from './parts/text-page.tsx';
import { type ScreenProps, topOf } from './screen.ts';
import { usePaint } from './terminal/surroundings.tsx';
import { wrap } from './text/wrap.ts';
import { SIGNS } from './theme.ts';

/** Everything that was said, from the end. */
export function LogPage({
  phase,
  onClose,
  ...rest
}: ScreenProps<{ progress: Progress }> & { readonly onClose: () => void }) {
  const paint = usePaint();
  const { log, forgotten, steps } = phase.progress;
  const titles = new Map(steps.map(({ id, title }) => [id, title]));
  const lines = (width: number) => [
    ...(forgotten > 0
      ? [paint('quiet', `${SIGNS.pending} ${forgotten} older lines are in the log on the server`)]
      : []),
    ...log.flatMap(({ step, line }, at) => [
      ...(log[at - 1]?.step === step
        ? []
        : wrap(titles.get(step) ?? step, width).map((text) => paint('strong', text))),
      ...wrap(line, width - 2).map((text) => `  ${text}`),
    ]),
  ];
  const empty = (width: number) => wrap('Nothing has been said so far.', width);
  return (
    <TextPage
      top={topOf(rest)}
      section={null}
      wide
      fromEnd
      lines={log.length === 0 ? empty : lines}
      onClose={onClose}
    />
  );
}
