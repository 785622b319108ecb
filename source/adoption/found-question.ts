import { AGAIN, type Answers, textAnswer } from '../answers/answers.ts';
import type { Facts } from '../facts/facts.ts';
import { placeOf } from '../image/reference.ts';
import type { Question } from '../questions/question.ts';
import { dayOf } from '../text/day.ts';
import { FOUND, hostIn } from './adoption.ts';
import { type Candidate, candidatesIn, fitting } from './candidates.ts';

/** What becomes of the app that is to be set up, where somebody set one up by hand: the other one stays, too. */
const ANOTHER = 'another';

/** Whether a container that was found is taken over, and nothing is set up. */
export function isAdopting(answers: Answers): boolean {
  return !['', ANOTHER].includes(textAnswer(answers, FOUND));
}

/** Somebody has what they are about to set up already. */
export const foundQuestion: Question = {
  id: FOUND,
  section: 'Server',
  kind: 'choice',
  title: (answers, facts) =>
    `This server already runs ${labelOf(foundIn(answers, facts)[0])}, which somebody set up by hand`,
  hint: 'Taken over, it goes on running as it is, with its data; HTTPS comes after that.',
  help: [
    'Somebody has started it with Docker, perhaps from a guide. setup-server',
    'can look after it from now on: it reads its settings, remembers them,',
    'sees that it comes back after a restart of the server, and copies data',
    'to a safe place that are in its container alone. It is not stopped.',
    '',
    'The other way is one more, with data of its own: then nothing is done',
    'to the one that runs.',
  ].join('\n'),
  when: (answers, facts) =>
    textAnswer(answers, AGAIN) !== 'same' && foundIn(answers, facts).length > 0,
  choices: (answers, facts) => [
    ...foundIn(answers, facts).map(({ container }) => ({
      value: container.name,
      label: `Take over ${container.name}`,
      note: `it runs since ${dayOf(container.startedAt)}`,
    })),
    { value: ANOTHER, label: 'Set up another one', note: 'the one that runs is left alone' },
  ],
  suggestion: () => ANOTHER,
};

/** What runs there of the app that was chosen, and is nobody's yet. */
function foundIn(answers: Answers, facts: Facts): readonly Candidate[] {
  const app = textAnswer(answers, 'app');
  const image = textAnswer(answers, 'image.reference');
  return fitting(candidatesIn(facts, hostIn(answers))).filter(
    ({ by, install, container }) =>
      install === null &&
      by === app &&
      (app !== 'image' || isSame(container.image.reference, image)),
  );
}

function isSame(one: string, other: string): boolean {
  return other !== '' && JSON.stringify(placeOf(one)) === JSON.stringify(placeOf(other));
}

function labelOf(found: Candidate | undefined): string {
  return found?.recognised?.label ?? 'it';
}
