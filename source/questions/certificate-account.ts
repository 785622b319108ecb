import { type Answers, textAnswer } from '../answers/answers.ts';
import { authorityOf, OTHER_AUTHORITY } from '../certificate-authorities.ts';
import { authoritySubject } from '../facts/certificates/authority.ts';
import { type Facts, type Query, query } from '../facts/facts.ts';
import type { Secret } from '../secrets/secret.ts';
import type { Question } from './question.ts';

/** What another authority says about itself decides which of its questions are asked. */
export function authorityLook(answers: Answers): readonly Query<'authority'>[] {
  const { id, directory } = authorityOf(answers);
  if (id !== OTHER_AUTHORITY.id || !URL.canParse(directory)) return [];
  const root = textAnswer(answers, 'certificate.root');
  return [query('authority', '', authoritySubject(directory, root))];
}

/** Whether an account must be opened on the authority's website first (RFC 8555, 7.3.4). */
function wantsAccount(answers: Answers, facts: Facts): boolean {
  if (authorityOf(answers).account !== undefined) return true;
  return authorityLook(answers).some((look) => facts.get(look)?.accountsFromElsewhere === true);
}

function whereToGetThem(answers: Answers): string {
  return authorityOf(answers).account ?? 'Whoever runs the authority gives you both.';
}

export const root: Question = {
  id: 'certificate.root',
  section: 'Certificate',
  kind: 'text',
  title: "The authority's own root certificate?",
  hint: 'Leave it empty where this computer trusts the authority already.',
  help: [
    'An authority inside an organisation is often unknown to computers.',
    'With its root certificate this program knows that it talks to the',
    'right one. It is used for that only: nothing else comes to trust it.',
    '',
    'Whoever runs the authority has it as a text, often called ca.crt:',
    '-----BEGIN CERTIFICATE-----',
    '…',
    '-----END CERTIFICATE-----',
  ].join('\n'),
  when: (answers) => textAnswer(answers, 'certificate.authority') === OTHER_AUTHORITY.id,
  expert: true,
  lines: true,
  optional: true,
  example: `-----BEGIN CERTIFICATE-----
MIIBEzCBu6ADAgECAgEBMAoGCCqGSM49BAMCMBUxEzARBgNVBAMMCkV4YW1wbGUg
-----END CERTIFICATE-----`,
  problem: problemWithRoot,
};

export const accountId: Question = {
  id: 'certificate.account.id',
  section: 'Certificate',
  kind: 'text',
  title: (answers) => `The key id of your account at ${authorityOf(answers).label}?`,
  hint: whereToGetThem,
  help: (answers) =>
    [
      'This authority makes certificates only for those who have opened an',
      'account on its website. There you get two texts, a key id and a key,',
      'by which this server joins that account. They may be called "EAB',
      'credentials" there (external account binding).',
      '',
      ...wrapped(whereToGetThem(answers)),
    ].join('\n'),
  when: wantsAccount,
  example: 'GsbFFWrGMtE6vh0dhqz_iA',
};

export const accountKey: Question = {
  id: 'certificate.account.key',
  section: 'Certificate',
  kind: 'secret',
  title: 'And the key that belongs to it?',
  hint: 'Leave it empty where this server got a certificate from there before.',
  help: [
    'The longer one of the two texts, sometimes called HMAC key or MAC key.',
    'It is used once, when this server joins the account; afterwards the',
    'server has a key of its own, and this one is kept nowhere.',
  ].join('\n'),
  when: wantsAccount,
  optional: true,
  example: 'Letters, digits, - and _, about 40 to 90 of them.',
  problem: problemWithKey,
};

function problemWithRoot(text: string): string | undefined {
  const blocks = text.matchAll(/-----BEGIN CERTIFICATE-----([^-]+)-----END CERTIFICATE-----/g);
  const bodies = [...blocks].map(([, body = '']) => Buffer.from(body, 'base64'));
  if (bodies.length === 0) return 'It begins with -----BEGIN CERTIFICATE-----';
  // Every certificate is a SEQUENCE in DER.
  const whole = bodies.every((der) => der[0] === 0x30);
  return whole ? undefined : 'That cannot be read as a certificate.';
}

function problemWithKey(key: Secret): string | undefined {
  // Base64url; Google's comes with the padding of plain base64.
  return /^[\w+/-]{16,}=*$/.test(key.reveal().trim())
    ? undefined
    : 'Only letters, digits, - and _ are in it. Copy the whole of it, without the quotes.';
}

/** Lines of at most 70 characters. */
function wrapped(text: string): string[] {
  return text.match(/\S.{0,69}(?=\s|$)/g) ?? [];
}
