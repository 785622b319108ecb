import { useState } from 'react';
import type { StepState } from '../source/progress.ts';
import { stripControl } from '../source/text/plain-text.ts';
import { LogPage } from './log.tsx';
import { clock, useElapsed } from './parts/clock.tsx';
import { instructionLines } from './parts/instruction.ts';
import { Lines } from './parts/lines.tsx';
import { Page, useRoom } from './parts/page.tsx';
import { stepsAround } from './parts/steps.ts';
import { TextPage } from './parts/text-page.tsx';
import type { RunPhase, WizardState } from './phase.ts';
import { type ScreenProps, topOf } from './screen.ts';
import { useKeys, usePaint, useSize } from './terminal/surroundings.tsx';
import { firstOf, share } from './text/page.ts';
import { apart, cut, widthOf } from './text/width.ts';
import { PROSE, wrap } from './text/wrap.ts';
import { SIGNS } from './theme.ts';

type ConcludePhase = Extract<WizardState['phase'], { at: 'conclude' }>;
type Paint = ReturnType<typeof usePaint>;

/** The steps as they happen, what the present one says, and what the person has to do. */
export function RunningScreen(props: ScreenProps<RunPhase | ConcludePhase>) {
  const { phase, control, wizard } = props;
  const paint = usePaint();
  const [shown, setShown] = useState<'steps' | 'log' | 'instruction'>('steps');
  const { progress, prepared } = phase;
  const began = phase.at === 'run' ? phase.began : 0;
  const now = useElapsed(control.now, began) + began;
  const asking = progress.steps.find(({ state }) => state === 'asking');
  const overridable = asking?.instruction?.overridable ?? null;
  useKeys('screen', (key) => {
    if (key.key !== 'text') return false;
    if (key.text === 'l') setShown('log');
    else if (key.text === 'i' && asking) setShown('instruction');
    else if (key.text === 'o' && asking && overridable !== null) control.override(asking.id);
    else return false;
    return true;
  });
  const { rows, columns } = useSize();
  const hints = [
    ...(asking &&
    (rows <= SHORT ||
      instructionLines(asking, Math.min(columns - 2, PROSE), 'tight', paint).length > rows - REST)
      ? [{ key: 'i', does: 'read it all', short: 'read' }]
      : []),
    ...(overridable === null ? [] : [{ key: 'o', does: 'go on without it' }]),
    { key: 'l', does: 'log' },
    ...(phase.at === 'run' ? [STOP_HINTS[phase.stop]] : []),
  ];
  const { width, height } = useRoom({ section: null, hints });
  const top = topOf(props);
  const close = () => setShown('steps');
  if (shown === 'log') return <LogPage {...props} onClose={close} />;
  if (shown === 'instruction' && asking) {
    const whole = (width: number) => instructionLines(asking, width, 'alone', paint);
    return <TextPage top={top} section={null} wide lines={whole} onClose={close} />;
  }

  const target = wizard.target(prepared.answers);
  const heading = wizard.heading(prepared.answers);
  const doing = wizard.errand
    ? [wizard.errand(props.state.interview.answers)]
    : ['Setting up', heading];
  const whole = [...doing, target === '' ? '' : wizard.errand ? target : `on ${target}`]
    .filter((part) => part !== '')
    .join(' ');
  // Where both don't fit, the name says more than the address behind it.
  const title = widthOf(whole) > width - 8 ? whole.replace(/ \([^()]*\)$/, '') : whole;
  const air = height < 16 && asking ? [] : [''];
  const head = [
    paint(
      'strong',
      apart(cut(title, width - 8), phase.at === 'run' ? clock(now - began) : '', width),
    ),
    ...air,
  ];
  const stopping =
    phase.at === 'run' && phase.stop !== 'no'
      ? [...wrap(STOPPING[phase.stop], width).map((line) => paint('warning', line)), ...air]
      : [];
  const locked = progress.locked === null ? [] : lockedLines(progress.locked, width, paint);
  const concluding =
    phase.at === 'conclude'
      ? ['', `${paint('here', SIGNS.here)} Looking once more, from outside`]
      : [];
  // What a step said that is at its end says nothing of the one that runs now.
  const present = progress.steps.filter(({ state }) => UNDER_WAY.has(state)).map(({ id }) => id);
  const tail = progress.log
    .filter(({ step }) => present.includes(step))
    .slice(-8)
    .map(
      ({ line }) =>
        `${paint('quiet', SIGNS.bar)} ${paint('quiet', cut(stripControl(line), width - 2))}`,
    );
  const above = head.length + stopping.length + locked.length;
  const roomy = asking ? instructionLines(asking, width, 'roomy', paint) : [];
  const tight = roomy.length > height - above - 5;
  const panel = tight && asking ? instructionLines(asking, width, 'tight', paint) : roomy;
  const most = stepsAround(progress.steps, now, { width, height: LOTS }, paint).length;
  const said = asking || tail.length === 0 ? 0 : Math.min(5, tail.length + 1);
  const [aboveRows = 0, panelRows = 0, listRows = 0, tailRows = 0] = share(height, [
    { least: above, most: above },
    { least: Math.min(panel.length, Math.max(4, height - above - 3)), most: panel.length },
    { least: Math.min(most, 3) + concluding.length, most: most + concluding.length },
    { least: Math.min(3, said), most: said },
  ]);
  const before =
    progress.steps.length === 0 && progress.locked === null && phase.at === 'run'
      ? wrap(`${SIGNS.pending} ${BEFORE}`, width, '  ').map((line) => paint('quiet', line))
      : [];
  const listSize = { width, height: Math.max(0, listRows - concluding.length) };
  const list = stepsAround(progress.steps, now, listSize, paint);
  return (
    <Page top={top} section={null} hints={hints}>
      {() => (
        <>
          <Lines lines={firstOf([...head, ...stopping, ...locked], aboveRows)} />
          <Lines lines={[...before, ...list, ...concluding]} />
          <Lines lines={firstOf(panel, panelRows)} />
          <Lines lines={tailRows > 1 ? ['', ...tail.slice(1 - tailRows)] : []} />
        </>
      )}
    </Page>
  );
}

const UNDER_WAY: ReadonlySet<StepState> = new Set(['running', 'asking']);

const BEFORE = 'Looking whether somebody else is at work there';

/** So few rows that an instruction may not fit beside the steps. */
const SHORT = 20;
/** What stands beside an instruction at least: the first lines, some steps, the keys. */
const REST = 12;

/** More rows than any terminal has. */
const LOTS = Number.MAX_SAFE_INTEGER;

const STOP_HINTS = {
  no: {
    key: '^C',
    does: 'stop after this step; run setup-server again to go on',
    short: 'stop after this step',
  },
  'after-step': { key: '^C', does: 'stop now' },
  now: { key: '^C', does: 'leave at once' },
} as const;

const STOPPING = {
  'after-step': 'Stopping after what is under way. Run setup-server again to go on.',
  now: 'Stopping now.',
} as const;

function lockedLines(
  { by, since }: { by: string; since: string },
  width: number,
  paint: Paint,
): string[] {
  const text = `${by} has been working on this server since ${since}. This goes on when they are done.`;
  return [
    ...wrap(`${SIGNS.warning} ${text}`, width, '  ').map((line) => paint('warning', line)),
    '',
  ];
}
