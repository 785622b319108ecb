import { useState } from 'react';
import { changes, isOnlyHere } from '../source/plan.ts';
import { ScrolledLines } from './parts/lines.tsx';
import { Page, useRoom, useScrollHints } from './parts/page.tsx';
import type { WizardState } from './phase.ts';
import { type ScreenProps, topOf, trailAt } from './screen.ts';
import { useKeys, usePaint } from './terminal/surroundings.tsx';
import { scrolled } from './text/page.ts';
import { wrap } from './text/wrap.ts';
import { SIGNS } from './theme.ts';
import { moreComesLater, sectionOf } from './wizard-state.ts';

type ReviewPhase = Extract<WizardState['phase'], { at: 'review' }>;

/** The whole truth before anything is touched. */
export function ReviewScreen(props: ScreenProps<ReviewPhase>) {
  const { phase, state, control, wizard } = props;
  const { prepared } = phase;
  const paint = usePaint();
  const [details, setDetails] = useState(false);
  const [offset, setOffset] = useState(0);
  const count = changes(prepared.planned);
  const section = trailAt(props, sectionOf(state));
  const keys = [
    { key: 'Enter', does: count === 0 ? 'show how it stands' : 'do it' },
    {
      key: 'd',
      does: details ? 'hide details' : 'details and commands',
      short: details ? 'less' : 'details',
    },
    { key: 's', does: 'save answers', short: 'save' },
    ...(state.assumed.length === 0 ? [] : [{ key: 'm', does: 'more settings', short: 'more' }]),
    { key: 'Esc', does: 'change something', short: 'back' },
    { key: '^C', does: 'leave' },
  ];
  const hints = useScrollHints(
    { section, hints: keys },
    ({ width }) =>
      planLines(props, details, width, paint).length +
      closingLines(state, count, width, paint).length,
  );
  const { width, height } = useRoom({ section, hints });
  const plan = planLines(props, details, width, paint);
  const last = closingLines(state, count, width, paint);
  const room = Math.max(3, height - last.length);
  const scroll = scrolled(plan, room, offset);
  useKeys('screen', (key) => {
    const step = STEPS[key.key === 'text' ? key.text : key.key]?.(room);
    if (step !== undefined) {
      if (step < 0 || scroll.below > 0) setOffset(Math.max(0, scroll.offset + step));
    } else if (key.key === 'home') setOffset(0);
    else if (key.key === 'end') setOffset(plan.length);
    else if (key.key === 'enter') control.dispatch({ type: 'approved', now: control.now() });
    else if (key.key === 'escape') control.dispatch({ type: 'went-back' });
    else if (key.key === 'text' && key.text === 'd') {
      setDetails(!details);
      setOffset(0);
    } else if (key.key === 'text' && key.text === 'm') control.dispatch({ type: 'wanted-more' });
    else if (key.key === 'text' && key.text === 's') {
      void control.note(
        async () =>
          `Your answers are saved in ${await wizard.saveAnswers(prepared.answers)}, secrets left out.`,
      );
    } else return false;
    return true;
  });
  return (
    <Page top={topOf(props)} section={section} hints={hints}>
      {() => (
        <>
          <ScrolledLines scroll={scroll} />
          <ScrolledLines scroll={scrolled(last, Math.max(0, height - room), 0)} />
        </>
      )}
    </Page>
  );
}

const STEPS: Readonly<Record<string, (page: number) => number>> = {
  up: () => -1,
  down: () => 1,
  k: () => -1,
  j: () => 1,
  'page-up': (page) => -Math.max(1, page - 2),
  'page-down': (page) => Math.max(1, page - 2),
  ' ': (page) => Math.max(1, page - 2),
};

type Paint = ReturnType<typeof usePaint>;

function planLines(
  { phase, wizard }: ScreenProps<ReviewPhase>,
  details: boolean,
  width: number,
  paint: Paint,
): string[] {
  const { planned, answers } = phase.prepared;
  const target = isOnlyHere(planned) ? 'this computer' : wizard.target(answers);
  const title =
    target === '' ? 'This is what will happen' : `This is what will happen on ${target}`;
  const entry = (sign: string, text: string) => {
    const [first = '', ...rest] = wrap(text, width - 2);
    return [`${sign} ${first}`, ...rest.map((line) => `  ${line}`)];
  };
  const quiet = (text: string) =>
    wrap(text, width - 4).map((line) => `    ${paint('quiet', line)}`);
  const warned = (text: string) =>
    wrap(`${SIGNS.warning} ${text}`, width - 4, '  ').map(
      (line) => `    ${paint('warning', line)}`,
    );
  const doing = planned.filter(({ holds }) => !holds);
  const there = planned.filter(({ holds }) => holds);
  return [
    ...wrap(title, width).map((line) => paint('strong', line)),
    '',
    ...doing.flatMap(({ title: name, because, warning, why, actions }) => [
      ...entry(paint('here', SIGNS.add), name),
      ...(warning === undefined ? [] : warned(warning)),
      ...(because === undefined ? [] : quiet(because)),
      ...(details && why !== '' ? quiet(`Now: ${why}`) : []),
      ...(details
        ? actions.flatMap((action) =>
            wizard.describe(action).flatMap((line) => commandLines(line, width, paint)),
          )
        : []),
    ]),
    ...there.flatMap(({ title: name }) =>
      entry(paint('done', SIGNS.done), `${name}: already there`),
    ),
  ];
}

/** A shell line, wrapped where it must be; what belongs together hangs on its bar. */
function commandLines(line: string, width: number, paint: Paint): string[] {
  const lines = wrap(line, width - 6, '  ');
  return lines.map((part) => `    ${paint('quiet', SIGNS.bar)} ${part}`);
}

function closingLines(state: WizardState, count: number, width: number, paint: Paint): string[] {
  const { note } = state;
  const text =
    count === 0
      ? 'Everything is as it should be. There is nothing to do.'
      : `${count === 1 ? '1 thing' : `${count} things`} to do. Nothing is touched before you press Enter.`;
  const said =
    note === null
      ? []
      : wrap(`${note.good ? SIGNS.done : SIGNS.warning} ${note.text}`, width, '  ').map((line) =>
          paint(note.good ? 'done' : 'warning', line),
        );
  const later = moreComesLater(state)
    ? ' The rest, such as the settings, is asked once the server is there.'
    : '';
  return ['', ...wrap(text + later, width), ...said];
}
