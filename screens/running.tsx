import { useState } from 'react';
import type { StepState, StepView } from '../source/progress.ts';
import { bar, transfer } from './parts/bar.ts';
import { clock, duration, useElapsed } from './parts/clock.tsx';
import { Lines } from './parts/lines.tsx';
import { viewOfList } from './parts/list.ts';
import { Page, useRoom } from './parts/page.tsx';
import { TextPage } from './parts/text-page.tsx';
import { type ScreenProps, topOf } from './screen.ts';
import { useKeys, usePaint } from './terminal/surroundings.tsx';
import { firstOf, share } from './text/page.ts';
import { apart, cut, fill, widthOf } from './text/width.ts';
import { wrap } from './text/wrap.ts';
import { type Role, SIGNS } from './theme.ts';
import type { RunPhase, WizardState } from './wizard-state.ts';

type ConcludePhase = Extract<WizardState['phase'], { at: 'conclude' }>;
type Paint = ReturnType<typeof usePaint>;

/** The steps as they happen, what the present one says, and what the person has to do. */
export function RunningScreen(props: ScreenProps<RunPhase | ConcludePhase>) {
  const { phase, control, wizard } = props;
  const paint = usePaint();
  const [log, setLog] = useState(false);
  const { progress, prepared } = phase;
  const began = phase.at === 'run' ? phase.began : 0;
  const now = useElapsed(control.now, began) + began;
  const asking = progress.steps.find(({ state }) => state === 'asking');
  const overridable = asking?.instruction?.overridable ?? null;
  useKeys('screen', (key) => {
    if (key.key !== 'text') return false;
    if (key.text === 'l') setLog(true);
    else if (key.text === 'o' && asking && overridable !== null) control.override(asking.id);
    else return false;
    return true;
  });
  const hints = [
    ...(overridable === null ? [] : [{ key: 'o', does: 'go on without it' }]),
    { key: 'l', does: 'log' },
    ...(phase.at === 'run' ? [STOP_HINTS[phase.stop]] : []),
  ];
  const { width, height } = useRoom({ section: null, hints });
  const top = topOf(props);
  if (log) return <LogPage {...props} onClose={() => setLog(false)} />;

  const target = wizard.target(prepared.answers);
  const heading = wizard.heading(prepared.answers);
  const title = ['Setting up', heading, target === '' ? '' : `on ${target}`]
    .filter((part) => part !== '')
    .join(' ');
  const head = [
    paint(
      'strong',
      apart(cut(title, width - 8), phase.at === 'run' ? clock(now - began) : '', width),
    ),
    '',
  ];
  const stopping =
    phase.at === 'run' && phase.stop !== 'no'
      ? [...wrap(STOPPING[phase.stop], width).map((line) => paint('warning', line)), '']
      : [];
  const locked = progress.locked === null ? [] : lockedLines(progress.locked, width, paint);
  const concluding =
    phase.at === 'conclude'
      ? ['', `${paint('here', SIGNS.here)} Looking once more, from outside`]
      : [];
  const panel = asking ? panelLines(asking, width, paint) : [];
  const steps = progress.steps.map((step) => stepLines(step, now, width, paint));
  const stepRows = steps.reduce((all, one) => all + one.length, 0);
  const tail = progress.log
    .slice(-8)
    .map(({ line }) => `${paint('quiet', SIGNS.bar)} ${paint('quiet', cut(line, width - 2))}`);
  const [headRows = 0, , lockedRows = 0, panelRows = 0, listRows = 0, tailRows = 0] = share(
    height,
    [
      { least: height < 12 ? 1 : 2, most: height < 12 ? 1 : 2 },
      { least: stopping.length, most: stopping.length },
      { least: Math.min(2, locked.length), most: locked.length },
      { least: Math.min(panel.length, Math.max(4, height - 6)), most: panel.length },
      { least: Math.min(stepRows, 3), most: stepRows + concluding.length },
      {
        least: tail.length === 0 || asking ? 0 : Math.min(3, tail.length + 1),
        most: asking || tail.length === 0 ? 0 : Math.min(5, tail.length + 1),
      },
    ],
  );
  const list = windowOn(progress.steps, steps, Math.max(0, listRows - concluding.length), paint);
  return (
    <Page top={top} section={null} hints={hints}>
      {() => (
        <>
          <Lines lines={head.slice(0, headRows)} />
          <Lines lines={stopping} />
          <Lines lines={firstOf(locked, lockedRows)} />
          <Lines lines={[...list, ...concluding]} />
          <Lines lines={firstOf(panel, panelRows)} />
          <Lines lines={tailRows > 1 ? ['', ...tail.slice(1 - tailRows)] : []} />
        </>
      )}
    </Page>
  );
}

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
  'after-step': 'Stopping after what is under way. Run setup-server again to go on from there.',
  now: 'Stopping now.',
} as const;

