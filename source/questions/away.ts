import { type Answers, installOf, secretAnswer, textAnswer } from '../answers/answers.ts';
import { isRecipient, makeIdentity, recipientOf } from '../backup/age-key.ts';
import type { AwayGoal } from '../backup/away.ts';
import { type Facts, type Query, query } from '../facts/facts.ts';
import { hostKindOf } from '../hosts/index.ts';
import { timetableStoreFile } from '../paths.ts';
import { Secret } from '../secrets/secret.ts';
import type { S3Place } from '../stores/presign.ts';
import { type Store, storeSubject } from '../stores/store.ts';
import type { Question } from './question.ts';

/** Whether copies leave the server. */
export const AWAY = 'backup.away';
export const NOWHERE = 'nowhere';
const id = (name: string) => `${AWAY}.${name}`;
const SECRET = id('secret');
const IDENTITY = id('identity');

const isS3 = (answers: Answers) => textAnswer(answers, AWAY) === 's3';

/** Undefined where copies stay on the server. */
export function awayIn(answers: Answers, folder: string): AwayGoal | undefined {
  const place = isS3(answers) ? placeIn(answers) : undefined;
  return place && { place, folder, recipient: recipientIn(answers) };
}

function recipientIn(answers: Answers): string {
  const made = secretAnswer(answers, IDENTITY)?.reveal() ?? '';
  return textAnswer(answers, id('recipient')) || (recipientOf(made) ?? '');
}

/** What is remembered of a key that was made here: only its public half. */
export function rememberedRecipient(answers: Answers): Readonly<Record<string, string>> {
  const recipient = isS3(answers) ? recipientIn(answers) : '';
  return recipient === '' ? {} : { [id('recipient')]: recipient };
}

function placeIn(answers: Answers): S3Place {
  return {
    endpoint: textAnswer(answers, id('endpoint')) || null,
    region: textAnswer(answers, id('region')),
    bucket: textAnswer(answers, id('bucket')),
    accessKeyId: textAnswer(answers, id('key')),
    secretAccessKey: secretAnswer(answers, SECRET) ?? new Secret(''),
  };
}

/** That store, where it can be tried; undefined where nobody gave its key now. */
export function awayStore(answers: Answers): Store | undefined {
  const { secretAccessKey } = placeIn(answers);
  return isS3(answers) && !secretAccessKey.isEmpty
    ? { kind: 's3', ...placeIn(answers) }
    : undefined;
}

/** It is tried before anything is built on it. */
export function awayLooks(answers: Answers): readonly Query<'store'>[] {
  const store = awayStore(answers);
  return store ? [query('store', hostKindOf(answers).address(answers), storeSubject(store))] : [];
}

