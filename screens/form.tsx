import { Text } from 'ink';
import { useState } from 'react';
import { applies, type Interview } from '../source/interview.ts';
import { exampleFor, isExpert, type Question, textOf } from '../source/questions/question.ts';
import { draftAnswers } from './asking.ts';
import { type Input, isEmpty, itemsOf, madeUpIn, problemOf } from './input.ts';
import { AREA_ROWS } from './parts/form-field.tsx';
import { ContinueRow, FormRow, MoreRow } from './parts/form-row.tsx';
import { Lines } from './parts/lines.tsx';
import { viewOfList } from './parts/list.ts';
import { Page } from './parts/page.tsx';
import { Help } from './parts/text-page.tsx';
import type { AskPhase } from './phase.ts';
import { asksForHelp, MAKE_ONE_UP, turned } from './question.tsx';
import { type ScreenProps, topOf, trailAt } from './screen.ts';
import { useKeys, usePaint } from './terminal/surroundings.tsx';
import { firstOf, share } from './text/page.ts';
import { widthOf } from './text/width.ts';
import { wrap } from './text/wrap.ts';
import { type Role, SIGNS } from './theme.ts';
import { VariablesScreen } from './variables.tsx';

/** Several questions as fields below each other, those for experts behind "More settings". */
export function FormScreen(props: ScreenProps<AskPhase>) {
  const { phase, state, control } = props;
  const paint = usePaint();
  const [help, setHelp] = useState(false);
  const [opened, setOpened] = useState(false);
  const [listed, setListed] = useState(false);
  const { facts, confirmed } = state.interview;
  const answers = draftAnswers(phase, state.interview);
  const interview = { ...state.interview, answers };
  const questions = phase.questions.filter((one) => applies(one, answers, facts));
  const experts = phase.more ? [] : questions.filter((one) => isExpert(one, answers, facts));
  const open = opened || experts.some(({ id }) => id === phase.focus);
  const rows = [
    ...questions.filter((one) => !experts.includes(one)).map(({ id }) => id),
    ...(experts.length > 0 ? ['more'] : []),
    ...(open ? experts.map(({ id }) => id) : []),
    'continue',
  ];
  const at = Math.max(0, rows.indexOf(phase.focus));
  const focus = rows[at] ?? 'continue';
  const question = questions.find(({ id }) => id === focus);
  const input = question && phase.inputs[question.id];
  const move = (to: number) =>
    control.dispatch({
      type: 'focused',
      focus: rows[Math.min(Math.max(0, to), rows.length - 1)] ?? focus,
    });
  const onInput = (next: Input) => control.dispatch({ type: 'typed', id: focus, input: next });
  const submit = () => control.dispatch({ type: 'submitted' });

  useKeys('part', (key) => {
    if (help || listed) return false;
    if (key.key === 'tab' || key.key === 'down') move(at + 1);
    else if (key.key === 'back-tab' || key.key === 'up') move(at - 1);
    else if (key.key === 'ctrl-d') submit();
    else if (key.key === 'escape') control.dispatch({ type: 'went-back' });
    else if (question && input && asksForHelp(key, question, input)) setHelp(true);
    else if (question?.kind === 'secret' && input && key.key === 'ctrl-r') onInput(turned(input));
    else if (question && input && key.key === 'ctrl-n') onInput(madeUpIn(question, input) ?? input);
    else if (question && input?.kind === 'pick') {
      const count = itemsOf(question, answers, facts).length;
      const next = picked(key.key === 'text' ? key.text : key.key, question, input.index, count);
      if (next !== undefined) onInput({ kind: 'pick', index: next, touched: true });
      else if (key.key === 'enter') move(at + 1);
      else return false;
    } else if (key.key === 'enter' && input?.kind === 'variables') setListed(true);
    else if (key.key === 'enter' && focus === 'continue') submit();
    else if (
      focus === 'more' &&
      (key.key === 'enter' || (key.key === 'text' && key.text === ' '))
    ) {
      setOpened(!open);
    } else return question === undefined;
    return true;
  });

  const top = topOf(props);
  const section = trailAt(props, questions[0]?.section ?? null);
  if (help && question) {
    return (
      <Help
        top={top}
        section={section}
        title={textOf(question.title, answers, facts)}
        hint={question.hint === undefined ? '' : textOf(question.hint, answers, facts)}
        text={textOf(question.help, answers, facts)}
        onClose={() => setHelp(false)}
      />
    );
  }
  if (listed && question?.kind === 'secret' && input?.kind === 'variables')
    return <VariablesScreen {...{ ...props, question, input }} onDone={() => setListed(false)} />;
  const hints = [
    { key: SIGNS.up + SIGNS.down, does: 'field' },
    ...(input?.kind === 'pick' ? [{ key: SIGNS.leftRight, does: 'choose' }] : []),
    ...(question?.kind === 'secret' && question.madeUp ? [MAKE_ONE_UP] : []),
    ...(question?.kind === 'secret' && input?.kind !== 'variables'
      ? [{ key: '^R', does: 'show' }]
      : []),
    input?.kind === 'area'
      ? { key: 'Tab', does: 'next' }
      : {
          key: 'Enter',
          does:
            ENTER_DOES[focus]?.(open) ?? (input?.kind === 'variables' ? 'add or change' : 'next'),
        },
    ...(focus === 'continue' ? [] : [{ key: '^D', does: 'all done' }]),
    ...(confirmed.length > 0 ? [{ key: 'Esc', does: 'back' }] : []),
    { key: '^G', does: 'help' },
    { key: '^C', does: 'leave' },
  ];
  return (
    <Page top={top} section={section} hints={hints}>
      {({ width, height }) => {
        const narrow = width < 57;
        const titles = questions.map((one) => textOf(one.title, answers, facts));
        const column = narrow
          ? width - 2
          : Math.min(Math.floor(width * 0.6), Math.max(12, ...titles.map(widthOf)));
        const room = narrow ? width - 4 : width - column - 5;
        const about = aboutLines(
          question,
          input,
          interview,
          { column, width, asked: phase },
          paint,
        );
        const heights = rows.map((id) => {
          const of = phase.inputs[id];
          if (id === 'continue' || id === 'more') return id === 'continue' ? 2 : 1;
          const own = of?.kind === 'area' && id === focus ? AREA_ROWS : 1;
          return narrow ? own + 1 : own;
        });
        const all = heights.reduce((sum, one) => sum + one, 0);
        const [listRows = 0, aboutRows = 0] = share(height, [
          { least: Math.min(all, 6), most: all },
          { least: Math.min(about.length, 3) + 1, most: about.length + 1 },
        ]);
        const view = viewOfList(heights, at, listRows);
        const row = (id: string) => {
          const chosen = id === focus;
          if (id === 'continue') return <ContinueRow key={id} chosen={chosen} />;
          if (id === 'more')
            return <MoreRow key={id} {...{ chosen, open, width }} count={experts.length} />;
          const one = questions.find((other) => other.id === id);
          const field = phase.inputs[id];
          if (!one || !field) return null;
          return (
            <FormRow
              key={id}
              label={textOf(one.title, answers, facts)}
              bad={problemOf(one, field, interview, phase) !== undefined}
              column={column}
              below={narrow}
              question={one}
              input={field}
              items={itemsOf(one, answers, facts).map((item) => item.label)}
              width={room}
              focused={chosen}
              onInput={onInput}
              onSubmit={() => move(at + 1)}
            />
          );
        };
        return (
          <>
            {view.above > 0 && <Text>{paint('quiet', `  ${SIGNS.up} ${view.above} more`)}</Text>}
            {rows.slice(view.from, view.to).map(row)}
            {view.below > 0 && <Text>{paint('quiet', `  ${SIGNS.down} ${view.below} more`)}</Text>}
            <Lines lines={aboutRows > 1 ? ['', ...firstOf(about, aboutRows - 1)] : []} />
          </>
        );
      }}
    </Page>
  );
}

