import { Box, Text } from 'ink';
import { useState } from 'react';
import { type Question, textOf } from '../source/questions/question.ts';
import { draftAnswers } from './asking.ts';
import { type Input, itemsOf, problemOf } from './input.ts';
import { textOfArea } from './parts/area.ts';
import { AreaField } from './parts/area-field.tsx';
import { Field } from './parts/field.tsx';
import { textOfLine } from './parts/line.ts';
import { Lines } from './parts/lines.tsx';
import { viewOfList } from './parts/list.ts';
import { Page } from './parts/page.tsx';
import { Help } from './parts/text-page.tsx';
import { asksForHelp, turned } from './question.tsx';
import { type ScreenProps, topOf } from './screen.ts';
import { useKeys, usePaint } from './terminal/surroundings.tsx';
import { firstOf, share } from './text/page.ts';
import { cut, fill, widthOf } from './text/width.ts';
import { wrap } from './text/wrap.ts';
import { SIGNS } from './theme.ts';
import type { AskPhase } from './wizard-state.ts';

/** Several questions as fields below each other, those for experts behind "More settings". */
export function FormScreen(props: ScreenProps<AskPhase>) {
  const { phase, state, control } = props;
  const paint = usePaint();
  const [help, setHelp] = useState(false);
  const [opened, setOpened] = useState(false);
  const { facts, confirmed } = state.interview;
  const answers = draftAnswers(phase, state.interview);
  const interview = { ...state.interview, answers };
  const experts = phase.more ? [] : phase.questions.filter(({ expert }) => expert);
  const open = opened || experts.some(({ id }) => id === phase.focus);
  const rows = [
    ...phase.questions.filter((one) => !experts.includes(one)).map(({ id }) => id),
    ...(experts.length > 0 ? ['more'] : []),
    ...(open ? experts.map(({ id }) => id) : []),
    'continue',
  ];
  const at = Math.max(0, rows.indexOf(phase.focus));
  const focus = rows[at] ?? 'continue';
  const question = phase.questions.find(({ id }) => id === focus);
  const input = question && phase.inputs[question.id];
  const move = (to: number) =>
    control.dispatch({
      type: 'focused',
      focus: rows[Math.min(Math.max(0, to), rows.length - 1)] ?? focus,
    });
  const onInput = (next: Input) => control.dispatch({ type: 'typed', id: focus, input: next });
  const submit = () => control.dispatch({ type: 'submitted' });

  useKeys('part', (key) => {
    if (help) return false;
    const many = input?.kind === 'area';
    if (key.key === 'tab' || (key.key === 'down' && !many)) move(at + 1);
    else if (key.key === 'back-tab' || (key.key === 'up' && !many)) move(at - 1);
    else if (key.key === 'ctrl-d') submit();
    else if (key.key === 'escape') control.dispatch({ type: 'went-back' });
    else if (question && input && asksForHelp(key, question, input)) setHelp(true);
    else if (question?.kind === 'secret' && input && key.key === 'ctrl-r') onInput(turned(input));
    else if (question && input?.kind === 'pick') {
      const count = itemsOf(question, answers, facts).length;
      const next = picked(key.key === 'text' ? key.text : key.key, question, input.index, count);
      if (next !== undefined) onInput({ kind: 'pick', index: next, touched: true });
      else if (key.key === 'enter') move(at + 1);
      else return false;
    } else if (key.key === 'enter' && focus === 'continue') submit();
    else if (
      focus === 'more' &&
      (key.key === 'enter' || (key.key === 'text' && key.text === ' '))
    ) {
      setOpened(!open);
    } else return question === undefined;
    return true;
  });

  const top = topOf(props);
  const section = phase.questions[0]?.section ?? null;
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
  const hints = [
    { key: SIGNS.up + SIGNS.down, does: 'field' },
    ...(input?.kind === 'pick' ? [{ key: SIGNS.leftRight, does: 'choose' }] : []),
    ...(question?.kind === 'secret' ? [{ key: '^R', does: 'show' }] : []),
    input?.kind === 'area'
      ? { key: 'Tab', does: 'next' }
      : {
          key: 'Enter',
          does:
            focus === 'continue'
              ? 'continue'
              : focus === 'more'
                ? open
                  ? 'close'
                  : 'open'
                : 'next',
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
        const titles = phase.questions.map((one) => textOf(one.title, answers, facts));
        const column = narrow
          ? width - 2
          : Math.min(Math.floor(width * 0.6), Math.max(12, ...titles.map(widthOf)));
        const room = narrow ? width - 4 : width - column - 5;
        const problem =
          question && input ? problemOf(question, input, interview, phase.tried) : undefined;
        const title = question ? textOf(question.title, answers, facts) : '';
        const hint = question?.hint === undefined ? '' : textOf(question.hint, answers, facts);
        const about = [
          ...(widthOf(title) > column
            ? wrap(title, width).map((line) => paint('strong', line))
            : []),
          ...(problem === undefined
            ? []
            : wrap(`${SIGNS.warning} ${problem}`, width, '  ').map((line) =>
                paint('warning', line),
              )),
          ...(hint === '' ? [] : wrap(hint, width)),
        ];
        const heights = rows.map((id) => {
          const of = phase.inputs[id];
          if (id === 'continue' || id === 'more') return id === 'continue' ? 2 : 1;
          const own = of?.kind === 'area' && id === focus ? 4 : 1;
          return narrow ? own + 1 : own;
        });
        const all = heights.reduce((sum, one) => sum + one, 0);
        const [listRows = 0, aboutRows = 0] = share(height, [
          { least: Math.min(all, 6), most: all },
          { least: Math.min(about.length, 3) + 1, most: about.length + 1 },
        ]);
        const view = viewOfList(heights, at, listRows);
        const row = (id: string) => {
          if (id === 'continue') {
            return (
              <Lines
                key={id}
                lines={[
                  '',
                  `${pointer(id)} ${paint(id === focus ? 'strong' : 'plain', '[ Continue ]')}`,
                ]}
              />
            );
          }
          if (id === 'more') {
            const text = `${open ? SIGNS.open : SIGNS.shut} More settings (${experts.length}), with good values already`;
            return (
              <Lines
                key={id}
                lines={[
                  `${pointer(id)} ${paint(id === focus ? 'strong' : 'quiet', cut(text, width - 2))}`,
                ]}
              />
            );
          }
          const one = phase.questions.find((other) => other.id === id);
          const field = phase.inputs[id];
          if (!one || !field) return null;
          const label = textOf(one.title, answers, facts);
          const bad = problemOf(one, field, interview, phase.tried) !== undefined;
          const name = paint(
            id === focus ? 'strong' : 'plain',
            narrow ? cut(label, column - 2) : fill(label, column),
          );
          const sign = bad ? paint('warning', SIGNS.warning) : ' ';
          const value = (
            <FieldValue
              question={one}
              input={field}
              items={itemsOf(one, answers, facts).map((item) => item.label)}
              width={room}
              focused={id === focus}
              onInput={onInput}
              onSubmit={() => move(at + 1)}
            />
          );
          return narrow ? (
            <Box key={id} flexDirection="column" flexShrink={0}>
              <Text wrap="truncate-end">{`${pointer(id)} ${name} ${sign}`}</Text>
              <Box paddingLeft={4}>{value}</Box>
            </Box>
          ) : (
            <Box key={id} flexShrink={0}>
              <Text>{`${pointer(id)} ${name} ${sign} `}</Text>
              {value}
            </Box>
          );
        };
        const pointer = (id: string) => (id === focus ? paint('here', SIGNS.pointer) : ' ');
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

interface FieldValueProps {
  readonly question: Question;
  readonly input: Input;
  readonly items: readonly string[];
  readonly width: number;
  readonly focused: boolean;
  readonly onInput: (input: Input) => void;
  readonly onSubmit: () => void;
}

function FieldValue({
  question,
  input,
  items,
  width,
  focused,
  onInput,
  onSubmit,
}: FieldValueProps) {
  const paint = usePaint();
  if (input.kind === 'pick') {
    const label = cut(items[input.index] ?? '', width - 4);
    return <Text>{focused ? `${paint('here', '‹')} ${label} ${paint('here', '›')}` : label}</Text>;
  }
  const masked = question.kind === 'secret' && !input.revealed;
  if (input.kept && !input.touched && !focused) return <Text>{SIGNS.bullet.repeat(8)}</Text>;
  if (input.kind === 'line') {
    if (!focused && !masked) return <Text>{cut(textOfLine(input.line), width)}</Text>;
    return (
      <Field
        line={input.line}
        width={width}
        masked={masked}
        focused={focused}
        onEdit={(line) => onInput({ ...input, line, touched: true })}
        onSubmit={onSubmit}
      />
    );
  }
  if (!focused) {
    const count = textOfArea(input.area)
      .split('\n')
      .filter((line) => line !== '').length;
    return <Text>{count === 0 ? '' : count === 1 ? '1 line' : `${count} lines`}</Text>;
  }
  return (
    <AreaField
      area={input.area}
      width={width}
      height={4}
      masked={masked}
      focused
      onEdit={(area) => onInput({ ...input, area, touched: true })}
    />
  );
}

function picked(key: string, question: Question, index: number, count: number): number | undefined {
  if (question.kind === 'confirm' && /^[yn]$/i.test(key)) return /y/i.test(key) ? 0 : 1;
  if (count === 0) return undefined;
  if (key === 'right' || key === ' ') return (index + 1) % count;
  return key === 'left' ? (index + count - 1) % count : undefined;
}
