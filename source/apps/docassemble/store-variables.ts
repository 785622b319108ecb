import { type Answers, textAnswer } from '../../answers/answers.ts';
import type { Question } from '../../questions/question.ts';
import { all, matches, pasteable, url } from './rules.ts';
import { type Asked, choice, flag, idOf, secret, text } from './variable.ts';

/** Where docassemble keeps what must outlast its container. */
export type Store = 'volume' | 's3' | 's3-compatible' | 'azure';

/** Id of the question where its data are kept. */
export const STORE = 'docassemble.store';

export function storeOf(answers: Answers): Store {
  const chosen = textAnswer(answers, STORE) || suggestedStore(answers);
  return STORES.find(({ value }) => value === chosen)?.value ?? 'volume';
}

/** Where its data are. The same bucket at another address of its service is the same place. */
export function dataPlace(answers: Answers): string {
  const store = storeOf(answers);
  if (store === 'volume') return 'on this server';
  if (store === 'azure') {
    const account = textAnswer(answers, idOf('AZUREACCOUNTNAME'));
    return `in ${textAnswer(answers, idOf('AZURECONTAINER'))} of the account ${account} at Azure`;
  }
  const at = store === 's3' ? 'at Amazon S3' : 'at another S3 service';
  return `in the bucket ${textAnswer(answers, idOf('S3BUCKET'))} ${at}`;
}

/** Follows an env.list that was brought along. */
function suggestedStore(answers: Answers): Store {
  if (textAnswer(answers, idOf('S3ENDPOINTURL')) !== '') return 's3-compatible';
  if (textAnswer(answers, idOf('S3BUCKET')) !== '') return 's3';
  return textAnswer(answers, idOf('AZURECONTAINER')) === '' ? 'volume' : 'azure';
}

const STORES = [
  { value: 'volume', label: 'On this server', note: 'the simplest; make backups' },
  { value: 's3', label: 'At Amazon S3', note: 'needs a bucket, which you have made' },
  { value: 's3-compatible', label: 'At another S3 service', note: 'MinIO, Ceph, Wasabi …' },
  { value: 'azure', label: 'At Microsoft Azure', note: 'needs a blob container' },
] as const;

export const storeQuestion: Question = {
  id: STORE,
  section: 'Settings',
  form: 'settings',
  kind: 'choice',
  title: 'Where shall docassemble keep its data?',
  hint: 'Accounts, answers, documents and interviews. It is hard to move later.',
  help: [
    'docassemble works on its data inside its container, and copies them to a',
    'safe place when it is stopped, and every night. That place is a volume',
    'on this server, or storage at a cloud company. The cloud survives the',
    'loss of the server; it costs some money and is slower.',
    '',
    'Bucket (at Azure: container) is what such a company calls one drawer of',
    'storage. Make it first, empty and closed to the public; what it is',
    'called, and the keys to it, are asked next.',
  ].join('\n'),
  choices: () => STORES,
  suggestion: suggestedStore,
};

const inS3 = (answers: Answers) => ['s3', 's3-compatible'].includes(storeOf(answers));
const inAzure = (answers: Answers) => storeOf(answers) === 'azure';
const atAmazon = (answers: Answers) => storeOf(answers) === 's3';
const atAnother = (answers: Answers) => storeOf(answers) === 's3-compatible';
const noSpaces = matches(/^\S+$/, 'It has no spaces in it.');

