import type { TextQuestion } from '../../questions/question.ts';

/** The id of the question for a variable of JATOS. */
export function idOf(variable: string): string {
  return `settings.${variable}`;
}

/** Asks for one, or for something like one; may be left empty unless told. */
export function setting(
  variable: string,
  rest: Omit<TextQuestion, 'id' | 'section' | 'form' | 'kind'>,
): TextQuestion {
  return {
    id: idOf(variable),
    section: 'Settings',
    form: 'settings',
    kind: 'text',
    optional: true,
    ...rest,
  };
}

/** What is wrong with a whole number. */
export function problemWithCount(count: string, least: number, most: number): string | undefined {
  if (!/^\d+$/.test(count)) return `A whole number: ${least * 20}`;
  return +count >= least && +count <= most ? undefined : `From ${least} to ${most}.`;
}