const ENTER_DOES: Readonly<Record<string, (open: boolean) => string>> = {
  continue: () => 'continue',
  more: (open) => (open ? 'close' : 'open'),
};

/** Below the form: the chosen field's title where it was cut, what is wrong, what depends on it. */
function aboutLines(
  question: Question | undefined,
  input: Input | undefined,
  interview: Interview,
  { column, width, asked }: { column: number; width: number; asked: AskPhase },
  paint: ReturnType<typeof usePaint>,
): string[] {
  if (!question || !input) return [];
  const { answers, facts } = interview;
  const problem = problemOf(question, input, interview, asked);
  const title = textOf(question.title, answers, facts);
  const hint = question.hint === undefined ? '' : textOf(question.hint, answers, facts);
  const kept = 'kept' in input && input.kept !== undefined && !input.touched;
  const example = question.kind === 'text' && isEmpty(input) && problem === undefined;
  const said = (role: Role, wanted: boolean, text: string, hanging = '') =>
    wanted ? wrap(text, width, hanging).map((line) => paint(role, line)) : [];
  return [
    ...said('strong', widthOf(title) > column, title),
    ...said('warning', problem !== undefined, `${SIGNS.warning} ${problem}`, '  '),
    ...(input.kind === 'pick' && question.kind === 'choice'
      ? choiceLines(itemsOf(question, answers, facts), input.index, width, paint)
      : []),
    ...said('plain', hint !== '', hint),
    ...said(
      'quiet',
      example,
      question.kind === 'text' ? `For example: ${exampleFor(question, answers)}` : '',
    ),
    ...said('quiet', kept, 'Kept as it is; type to replace it.'),
  ];
}

/** All that can be chosen, since the row has room for one of them only, and often not for all of it. */
function choiceLines(
  items: readonly { readonly label: string; readonly note?: string }[],
  chosen: number,
  width: number,
  paint: ReturnType<typeof usePaint>,
): string[] {
  return items.flatMap(({ label, note }, index) => {
    const text = note === undefined ? label : `${label}: ${note}`;
    const [first = '', ...rest] = wrap(text, width - 4);
    const sign = index === chosen ? paint('here', SIGNS.pointer) : ' ';
    const role: Role = index === chosen ? 'plain' : 'quiet';
    return [`  ${sign} ${paint(role, first)}`, ...rest.map((line) => `    ${paint(role, line)}`)];
  });
}

function picked(key: string, question: Question, index: number, count: number): number | undefined {
  if (question.kind === 'confirm' && /^[yn]$/i.test(key)) return /y/i.test(key) ? 0 : 1;
  if (count === 0) return undefined;
  if (key === 'right' || key === ' ') return (index + 1) % count;
  return key === 'left' ? (index + count - 1) % count : undefined;
}
