import type { Answers } from '../answers/answers.ts';
import { textAnswer } from '../answers/answers.ts';
import type { KeptCertificate } from '../facts/certificates/kept-certificates.ts';
import type { Facts } from '../facts/facts.ts';
import { REMEMBERED } from '../hosts/remembered.ts';
import type { Item } from '../interview.ts';
import type { Choice, Question } from '../questions/question.ts';
import { hostOf, installOfAnswers, wayToInstall, whichInstall } from '../status/renewal-script.ts';
import { dayOf } from '../text/day.ts';
import { accountsQuery, certificatesOf, certificatesQuery } from './looks.ts';

/** Which of an install's certificates is meant: the serial number would be too long to type. */
export const WHICH = 'certificate.which';
/** What stands for the present one. */
export const PRESENT = 'present';
export const CONFIRM = 'certificate.confirm';

/** The way to an install, and a look at its certificates and accounts. */
export function wayToCertificates(hint: string): readonly Item[] {
  return [
    ...wayToInstall({ ...whichInstall, hint }),
    {
      look: (answers, facts) => [
        certificatesQuery(hostOf(answers), installOfAnswers(answers, facts)),
        accountsQuery(hostOf(answers)),
      ],
    },
  ];
}

/** The certificates of the install that the answers choose. */
export function certificatesIn(answers: Answers, facts: Facts): readonly KeptCertificate[] {
  return certificatesOf(facts, hostOf(answers), installOfAnswers(answers, facts));
}

export function nowIn(facts: Facts): Date {
  return new Date(facts.get(REMEMBERED)?.at ?? 0);
}

/** What one certificate is called in an answer. */
export function whichOf({ stamp }: KeptCertificate): string {
  return stamp ?? PRESENT;
}

export function certificateChoice(one: KeptCertificate): Choice {
  const label =
    one.stamp === null ? 'The present one' : `The one before, kept ${keptWhen(one.stamp)}`;
  return {
    value: whichOf(one),
    label,
    note: `until ${dayOf(one.until)}, by ${one.issuer}`,
  };
}

/** `2031-02-03T04-05-06Z` as people read it. */
export function keptWhen(stamp: string): string {
  const [day = '', time = ''] = stamp.split('T');
  return `${dayOf(day)}, ${time.slice(0, 5).replace('-', ':')} UTC`;
}

/** A word that must be typed: this can't be taken back. */
export function confirmation(
  word: string,
  hint: (answers: Answers, facts: Facts) => string,
  help: string,
  when?: (answers: Answers, facts: Facts) => boolean,
): Question {
  return {
    id: CONFIRM,
    section: 'Certificate',
    kind: 'text',
    title: `Type ${word} to confirm`,
    hint,
    help,
    example: word,
    reason: () => `It can't be taken back, so the word ${word} must be given.`,
    normalise: (typed) => typed.trim().toLowerCase(),
    problem: (value) =>
      value === word ? undefined : `That is not the word. Type ${word}, or press Esc to go back.`,
    ...(when && { when }),
  };
}

/** The chosen certificate; undefined where the answer fits none. */
export function chosenIn(
  certificates: readonly KeptCertificate[],
  answers: Answers,
): KeptCertificate | undefined {
  const which = textAnswer(answers, WHICH);
  return certificates.find((each) => whichOf(each) === which);
}
