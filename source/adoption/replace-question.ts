import { type Answers, installOf } from '../answers/answers.ts';
import { type Facts, query } from '../facts/facts.ts';
import { hostKindOf } from '../hosts/index.ts';
import type { Question } from '../questions/question.ts';
import { type Adopted, isAsItWas, REPLACE } from './adopted.ts';

/** Nothing that somebody else set up is stopped before somebody agreed to that. */
export const replaceQuestion: Question = {
  id: REPLACE,
  section: 'Server',
  kind: 'confirm',
  title: (answers) => `May ${installOf(answers)} be made anew? Somebody set it up by hand`,
  hint: (answers, facts) =>
    (adoptedIn(answers, facts)?.rescued.length ?? 0) > 0
      ? 'Its data lie in its container alone: they are moved to a volume, and compared, before it goes.'
      : 'It keeps its data, and is away for some seconds.',
  help: [
    'The web server in front gives it HTTPS. For that, its container must',
    'stand on a network with it, and lie open to nobody else: so it is made',
    'anew, from the same image, with the same settings and data.',
    '',
    'It is stopped its own way, and put back if the new one does not start.',
    'Where nothing of it is in the way, that happens last of all, when its',
    'name has a certificate.',
  ].join('\n'),
  reason: (answers) =>
    `${installOf(answers)} was set up by hand. Without a yes, nothing of it is stopped.`,
  when: (answers, facts) => isAsItWas(adoptedIn(answers, facts)),
  suggestion: () => true,
  yes: 'Yes, with its data',
  no: 'No, leave it as it is',
  problem: (agreed) =>
    agreed ? undefined : 'Without that it gets no HTTPS. Press Ctrl-C to leave it as it is.',
};

function adoptedIn(answers: Answers, facts: Facts): Adopted | undefined {
  const host = hostKindOf(answers).address(answers);
  return facts.get(query('record', host, installOf(answers)))?.adopted;
}
