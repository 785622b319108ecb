import { expect, it } from 'vitest';
import { questions } from '../../source/script.ts';

it('are lines of one answer in an answers file, so no other question is called as if it were one', () => {
  const lined = questions.filter((question) => 'lines' in question && question.lines);
  expect(lined.map(({ id }) => id)).toContain('image.env');
  const below = (id: string) => questions.filter((each) => each.id.startsWith(`${id}.`));
  expect(lined.flatMap(({ id }) => below(id).map((each) => each.id))).toEqual([]);
});
