import { useState } from 'react';
import type { Answers } from '../source/answers/answers.ts';
import { questionsOf } from '../source/interview.ts';
import { exampleFor, type Question, textOf } from '../source/questions/question.ts';

import { type Input, isEmpty, madeUpIn, problemOf } from './input.ts';
import { moreSettings } from './more-settings.ts';
import { findingLines, findingsWithin } from './parts/findings.ts';
import { InputField, inputRows } from './parts/input-field.tsx';
import { Lines } from './parts/lines.tsx';
import { Page } from './parts/page.tsx';
import { Help } from './parts/text-page.tsx';
import type { AskPhase } from './phase.ts';
import { type ScreenProps, topOf, trailAt } from './screen.ts';
import type { Key } from './terminal/keys.ts';
import { useKeys, usePaint } from './terminal/surroundings.tsx';
import type { Hint } from './text/hints.ts';
import { firstOf, share } from './text/page.ts';
import { wrap } from './text/wrap.ts';
import { SIGNS } from './theme.ts';

interface Props extends ScreenProps<AskPhase> {
  readonly question: Question;
  readonly input: Input;
}

/** One question a screen. */
export function QuestionScreen(props: Props) {
  const { phase, state, control, question, input } = props;
  const paint = usePaint();
  const [help, setHelp] = useState(false);
  const { answers, facts } = state.interview;
  const onInput = (next: Input) =>
    control.dispatch({ type: 'typed', id: question.id, input: next });
  const onSubmit = () => control.dispatch({ type: 'submitted' });
  const more =
    moreSettings(state.script, state.interview, question.section, phase.questions).length > 0;
  useKeys('screen', (key) => {
    if (key.key === 'escape') control.dispatch({ type: 'went-back' });
    else if (asksForHelp(key, question, input)) setHelp(true);
    else if (more && asksForMore(key, input)) control.dispatch({ type: 'wanted-more' });
    else if (key.key === 'ctrl-d' && input.kind === 'area') onSubmit();
    else if (key.key === 'ctrl-r' && question.kind === 'secret') onInput(turned(input));
    else if (key.key === 'ctrl-n') onInput(madeUpIn(question, input) ?? input);
    else if (question.kind === 'confirm' && key.key === 'text' && /^[yn]$/i.test(key.text)) {
      onInput({ kind: 'pick', index: /y/i.test(key.text) ? 0 : 1, touched: true });
    } else return false;
    return true;
  });
  const title = textOf(question.title, answers, facts);
  const top = topOf(props);
  const section = trailAt(props, question.section);
  const hint = question.hint === undefined ? '' : textOf(question.hint, answers, facts);
  if (help) {
    const text = textOf(question.help, answers, facts);
    const close = () => setHelp(false);
    return <Help {...{ top, section, title, hint, text }} onClose={close} />;
  }
  const problem = problemOf(question, input, state.interview, phase);
  return (
    <Page
      top={top}
      section={section}
      hints={hintsOf(question, input, { back: state.interview.confirmed.length > 0, more })}
    >
      {({ width, height }) => {
        const texts = {
          notes: findingLines(phase.notes, width, paint),
          title: wrap(title, width).map((line) => paint('strong', line)),
          problem: problem ? wrap(`${SIGNS.warning} ${problem}`, width, '  ') : [],
          example: exampleOf(question, input, answers, problem),
          hint: hint === '' ? [] : wrap(hint, width),
          given: wrap(givenLine(props), width).filter((line) => line !== ''),
        };
        const field = { question, input, answers, facts };
        const spaced = (lines: readonly string[]) => ({
          least: lines.length === 0 ? 0 : Math.min(2, lines.length),
          most: lines.length === 0 ? 0 : lines.length + 1,
        });
        const example = texts.example === '' ? [] : wrap(texts.example, width);
        const [
          titleRows = 0,
          inputHeight = 0,
          problemRows = 0,
          hintRows = 0,
          exampleRows = 0,
          gap = 0,
          notesRows = 0,
          givenRows = 0,
        ] = share(height, [
          { least: Math.min(3, texts.title.length), most: texts.title.length },
          inputRows(field, width),
          spaced(texts.problem),
          { ...spaced(texts.hint), least: Math.min(texts.hint.length, height < ROOMY ? 1 : 4) },
          { least: 0, most: example.length },
          { least: 0, most: 1 },
          { ...spaced(texts.notes), least: 0 },
          { ...spaced(texts.given), least: 0 },
        ]);
        const block = (
          lines: readonly string[],
          rows: number,
          role: 'warning' | 'quiet' | 'plain',
        ) => {
          const before = rows > lines.length ? [''] : [];
          const kept = firstOf(lines, rows - before.length);
          return [...before, ...kept.map((line) => paint(role, line))];
        };
        return (
          <>
            <Lines lines={apartFrom(findingsWithin(phase.notes, notesRows - 1, width, paint))} />
            <Lines lines={firstOf(texts.title, titleRows)} />
            <Lines lines={gap > 0 ? [''] : []} />
            <InputField
              {...field}
              width={width}
              height={inputHeight}
              focused
              onInput={onInput}
              onSubmit={onSubmit}
            />
            <Lines lines={block(texts.problem, problemRows, 'warning')} />
            <Lines lines={firstOf(example, exampleRows).map((line) => paint('quiet', line))} />
            <Lines lines={block(texts.hint, hintRows, 'plain')} />
            <Lines lines={block(texts.given, givenRows, 'quiet')} />
          </>
        );
      }}
    </Page>
  );
}

