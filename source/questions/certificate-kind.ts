import type { Answers } from '../answers/answers.ts';
import { authorityOf } from '../certificate-authorities.ts';
import type { Facts } from '../facts/facts.ts';
import { authorityLook } from './certificate-account.ts';
import type { Choice, Question } from './question.ts';

/** Leaves the choice to the authority. */
const USUAL = 'usual';

export const profile: Question = {
  id: 'certificate.profile',
  section: 'Certificate',
  kind: 'choice',
  title: 'Which kind of certificate?',
  hint: 'They differ in how long they live; all are renewed without you.',
  help: [
    'Some authorities make several kinds. A certificate that lives for a',
    'few days only does little harm when its key is stolen, but must be',
    'renewed all the time: a server that is often switched off for days',
    'would come back without one.',
    '',
    'The usual kind is right for nearly everyone.',
  ].join('\n'),
  expert: true,
  when: (answers, facts) => kindsOf(answers, facts).length > 0,
  choices: (answers, facts) => [
    { value: USUAL, label: 'The usual kind', note: 'what the authority gives by itself' },
    ...kindsOf(answers, facts),
  ],
  suggestion: () => USUAL,
};

export const key: Question = {
  id: 'certificate.key',
  section: 'Certificate',
  kind: 'choice',
  title: 'Which kind of key?',
  hint: 'Every browser of the last ten years knows both.',
  help: [
    'A certificate belongs to a key that only your server has. Keys on',
    'elliptic curves (ECDSA) are short and quick. Very old programs and',
    'some measuring devices know only RSA keys.',
    '',
    'A new key is made with every certificate.',
  ].join('\n'),
  expert: true,
  choices: () => [
    { value: 'ecdsa', label: 'ECDSA P-256', note: 'the usual one' },
    { value: 'rsa', label: 'RSA 2048', note: 'for very old programs' },
  ],
  suggestion: () => 'ecdsa',
};

function kindsOf(answers: Answers, facts: Facts): readonly Choice[] {
  const { profiles } = authorityOf(answers);
  if (profiles.length > 0)
    return profiles.map(({ id, label, note }) => ({ value: id, label, note }));
  const told = authorityLook(answers).flatMap((look) =>
    Object.entries(facts.get(look)?.profiles ?? {}),
  );
  return told.map(([value, about]) => ({ value, label: value, note: about }));
}
