import { Text } from 'ink';
import type { Question } from '../../source/questions/question.ts';
import type { Input } from '../input.ts';
import { usePaint } from '../terminal/surroundings.tsx';
import { cut } from '../text/width.ts';
import { SIGNS } from '../theme.ts';
import { textOfArea } from './area.ts';
import { AreaField } from './area-field.tsx';
import { Field } from './field.tsx';
import { textOfLine } from './line.ts';

/** Rows of a field with several lines while it is being filled in. */
export const AREA_ROWS = 4;

export interface FormFieldProps {
  readonly question: Question;
  readonly input: Input;
  readonly items: readonly string[];
  readonly width: number;
  readonly focused: boolean;
  readonly onInput: (input: Input) => void;
  readonly onSubmit: () => void;
}

/** What stands in a form's row, and the field for it while the row is chosen. */
export function FormField({
  question,
  input,
  items,
  width,
  focused,
  onInput,
  onSubmit,
}: FormFieldProps) {
  const paint = usePaint();
  // It has a screen of its own.
  if (input.kind === 'variables') return <Text>{countOf(input.rows.length)}</Text>;
  if (input.kind === 'checks') return <Text>{cut(input.chosen.join(', '), width)}</Text>;
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
      height={AREA_ROWS}
      masked={masked}
      focused
      onEdit={(area) => onInput({ ...input, area, touched: true })}
    />
  );
}

function countOf(variables: number): string {
  if (variables === 0) return 'none';
  return variables === 1 ? '1 variable' : `${variables} variables`;
}
