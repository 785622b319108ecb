import { type Answers, textAnswer } from '../../answers/answers.ts';

/** The line of the menu that was chosen. */
export const WHAT = 'menu.what';

/** Whether it is one of these that is done now: what was answered for another line may still stand there. */
export function mayBe(answers: Answers, ...lines: readonly string[]): boolean {
  return !(WHAT in answers) || lines.includes(textAnswer(answers, WHAT));
}