/** So many rows hold a hint whole beside a list that scrolls. */
const ROOMY = 12;

/** `?` is a character like others once something is typed, and always in a secret. */
export function asksForHelp(key: Key, question: Question, input: Input): boolean {
  if (key.key === 'f1' || key.key === 'ctrl-g') return true;
  if (key.key !== 'text' || key.text !== '?') return false;
  return isListed(input) || (question.kind !== 'secret' && isEmpty(input));
}

/** As on the review, where no letters are typed. */
function asksForMore(key: Key, input: Input): boolean {
  if (key.key === 'ctrl-o') return true;
  return isListed(input) && key.key === 'text' && key.text === 'm';
}

/** Nothing is typed into it. */
function isListed(
  input: Input,
): input is Extract<Input, { kind: 'pick' | 'checks' | 'variables' }> {
  return ['pick', 'checks', 'variables'].includes(input.kind);
}

/** For a new password. */
export const MAKE_ONE_UP: Hint = { key: '^N', does: 'make one up', short: 'new' };

/** A secret shown, or hidden again. */
export function turned(input: Input): Input {
  return isListed(input) ? input : { ...input, revealed: !input.revealed };
}

function hintsOf(
  question: Question,
  input: Input,
  can: { readonly back: boolean; readonly more: boolean },
): Hint[] {
  const listed = isListed(input);
  const literal = !listed && (question.kind === 'secret' || !isEmpty(input));
  return [
    ...(input.kind === 'pick' ? [{ key: SIGNS.up + SIGNS.down, does: 'choose' }] : []),
    ...(input.kind === 'checks'
      ? [
          { key: SIGNS.up + SIGNS.down, does: 'move' },
          { key: 'Space', does: 'choose' },
        ]
      : []),
    input.kind === 'area' ? { key: '^D', does: 'continue' } : { key: 'Enter', does: 'continue' },
    ...(question.kind === 'secret' && question.madeUp ? [MAKE_ONE_UP] : []),
    ...(question.kind === 'secret'
      ? [{ key: '^R', does: 'revealed' in input && input.revealed ? 'hide' : 'show' }]
      : []),
    ...(can.back ? [{ key: 'Esc', does: 'back' }] : []),
    ...(can.more ? [{ key: listed ? 'm' : '^O', does: 'more settings', short: 'more' }] : []),
    { key: literal ? '^G' : '?', does: 'what does this mean', short: 'help' },
    { key: '^C', does: 'leave' },
  ];
}

function exampleOf(
  question: Question,
  input: Input,
  answers: Answers,
  problem: string | undefined,
): string {
  if (problem !== undefined || !isEmpty(input)) return '';
  if (question.kind === 'text') return `For example: ${exampleFor(question, answers)}`;
  return question.kind === 'secret' ? question.example : '';
}

function apartFrom(lines: readonly string[]): readonly string[] {
  return lines.length > 0 ? [...lines, ''] : [];
}

/** "Already answered: App, Server (answers file); Name (earlier)." */
function givenLine({ wizard, state, question: shown }: Props): string {
  const told = ORIGINS.flatMap(([origin, where]) => {
    const sections = questionsOf(state.script)
      .filter(({ id }) => id !== shown.id && wizard.given[id] === origin)
      .filter(({ id }) => state.interview.confirmed.includes(id))
      .map(({ section }) => section);
    return sections.length === 0 ? [] : [`${[...new Set(sections)].join(', ')} (${where})`];
  });
  return told.length === 0 ? '' : `Already answered: ${told.join('; ')}. Esc walks back to that.`;
}

const ORIGINS = [
  ['file', 'answers file'],
  ['environment', 'environment'],
  ['flag', 'command line'],
  ['earlier', 'earlier'],
] as const;
