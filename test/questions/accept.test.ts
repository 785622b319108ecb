import { expect, it } from 'vitest';
import { Facts } from '../../source/facts/facts.ts';
import { problemWith } from '../../source/questions/accept.ts';
import type { Choice, Question } from '../../source/questions/question.ts';

const choiceOf = (...values: string[]): Question => ({
  id: 'upgrade.to',
  section: 'Settings',
  kind: 'choice',
  title: 'Which version?',
  hint: '',
  help: '',
  choices: () => values.map((value): Choice => ({ value, label: value, note: '' })),
});
const problem = (question: Question, value: string) =>
  problemWith(question, value, {}, new Facts());

it('says of a choice that is not there which ones are, and which was meant', () => {
  expect(problem(choiceOf('2.0', '2.1'), '2.1')).toBeUndefined();
  expect(problem(choiceOf('latest', 'stable'), 'lates')).toBe(
    'There is no "lates" here. Choose latest, stable. Did you mean latest?',
  );
});

it('says where there is nothing to choose', () => {
  expect(problem(choiceOf(), '2')).toBe('There is no "2" here, and nothing else to choose.');
});