/** Everything that was said, from the end. */
export function LogPage({
  phase,
  onClose,
  ...rest
}: ScreenProps<{ progress: RunPhase['progress'] }> & { readonly onClose: () => void }) {
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

const LOOKS: Readonly<Record<StepState, readonly [sign: string, role: Role]>> = {
  waiting: [SIGNS.todo, 'quiet'],
  running: [SIGNS.here, 'here'],
  asking: [SIGNS.warning, 'warning'],
  held: [SIGNS.done, 'quiet'],
  overridden: [SIGNS.warning, 'warning'],
  finished: [SIGNS.done, 'done'],
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
  const beside = detail !== '' && widthOf(step.title) + GAP + widthOf(detail) <= room;
  const right = beside ? detail : time;
  const [first = '', ...rest] = wrap(step.title, right === '' ? room : room - widthOf(right) - GAP);
  const text = (line: string) =>
    step.state === 'waiting' || step.state === 'held' ? paint('quiet', line) : line;
  const space = ' '.repeat(Math.max(0, room - widthOf(first) - widthOf(right)));
  const below = beside || detail === '' ? [] : firstOf(wrap(detail, room - 2), 2);
  return [
    `${paint(role, sign)} ${text(first)}${right === '' ? '' : space + paint('quiet', right)}`,
    ...rest.map((line) => `  ${text(line)}`),
    ...below.map((line) => `    ${paint('quiet', line)}`),
  ];
}

/** Between a step and what stands beside it. */
const GAP = 3;

function waited(step: StepView, now: number): string {
  const active = step.state === 'running' || step.state === 'asking';
  return active && step.began !== null ? duration(now - step.began) : '';
}

function detailOf(step: StepView): string {
  if (step.state !== 'running') return '';
  if (step.retry) return `${step.retry.what} Trying again (${step.retry.attempt}).`;
  const parts = [
    step.fraction === null ? '' : bar(step.fraction),
    step.bytes === null ? step.text : transfer(step.bytes),
  ];
  return parts.filter((part) => part !== '').join('   ');
}

/** The steps around the ones that run; what is above or below is counted. */
function windowOn(
  steps: readonly StepView[],
  lines: readonly string[][],
  height: number,
  paint: Paint,
): string[] {
  const active = steps.findIndex(({ state }) => ACTIVE.has(state));
  const next = steps.findIndex(({ state }) => state === 'waiting');
  const chosen = active !== -1 ? active : next !== -1 ? next : steps.length - 1;
  if (steps.length === 0 || height < 1) return [];
  const view = viewOfList(
    lines.map((one) => one.length),
    chosen,
    height,
  );
  const mark = (sign: string, count: number, what: string) =>
    count > 0 ? [paint('quiet', `${sign} ${count} ${what}`)] : [];
  const done = steps
    .slice(0, view.from)
    .every(({ state }) => state !== 'waiting' && !ACTIVE.has(state));
  return [
    ...mark(SIGNS.up, view.above, done ? 'done' : 'more'),
    ...lines.slice(view.from, view.to).flat(),
    ...mark(SIGNS.down, view.below, 'more'),
  ];
}

const ACTIVE: ReadonlySet<StepState> = new Set(['running', 'asking']);

/** What the person has to do, with the fields to copy. */
function panelLines(step: StepView, width: number, paint: Paint): string[] {
  const instruction = step.instruction;
  if (!instruction) return [];
  const { text, fields, overridable } = instruction;
  const column = Math.max(0, ...fields.map(({ label }) => widthOf(label)));
  const beside = width >= 57 && column <= width / 3;
  const edge = `${paint('warning', SIGNS.bar)} `;
  const room = width - 2;
  return [
    '',
    ...wrap(text, room).map((line) => edge + line),
    edge,
    ...fields.flatMap(({ label, value }) => {
      if (!beside)
        return [
          edge + paint('quiet', cut(label, room)),
          ...wrap(value, room - 2).map((line) => `${edge}  ${paint('strong', line)}`),
        ];
      return wrap(value, room - column - 3).map(
        (line, at) =>
          edge + paint('quiet', fill(at === 0 ? label : '', column + 3)) + paint('strong', line),
      );
    }),
    edge,
    ...wrap(
      step.text === ''
        ? 'It goes on by itself when this is done.'
        : `${step.text} It goes on by itself when this is done.`,
      room,
    ).map((line) => edge + paint('quiet', line)),
    ...(overridable === null
      ? []
      : wrap(`o: ${overridable}`, room, '   ').map((line) => edge + paint('quiet', line))),
  ];
}

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