export const storeVariables: readonly Asked[] = [
  text('S3BUCKET', {
    title: 'Name of the bucket',
    hint: 'It must be there already, be empty or of an earlier docassemble, and have no dots.',
    help: [
      "Make it in the console of the company, closed to the public. Amazon's",
      'is console.aws.amazon.com, S3, Create bucket. Take a region close to',
      'the server. Nobody else should write to it.',
      '',
      'For example: forms-example-org-docassemble',
    ],
    example: 'forms-example-org-docassemble',
    required: true,
    when: inS3,
    forAll: true,
    rule: all(
      (value) =>
        value.includes('.') ? 'docassemble needs one without dots in its name.' : undefined,
      matches(
        /^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/,
        'From 3 to 63 small letters, digits and hyphens: forms-example-org-docassemble',
      ),
      (value) => (/^\d+$/.test(value) ? 'With a letter in it, please.' : undefined),
    ),
  }),
  text('S3REGION', {
    title: 'Region of the bucket',
    hint: 'Amazon shows it beside the bucket.',
    help: ['Where Amazon keeps it, by the short name.', '', 'For example: eu-central-1'],
    example: 'eu-central-1',
    required: true,
    when: atAmazon,
    forAll: true,
    rule: matches(/^[a-z]{2}(-[a-z]+)+-\d$/, 'As Amazon writes it: eu-central-1'),
  }),
  text('S3ENDPOINTURL', {
    title: 'Address of the S3 service',
    hint: 'Without the name of the bucket.',
    help: [
      'The page of the service calls it endpoint. docassemble talks to it from',
      'the server.',
      '',
      'For example: https://s3.eu-central-2.wasabisys.com',
    ],
    example: 'https://s3.eu-central-2.wasabisys.com',
    required: true,
    when: atAnother,
    forAll: true,
    rule: all(url(['https', 'http'], 'https://s3.eu-central-2.wasabisys.com'), pasteable('@')),
  }),
  text('S3ACCESSKEY', {
    title: 'Access key ID',
    hint: 'Empty: the role of an Amazon server (IAM) opens the bucket.',
    help: [
      'The first half of a key. Make one that opens this bucket alone: at',
      'Amazon for a user of its own in IAM, with the actions ListBucket on the',
      'bucket and GetObject, PutObject, DeleteObject on what is in it.',
      'docassemble shows it to all its administrators and developers.',
      '',
      'For example: AKIAIOSFODNN7EXAMPLE',
    ],
    example: 'AKIAIOSFODNN7EXAMPLE',
    when: inS3,
    forAll: true,
    rule: all(noSpaces, pasteable('#')),
  }),
  secret('S3SECRETACCESSKEY', {
    title: 'Secret access key',
    hint: 'Empty: what the server has already is kept.',
    help: ['The second half of the key, shown once when the key was made.'],
    example: 'The second half of the access key.',
    when: (answers) => inS3(answers) && textAnswer(answers, idOf('S3ACCESSKEY')) !== '',
    forAll: true,
    rule: all(noSpaces, pasteable('#')),
  }),
  choice('S3_SSE_ALGORITHM', {
    title: 'Encryption in the bucket',
    help: ['How Amazon encrypts what lies there. The bucket itself can do it, too.'],
    standard: '',
    choices: [
      { value: '', label: 'As the bucket does it' },
      { value: 'AES256', label: 'AES256', note: "with Amazon's keys" },
      { value: 'aws:kms', label: 'aws:kms', note: 'with a key of your own in KMS' },
    ],
    when: inS3,
  }),
  text('S3_SSE_KMS_KEY_ID', {
    title: 'Key in KMS',
    help: ['The id of the key.', '', 'For example: 1234abcd-12ab-34cd-56ef-1234567890ab'],
    example: '1234abcd-12ab-34cd-56ef-1234567890ab',
    when: (answers) => inS3(answers) && textAnswer(answers, idOf('S3_SSE_ALGORITHM')) === 'aws:kms',
    rule: all(noSpaces, pasteable('#')),
  }),
  text('S3_SSE_CUSTOMER_ALGORITHM', {
    title: 'Encryption with a key that you give with each request',
    hint: 'Empty: none.',
    help: [
      'Amazon calls it SSE-C. Whoever loses the key loses the data.',
      '',
      'For example: AES256',
    ],
    example: 'AES256',
    when: inS3,
    rule: matches(/^AES256$/, 'Amazon knows only AES256.'),
  }),
  secret('S3_SSE_CUSTOMER_KEY', {
    title: 'That key',
    help: ['32 characters. Keep a copy elsewhere: without it nothing can be read.'],
    example: 'The key of 32 characters.',
    when: (answers) =>
      inS3(answers) && textAnswer(answers, idOf('S3_SSE_CUSTOMER_ALGORITHM')) !== '',
    rule: all(noSpaces, pasteable('#')),
  }),
  flag('USEMINIO', {
    title: 'Is it MinIO?',
    help: ['docassemble then makes the bucket itself where it is missing.'],
    standard: false,
    once: 's3: use minio',
    when: atAnother,
  }),
  text('AZUREACCOUNTNAME', {
    title: 'Name of the storage account',
    hint: 'Azure Portal, Storage accounts.',
    help: ['The account in which the container lies.', '', 'For example: exampleforms'],
    example: 'exampleforms',
    required: true,
    when: inAzure,
    forAll: true,
    rule: matches(
      /^(?=.*[a-z])[a-z0-9]{3,24}$/,
      'From 3 to 24 small letters and digits: exampleforms',
    ),
  }),
  text('AZURECONTAINER', {
    title: 'Name of the blob container',
    hint: 'It must be there already, be private, and be empty or of an earlier docassemble.',
    help: ['Azure Portal, the storage account, Containers.', '', 'For example: docassemble'],
    example: 'docassemble',
    required: true,
    when: inAzure,
    forAll: true,
    rule: matches(
      /^(?=.{3,63}$)(?=.*[a-z])[a-z0-9]+(-[a-z0-9]+)*$/,
      'From 3 to 63 small letters, digits and single hyphens: docassemble',
    ),
  }),
  secret('AZUREACCOUNTKEY', {
    title: 'Key of the storage account',
    hint: 'Empty: what the server has already is kept.',
    help: ['Azure Portal, the storage account, Access keys: key1 or key2.'],
    example: 'The text under key1.',
    when: inAzure,
    forAll: true,
    rule: all(
      matches(/^[A-Za-z0-9+/]{20,}={0,2}$/, 'It has letters, digits, + and /, and ends with =='),
      pasteable('@'),
    ),
  }),
  flag('USECLOUDURLS', {
    title: 'May browsers fetch files from the cloud directly?',
    hint: 'Takes work off the server; the bucket must allow it (CORS).',
    help: ['docassemble then sends visitors to the storage for documents.'],
    standard: false,
    once: 'use cloud urls',
    when: (answers) => storeOf(answers) !== 'volume',
  }),
];
