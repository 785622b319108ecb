import { Box, Text } from 'ink';
import { usePaint } from '../terminal/surroundings.tsx';
import { cut, fill } from '../text/width.ts';
import { SIGNS } from '../theme.ts';
import { FormField, type FormFieldProps } from './form-field.tsx';
import { Lines } from './lines.tsx';

export interface FormRowProps extends FormFieldProps {
  readonly label: string;
  /** Something is wrong with what stands in it. */
  readonly bad: boolean;
  /** Columns for the label. */
  readonly column: number;
  /** The field stands below its label. */
  readonly below: boolean;
}

/** A label and its field. */
export function FormRow({ label, bad, column, below, ...field }: FormRowProps) {
  const paint = usePaint();
  const pointer = usePointer(field.focused);
  const fitting = below ? cut(label, column - 2) : fill(label, column);
  const name = paint(field.focused ? 'strong' : 'plain', fitting);
  const sign = bad ? paint('warning', SIGNS.warning) : ' ';
  const head = `${pointer} ${name} ${sign}`;
  return below ? (
    <Box flexDirection="column" flexShrink={0}>
      <Text wrap="truncate-end">{head}</Text>
      <Box paddingLeft={4}>
        <FormField {...field} />
      </Box>
    </Box>
  ) : (
    <Box flexShrink={0}>
      <Text>{`${head} `}</Text>
      <FormField {...field} />
    </Box>
  );
}

/** The row below the fields that takes them all. */
export function ContinueRow({ chosen }: { readonly chosen: boolean }) {
  const paint = usePaint();
  const button = paint(chosen ? 'strong' : 'plain', '[ Continue ]');
  return <Lines lines={['', `${usePointer(chosen)} ${button}`]} />;
}

export interface MoreRowProps {
  readonly chosen: boolean;
  readonly open: boolean;
  readonly count: number;
  readonly width: number;
}

/** Opens and shuts the settings that few people need. */
export function MoreRow({ chosen, open, count, width }: MoreRowProps) {
  const paint = usePaint();
  const sign = open ? SIGNS.open : SIGNS.shut;
  const text = cut(`${sign} More settings (${count}), with good values already`, width - 2);
  return <Lines lines={[`${usePointer(chosen)} ${paint(chosen ? 'strong' : 'quiet', text)}`]} />;
}

function usePointer(chosen: boolean): string {
  const paint = usePaint();
  return chosen ? paint('here', SIGNS.pointer) : ' ';
}
