import { Box, Text } from 'ink';
import { useState } from 'react';
import { type Question, textOf } from '../source/questions/question.ts';
import { stripControl } from '../source/text/plain-text.ts';
import { type Input, problemOf } from './input.ts';
import { Field } from './parts/field.tsx';
import { ContinueRow } from './parts/form-row.tsx';
import { type Line, lineOf, textOfLine } from './parts/line.ts';
import { Lines } from './parts/lines.tsx';
import { viewOfList } from './parts/list.ts';
import { Page } from './parts/page.tsx';
import { Help } from './parts/text-page.tsx';
import { becomes, VariableItem } from './parts/variable-item.tsx';
import { type Edited, toggled, withLines, withValue } from './parts/variable-rows.ts';
import type { AskPhase } from './phase.ts';
import { type ScreenProps, topOf, trailAt } from './screen.ts';
import { useKeys, usePaint } from './terminal/surroundings.tsx';
import { firstOf, share } from './text/page.ts';
import { cut, fill, widthOf } from './text/width.ts';
import { wrap } from './text/wrap.ts';
import { SIGNS } from './theme.ts';

interface Props extends ScreenProps<AskPhase> {
  readonly question: Extract<Question, { kind: 'secret' }>;
  readonly input: Extract<Input, { kind: 'variables' }>;
  /** Where it is a row of a form: back to that. */
  readonly onDone?: () => void;
}

/** What is being typed: the value of a name, or a new line. */
interface Editing {
  readonly name: string | null;
  readonly line: Line;
}

