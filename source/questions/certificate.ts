import { textAnswer } from '../answers/answers.ts';
import {
  authorityOf,
  CERTIFICATE_AUTHORITIES,
  LETS_ENCRYPT,
  OTHER_AUTHORITY,
} from '../certificate-authorities.ts';
import { accountId, accountKey, authorityLook, root } from './certificate-account.ts';
import { key, profile } from './certificate-kind.ts';
import type { Question } from './question.ts';

const authority: Question = {
  id: 'certificate.authority',
  section: 'Certificate',
  kind: 'choice',
  title: 'Who should issue the certificate?',
  hint: 'Browsers show the lock only for authorities that they know.',
  help: [
    'A certificate proves to browsers that they talk to your server, and',
    'lets them encrypt everything. A certificate authority issues it after',
    'it has seen that the name leads to your server.',
    '',
    "Let's Encrypt is free and known to every browser; choose it unless",
    'your organisation runs an authority of its own. That one must speak',
    'ACME, the protocol for getting certificates by machine.',
    'For example: https://ca.example.org/acme/directory',
  ].join('\n'),
  expert: true,
  choices: () => CERTIFICATE_AUTHORITIES.map(({ id, label, note }) => ({ value: id, label, note })),
  suggestion: () => LETS_ENCRYPT.id,
};

const directory: Question = {
  id: 'certificate.directory',
  section: 'Certificate',
  kind: 'text',
  title: "What is the authority's directory URL?",
  hint: 'Whoever runs it can tell you.',
  help: [
    'Every authority that speaks ACME has one web address at which a',
    'program finds all the rest: its directory.',
    '',
    'For example: https://ca.example.org/acme/directory',
  ].join('\n'),
  when: (answers) => textAnswer(answers, 'certificate.authority') === OTHER_AUTHORITY.id,
  example: 'https://ca.example.org/acme/directory',
  problem: problemWithDirectory,
};

export const certificateEmail: Question = {
  id: 'certificate.email',
  section: 'Certificate',
  kind: 'text',
  title: 'A mail address for the certificate authority?',
  hint: (answers) =>
    authorityOf(answers) === LETS_ENCRYPT
      ? "Can be left empty: Let's Encrypt no longer sends reminders."
      : 'Can be left empty where the authority allows it.',
  help: [
    'An authority can keep a mail address with your account. Until 2025',
    "Let's Encrypt wrote to it when a certificate was about to run out; it",
    'does that no longer, and keeps no addresses. So you lose nothing by',
    'leaving this empty.',
    '',
    'Another authority may want one to write to when something is wrong.',
    'For example: you@your-university.edu',
  ].join('\n'),
  example: 'you@your-university.edu',
  optional: true,
  // It keeps none.
  expert: (answers) => authorityOf(answers) === LETS_ENCRYPT,
  problem: problemWithEmail,
};

const terms: Question = {
  id: 'certificate.terms',
  section: 'Certificate',
  kind: 'confirm',
  title: (answers) =>
    authorityOf(answers) === LETS_ENCRYPT
      ? "Do you agree to Let's Encrypt's subscriber agreement?"
      : `Do you agree to the terms of ${authorityOf(answers).label}?`,
  hint: (answers, facts) => {
    const known = authorityOf(answers).terms;
    const told = authorityLook(answers).map((look) => facts.get(look)?.terms)[0] ?? '';
    const url = known || (/^https?:\/\/\S{4,100}$/.test(told) ? told : '');
    if (url === '') return 'Whoever runs it can show you its terms.';
    return authorityOf(answers) === LETS_ENCRYPT
      ? `The certificate for https:// comes from there, free of charge. The agreement: ${url}`
      : `They stand at ${url}`;
  },
  help: [
    'An authority issues certificates only to those who agree to its',
    'terms. In short, you promise that the name is yours to use, that you',
    'keep the key of the certificate to yourself, and that you have the',
    'certificate revoked if somebody else gets hold of the key.',
    '',
    "That is a summary, not the agreement. Let's Encrypt's own text:",
    LETS_ENCRYPT.terms,
  ].join('\n'),
  yes: 'Yes, I agree',
  no: 'No',
  problem: (agreed) => (agreed ? undefined : 'Without it there is no certificate, and no HTTPS.'),
};

/** What must be known before the authority can be looked at. */
export const authorityQuestions: readonly Question[] = [authority, directory, root];

export const certificateQuestions: readonly Question[] = [
  ...authorityQuestions,
  accountId,
  accountKey,
  profile,
  key,
  certificateEmail,
  terms,
];

function problemWithDirectory(url: string): string | undefined {
  if (!URL.canParse(url)) return 'A whole address: https://ca.example.org/acme/directory';
  return new URL(url).protocol === 'https:' ? undefined : 'It must begin with https://';
}

function problemWithEmail(address: string): string | undefined {
  if (!/^[^\s@,;<>"]+@[^\s@,;<>"]+\.[^\s@.,;<>"]+$/.test(address)) {
    return 'That does not look like a mail address: you@your-university.edu';
  }
  // Let's Encrypt refuses these as contacts.
  if (/@(.+\.)?example\.(com|net|org)$/i.test(address)) return 'An address of yours, or nothing.';
  return undefined;
}