/** The questions for whoever knows which install is meant. */
export function awayQuestions(
  installIn: (answers: Answers, facts: Facts) => string = installOf,
): readonly Question[] {
  const kept = (answers: Answers, facts: Facts) =>
    query(
      'sealedFile',
      hostKindOf(answers).address(answers),
      timetableStoreFile(installIn(answers, facts)),
    );
  const common = { section: 'Settings', form: 'away', when: isS3 } as const;
  return [
    {
      id: AWAY,
      section: 'Settings',
      kind: 'choice',
      expert: true,
      title: 'Shall copies of the data be sent away from the server, too?',
      hint: 'What is only on the server is lost with it.',
      help: [
        'Each copy that the timetable makes is sent to storage that you rent: at',
        'Amazon (S3), or at any company whose storage speaks S3, as Hetzner,',
        'Cloudflare (R2), Backblaze (B2) or Wasabi do. It is read back there.',
        '',
        'You need a bucket there, closed to the public, and a key that may list,',
        'read, write and delete in it, and nothing else.',
        '',
        'Copies can be encrypted before they leave, so that nobody there can',
        'read them.',
      ].join('\n'),
      choices: () => [
        { value: NOWHERE, label: 'No', note: 'they stay on the server' },
        { value: 's3', label: 'To S3 storage', note: 'Amazon, Hetzner, Cloudflare, …' },
      ],
      suggestion: () => NOWHERE,
      thenLook: (answers, facts) => (isS3(answers) ? [kept(answers, facts)] : []),
    },
    {
      ...common,
      id: id('bucket'),
      kind: 'text',
      title: 'Name of the bucket',
      help: 'The place in the storage that you made for the copies.',
      example: 'my-lab-copies',
      normalise: (typed) => typed.trim(),
      problem: (value) =>
        /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(value)
          ? undefined
          : 'A bucket has a name of 3 to 63 small letters, digits, dots and hyphens.',
    },
    {
      ...common,
      id: id('region'),
      kind: 'text',
      title: 'Its region',
      help: 'As the company calls it: eu-central-1, fsn1, auto.',
      example: 'eu-central-1',
      normalise: (typed) => typed.trim(),
      problem: (value) =>
        /^[a-z0-9-]+$/.test(value) ? undefined : 'A region is a word like eu-central-1.',
    },
    {
      ...common,
      id: id('endpoint'),
      kind: 'text',
      title: 'Address of the service, if it is not Amazon',
      hint: 'Empty for Amazon S3.',
      help: 'Your company shows it as "endpoint", without the name of the bucket.',
      example: 'https://fsn1.your-objectstorage.com',
      optional: true,
      normalise: (typed) => typed.trim().replace(/\/+$/, ''),
      problem: (value) => {
        const isUrl = /^https?:\/\/[^/\s]+(\/\S*)?$/.test(value);
        return value === '' || isUrl ? undefined : 'That is no address. It begins with https://';
      },
    },
    {
      ...common,
      id: id('key'),
      kind: 'text',
      title: 'Access key ID',
      help: 'The half of the key that is no secret.',
      example: 'AKIAIOSFODNN7EXAMPLE',
      normalise: (typed) => typed.trim(),
      problem: (value) =>
        /^\S{3,128}$/.test(value) ? undefined : 'It is one word, without spaces.',
    },
    {
      ...common,
      id: SECRET,
      kind: 'secret',
      title: 'Secret access key',
      hint: (answers, facts) =>
        facts.get(kept(answers, facts)) ? 'Empty: the one on the server stays.' : '',
      help: 'The other half. It is kept on the server, where only root can read it.',
      example: '40 letters and digits.',
      optional: (answers, facts) => Boolean(facts.get(kept(answers, facts))),
    },
    {
      ...common,
      id: id('recipient'),
      kind: 'text',
      title: 'Encrypt for this public key of age',
      hint: 'Empty: copies are sent as they are.',
      help: [
        'age is a program that encrypts files (age-encryption.org). On your own',
        'computer, age-keygen -o copies.key makes a key: what it shows, age1…,',
        'belongs here. The file copies.key opens the copies, and nothing else',
        'does: keep it safe, and not on this server. Whoever loses it loses the',
        'copies.',
      ].join('\n'),
      example: 'age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p',
      optional: true,
      normalise: (typed) => typed.trim(),
      problem: (value) =>
        value === '' || isRecipient(value)
          ? undefined
          : 'That is no public key of age, or not the whole of it: 62 small letters and digits, age1…',
    },
    {
      ...common,
      id: IDENTITY,
      kind: 'secret',
      when: (answers) => isS3(answers) && textAnswer(answers, id('recipient')) === '',
      title: 'Or encrypt with a new key',
      hint: 'Empty: copies are sent as they are.',
      help: [
        'Press ^N and one is made; in lines, type new. It is shown this once, and',
        'kept nowhere: not on the server, and not on this computer. Keep it in',
        'your password manager, or on paper. Nothing else opens the copies:',
        'whoever loses it loses them.',
        '',
        'It is a key of age (age-encryption.org), a program that opens them, too.',
      ].join('\n'),
      example: 'AGE-SECRET-KEY-1…',
      optional: true,
      madeUp: makeIdentity,
      problem: (value) =>
        value.isEmpty || recipientOf(value.reveal()) !== undefined
          ? undefined
          : 'That is no key of age, or not the whole of it. Press ^N for a new one.',
    },
  ];
}
