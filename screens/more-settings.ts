import {
  applies,
  type Interview,
  type Item,
  questionsOf,
  startingValue,
} from '../source/interview.ts';
import { problemWith } from '../source/questions/accept.ts';
import { isExpert, type Question, type Section } from '../source/questions/question.ts';

/**
 * The settings of a section that few people need and that nobody must fill in: they have an answer, or
 * a suggestion that would do. Left out are those that are on the screen already, and those that come up
 * in a form together with what everybody is asked.
 */
export function moreSettings(
  script: readonly Item[],
  interview: Interview,
  section: Section,
  shown: readonly Question[],
): Question[] {
  const { answers, facts } = interview;
  const known = questionsOf(script).filter((one) => applies(one, answers, facts));
  const [few, many] = [true, false].map((expert) =>
    known.filter((one) => isExpert(one, answers, facts) === expert),
  ) as [Question[], Question[]];
  const forms = new Set(many.flatMap(({ form }) => form ?? []));
  return few
    .filter((one) => one.section === section && !shown.some(({ id }) => id === one.id))
    .filter(({ form }) => form === undefined || !forms.has(form))
    .filter((one) => {
      const value = startingValue(one, interview);
      return value !== undefined && problemWith(one, value, answers, facts) === undefined;
    });
}
