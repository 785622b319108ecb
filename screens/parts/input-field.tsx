import { Box, Text } from 'ink';
import type { Answers } from '../../source/answers/answers.ts';
import type { Facts } from '../../source/facts/facts.ts';
import type { Question } from '../../source/questions/question.ts';
import { type Input, itemsOf } from '../input.ts';
import { usePaint } from '../terminal/surroundings.tsx';
import { SIGNS } from '../theme.ts';
import { linesOfArea } from './area.ts';
import { AreaField } from './area-field.tsx';
import { Checklist, checklistRows } from './checklist.tsx';
import { Choice, choiceHeight } from './choice.tsx';
import { Field } from './field.tsx';

export interface InputFieldProps {
  readonly question: Question;
  readonly input: Input;
  readonly answers: Answers;
  readonly facts: Facts;
  readonly width: number;
  readonly height: number;
  readonly focused: boolean;
  readonly onInput: (input: Input) => void;
  readonly onSubmit: () => void;
}

/** The field of a question, by its kind. */
export function InputField(props: InputFieldProps) {
  const { question, input, answers, facts, width, height, focused, onInput, onSubmit } = props;
  const paint = usePaint();
  const masked = question.kind === 'secret' && !('revealed' in input && input.revealed);
  switch (input.kind) {
    case 'pick':
      return (
        <Choice
          items={itemsOf(question, answers, facts)}
          index={input.index}
          width={width}
          height={height}
          onMove={(index) => onInput({ ...input, index, touched: true })}
          onChoose={onSubmit}
        />
      );
    case 'checks':
      return (
        <Checklist
          checks={input}
          choices={itemsOf(question, answers, facts)}
          others={namesOthers(question)}
          width={width}
          height={height}
          onEdit={(checks) => onInput({ ...input, ...checks, touched: true })}
          onSubmit={onSubmit}
        />
      );
    // They have a screen of their own.
    case 'variables':
      return null;
    case 'line': {
      const kept = input.kept !== undefined && !input.touched;
      return (
        <Box>
          <Text>{paint(focused ? 'here' : 'quiet', `${SIGNS.pointer} `)}</Text>
          <Field
            line={input.line}
            width={width - (kept ? 32 : 2)}
            masked={masked}
            focused={focused}
            onEdit={(line) => onInput({ ...input, line, touched: true })}
            onSubmit={onSubmit}
          />
          {kept && <Text>{paint('quiet', KEPT)}</Text>}
        </Box>
      );
    }
    case 'area': {
      const kept = input.kept !== undefined && !input.touched;
      return (
        <Box flexDirection="column">
          <AreaField
            area={input.area}
            width={width}
            height={kept ? height - 1 : height}
            masked={masked}
            focused={focused}
            onEdit={(area) => onInput({ ...input, area, touched: true })}
          />
          {kept && <Text>{paint('quiet', KEPT)}</Text>}
        </Box>
      );
    }
  }
}

function namesOthers(question: Question): boolean {
  return question.kind === 'several' && question.unlisted !== undefined;
}

const KEPT = ' •••••••• kept; type to replace';

/** How many rows the field takes when nothing is cut, and how many it can't do without. */
export function inputRows(
  {
    question,
    input,
    answers,
    facts,
  }: Pick<InputFieldProps, 'question' | 'input' | 'answers' | 'facts'>,
  width: number,
): { least: number; most: number } {
  if (input.kind === 'variables') return { least: 0, most: 0 };
  if (input.kind === 'pick') {
    const rows = choiceHeight(itemsOf(question, answers, facts), width);
    return { least: Math.min(rows, 5), most: rows };
  }
  if (input.kind === 'checks')
    return checklistRows(input, itemsOf(question, answers, facts), namesOthers(question), width);
  if (input.kind === 'line') return { least: 1, most: 1 };
  const rows = linesOfArea(input.area).lines.length;
  return { least: Math.min(4, rows), most: Math.min(12, Math.max(1, rows)) + (input.kept ? 1 : 0) };
}
