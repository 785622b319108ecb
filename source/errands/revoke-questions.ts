import { textAnswer } from '../answers/answers.ts';
import { REVOCATION_REASONS } from '../certificates/revocation.ts';
import type { KeptCertificate } from '../facts/certificates/kept-certificates.ts';
import type { Question } from '../questions/question.ts';
import { dayOf } from '../text/day.ts';
import {
  certificateChoice,
  certificatesIn,
  confirmation,
  nowIn,
  PRESENT,
  WHICH,
} from './questions.ts';

/** Id of the question why. */
export const REASON = 'revoke.reason';
/** Id of the question whether there shall be a new one first. */
export const REPLACE = 'revoke.replace';

const which: Question = {
  id: WHICH,
  section: 'Certificate',
  kind: 'choice',
  title: 'Which certificate shall be revoked?',
  hint: 'The authority says to all the world then that it is not to be trusted any more.',
  help: [
    'To revoke a certificate means to declare it void before it ends. That is',
    'right where somebody else may have its key: with it, they can pass',
    'themselves off as your website.',
    '',
    'The present one is what visitors get. The ones before it lie on the',
    'server for a while; whoever stole a backup has their keys, too.',
    '',
    'It frees no limits, and it cannot be taken back.',
  ].join('\n'),
  choices: (answers, facts) =>
    certificatesIn(answers, facts)
      .filter((each) => whyNotRevocable(each, nowIn(facts)) === null)
      .map(certificateChoice),
};

const reason: Question = {
  id: REASON,
  section: 'Certificate',
  kind: 'choice',
  title: 'Why is it revoked?',
  hint: 'The authority publishes the reason.',
  help: [
    'The reason is a word that stands beside the certificate in the public',
    'list of revoked ones. With the first one, the authority also refuses',
    'every other certificate for the same key.',
  ].join('\n'),
  choices: () => REVOCATION_REASONS.map(({ value, label, note }) => ({ value, label, note })),
};

const replace: Question = {
  id: REPLACE,
  section: 'Certificate',
  kind: 'choice',
  title: 'Shall there be a new certificate first?',
  hint: 'Without one, browsers turn visitors away as soon as they hear of it.',
  help: [
    'A new certificate with a new key is got and taken up before the present',
    'one is revoked: visitors notice nothing.',
    '',
    'Without a new one, visitors are warned of your website, some at once and',
    'some after days. The server itself may get a new one after some hours,',
    'as authorities ask for that; switch that off by giving the website up.',
  ].join('\n'),
  when: (answers) => textAnswer(answers, WHICH) === PRESENT,
  choices: () => [
    { value: 'new', label: 'Yes, and then revoke this one', note: 'visitors notice nothing' },
    { value: 'none', label: 'No, only revoke it', note: 'browsers turn visitors away' },
  ],
  suggestion: () => 'new',
};

const confirm = confirmation(
  'revoke',
  (answers) => {
    if (textAnswer(answers, WHICH) !== PRESENT)
      return 'Visitors have another one. It cannot be taken back.';
    return textAnswer(answers, REPLACE) === 'none'
      ? 'Browsers will turn visitors away, until there is a new one. It cannot be taken back.'
      : 'Visitors get the new one first. It cannot be taken back.';
  },
  'Before anything is done, you see all of it once more, and can leave.',
);

/** Which certificate is revoked, why, and whether a new one comes first. */
export const revokeQuestions: readonly Question[] = [which, reason, replace, confirm];

/** What keeps one from being revoked from here; null where nothing does. */
export function whyNotRevocable(
  { authority, revoked, until }: KeptCertificate,
  now: Date,
): string | null {
  if (revoked !== null) return `It was revoked on ${dayOf(revoked)}.`;
  if (Date.parse(until) <= now.getTime()) return `It has ended on ${dayOf(until)}.`;
  if (!URL.canParse(authority))
    return 'It was not got by setup-server: where it is from, it can be revoked, too.';
  return null;
}