/** All variables of an app, one a row. */
export function VariablesScreen(props: Props) {
  const { phase, state, control, question, input, onDone } = props;
  const { rows } = input;
  const { answers, facts } = state.interview;
  const paint = usePaint();
  const [help, setHelp] = useState(false);
  const [at, setAt] = useState(0);
  const [shown, setShown] = useState(false);
  const [editing, setEditing] = useState<Editing | null>(null);
  const [wrong, setWrong] = useState('');
  const last = rows.length + 1;
  const here = Math.min(at, last);
  const row = rows[here];
  const about = (name: string) => question.variables?.(name, answers, facts);
  const masked = (name: string) => !shown && (about(name)?.secret ?? true);

  const take = (edited: Edited) => {
    if ('problem' in edited) return setWrong(edited.problem);
    setWrong('');
    setEditing(null);
    if (edited.rows.length > rows.length) setAt(edited.rows.length);
    control.dispatch({
      type: 'typed',
      id: question.id,
      input: { ...input, rows: edited.rows, touched: true },
    });
  };
  const finish = onDone ?? (() => control.dispatch({ type: 'submitted' }));
  const begin = (next: Editing) => {
    setWrong('');
    setEditing(next);
  };
  const submit = () => {
    if (editing === null) return;
    const typed = textOfLine(editing.line);
    if (editing.name !== null) take(withValue(rows, editing.name, typed));
    else if (typed.trim() === '') setEditing(null);
    else take(withLines(rows, typed));
  };
  const choose = () => {
    if (row) begin({ name: row.name, line: lineOf(row.value ?? row.was ?? '') });
    else if (here === rows.length) begin({ name: null, line: lineOf('') });
    else finish();
  };

  useKeys('screen', (key) => {
    if (help) return false;
    if (key.key === 'ctrl-r') setShown(!shown);
    else if (editing !== null) {
      if (key.key !== 'escape') return false;
      setEditing(null);
      setWrong('');
    } else if (key.key === 'escape') onDone ? onDone() : control.dispatch({ type: 'went-back' });
    else if (key.key === 'ctrl-d') finish();
    else if (key.key === 'enter') choose();
    else if (key.key === 'paste') take(withLines(rows, key.text));
    else if (MOVES[key.key]) setAt(Math.min(Math.max(0, here + (MOVES[key.key] ?? 0)), last));
    else if (key.key === 'home') setAt(0);
    else if (key.key === 'end') setAt(last);
    else if (row && (key.key === 'delete' || (key.key === 'text' && key.text === 'd')))
      take({ rows: toggled(rows, row.name) });
    else if (key.key === 'text' && key.text === 'a') {
      setAt(rows.length);
      begin({ name: null, line: lineOf('') });
    } else if (key.key === 'f1' || key.key === 'ctrl-g' || (key.key === 'text' && key.text === '?'))
      setHelp(true);
    else return false;
    return true;
  });

  const top = topOf(props);
  const section = trailAt(props, question.section);
  const title = textOf(question.title, answers, facts);
  const hint = question.hint === undefined ? '' : textOf(question.hint, answers, facts);
  if (help) {
    const text = textOf(question.help, answers, facts);
    return <Help {...{ top, section, title, hint, text }} onClose={() => setHelp(false)} />;
  }
  const hints =
    editing === null
      ? [
          { key: SIGNS.up + SIGNS.down, does: 'choose' },
          { key: 'Enter', does: row ? 'change' : here === last ? 'continue' : 'add' },
          { key: 'a', does: 'add' },
          ...(row ? [{ key: 'd', does: row.value === null ? 'bring back' : 'remove' }] : []),
          { key: '^R', does: shown ? 'hide' : 'show' },
          { key: '^D', does: 'continue' },
          ...(onDone || state.interview.confirmed.length > 0 ? [{ key: 'Esc', does: 'back' }] : []),
          { key: '?', does: 'help' },
          { key: '^C', does: 'leave' },
        ]
      : [
          { key: 'Enter', does: 'take it' },
          { key: '^R', does: shown ? 'hide' : 'show' },
          { key: 'Esc', does: 'leave it as it was' },
          { key: '^C', does: 'leave' },
        ];
  const problem = wrong !== '' ? wrong : problemOf(question, input, state.interview, phase);
  return (
    <Page top={top} section={section} hints={hints}>
      {({ width, height }) => {
        const says = row ? (about(row.name)?.says ?? []) : [];
        const text = [
          ...(problem ? wrap(`${SIGNS.warning} ${problem}`, width, '  ') : []),
          ...(row
            ? [...becomes(row, masked(row.name)), ...says].flatMap((one) => wrap(one, width))
            : wrap(here === rows.length ? ADDING : hint, width)),
        ];
        const heights = [...rows.map(() => 1), 1, 2];
        const all = rows.length + 3;
        const [titleRows = 0, listRows = 0, textRows = 0] = share(height, [
          { least: 1, most: 2 },
          { least: Math.min(all, 3), most: all },
          { least: Math.min(text.length, 3), most: text.length + 1 },
        ]);
        const view = viewOfList(heights, here, listRows);
        const column = Math.min(
          Math.floor(width / 2),
          Math.max(12, ...rows.map(({ name }) => widthOf(stripControl(name)))),
        );
        const room = width - column - 6;
        const item = (index: number) => {
          const chosen = index === here;
          const pointer = chosen ? paint('here', SIGNS.pointer) : ' ';
          const one = rows[index];
          if (index === last) return <ContinueRow key="continue" chosen={chosen} />;
          if (chosen && editing !== null) {
            const name = editing.name;
            return (
              <Box key="editing" flexShrink={0}>
                <Text>{`${pointer}   ${name === null ? '' : `${paint('strong', fill(stripControl(name), column))} `}`}</Text>
                <Field
                  line={editing.line}
                  width={name === null ? width - 5 : room}
                  masked={name !== null && masked(name)}
                  focused
                  onEdit={(line) => setEditing({ ...editing, line })}
                  onSubmit={submit}
                />
              </Box>
            );
          }
          if (one === undefined)
            return (
              <Lines
                key="add"
                lines={[`${pointer} ${paint(chosen ? 'strong' : 'quiet', `${SIGNS.add} Add one`)}`]}
              />
            );
          return (
            <VariableItem
              key={one.name}
              row={one}
              {...{ chosen, column, room }}
              masked={masked(one.name)}
            />
          );
        };
        const more = (sign: string, count: number) =>
          count > 0 ? [paint('quiet', `${sign} ${count} more`)] : [];
        const indices = heights.map((_, index) => index).slice(view.from, view.to);
        return (
          <>
            <Lines lines={[paint('strong', cut(title, width)), ...(titleRows > 1 ? [''] : [])]} />
            <Lines lines={more(SIGNS.up, view.above)} />
            {indices.map(item)}
            <Lines lines={more(SIGNS.down, view.below)} />
            <Lines
              lines={[
                ...(textRows > text.length ? [''] : []),
                ...firstOf(text, Math.min(textRows, text.length)).map((line) =>
                  paint(problem ? 'warning' : 'plain', line),
                ),
              ]}
            />
          </>
        );
      }}
    </Page>
  );
}

const MOVES: Readonly<Record<string, number>> = {
  up: -1,
  down: 1,
  tab: 1,
  'back-tab': -1,
  'page-up': -8,
  'page-down': 8,
};

const ADDING = 'Type NAME=value, as in env.list: nothing in quotes. Or paste several lines.';
