import { expect, test } from 'vitest';
import { answersDocument } from '../../source/answers/answers-document.ts';
import { ExpectedError } from '../../source/expected-error.ts';
import type { Question } from '../../source/questions/question.ts';
import { Secret } from '../../source/secrets/secret.ts';
import { smallQuestions } from './small-script.ts';

const read = (text: string, questions: readonly Question[] = smallQuestions) =>
  answersDocument(text, 'study.yaml', questions);

async function values(text: string, questions?: readonly Question[]) {
  const { given, problems } = await read(text, questions);
  expect(problems).toEqual([]);
  return Object.fromEntries([...given].map(([id, { value }]) => [id, value]));
}

async function refusal(text: string) {
  const error = await read(text).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof ExpectedError)) throw new Error('It was not refused.');
  return error.trouble;
}

test('Nested and dotted keys answer the same questions', async () => {
  const nested = 'app: jatos\nserver:\n  address: 203.0.113.7\n  user: anna\n';
  const dotted = 'app: jatos\nserver.address: 203.0.113.7\nserver.user: anna\n';
  expect(await values(nested)).toEqual(await values(dotted));
  expect(await values(nested)).toEqual({
    app: 'jatos',
    'server.address': '203.0.113.7',
    'server.user': 'anna',
  });
});

test('Each answer remembers its line', async () => {
  const { given } = await read('# mine\napp: jatos\n\nserver:\n  user: anna\n');
  expect(given.get('app')?.origin).toEqual({ from: 'file', where: 'study.yaml, line 2' });
  expect(given.get('server.user')?.origin).toEqual({ from: 'file', where: 'study.yaml, line 5' });
});

test('A number stays as it was written', async () => {
  expect(await values('server.user: 1.10\nhostname: 0x10\nserver.address: 007\n')).toEqual({
    'server.user': '1.10',
    hostname: '0x10',
    'server.address': '007',
  });
});

test('Yes and no stay words in a text and true for a yes-or-no question', async () => {
  expect(await values('server.user: true\nserver.swap: true\n')).toEqual({
    'server.user': 'true',
    'server.swap': true,
  });
});

test('A secret can not be printed from then on', async () => {
  const { given } = await read('image:\n  password: "s3cret wörd"\n');
  const value = given.get('image.password')?.value;
  expect(value).toBeInstanceOf(Secret);
  expect(JSON.stringify([...given])).not.toContain('s3cret');
  expect((value as Secret).reveal()).toBe('s3cret wörd');
});

test('A list or a group of values becomes the lines of an answer that has lines', async () => {
  const list = await values('image.env:\n  - A=1\n  - B=two words\n');
  const group = await values('image.env:\n  A: 1\n  B: two words\n');
  expect((list['image.env'] as Secret).reveal()).toBe('A=1\nB=two words');
  expect((group['image.env'] as Secret).reveal()).toBe('A=1\nB=two words');
});

test('Anchors and aliases work', async () => {
  expect(await values('hostname: &name a.example.org\nserver.address: *name\n')).toEqual({
    hostname: 'a.example.org',
    'server.address': 'a.example.org',
  });
});

test('An unknown key is refused with its line and the nearest right one', async () => {
  const { problems } = await read('app: jatos\ncertifcate:\n  email: a@b.edu\n');
  expect(problems).toEqual([
    {
      problem: 'unknown',
      id: 'certifcate.email',
      environment: null,
      where: 'study.yaml, line 3',
      what: 'There is no such question. Did you mean certificate.email?',
      example: null,
      perhaps: false,
    },
  ]);
});

test('The last part of an id alone is recognised', async () => {
  const { problems } = await read('email: a@b.edu\n');
  expect(problems[0]?.what).toBe('There is no such question. Did you mean certificate.email?');
});

test('An id that is near to none leads to the list of questions', async () => {
  const { problems } = await read('favouriteColour: green\n');
  expect(problems[0]?.what).toBe(
    'There is no such question. npx setup-server questions lists them all.',
  );
});

test('An answer that is given nested and dotted is refused', async () => {
  const { problems } = await read('certificate:\n  email: a@b.edu\ncertificate.email: c@d.edu\n');
  expect(problems).toMatchObject([
    {
      id: 'certificate.email',
      where: 'study.yaml, line 3',
      what: 'It is answered already, in study.yaml, line 2.',
    },
  ]);
});

test('An empty file answers nothing', async () => {
  expect(await values('')).toEqual({});
  expect(await values('# nothing yet\n')).toEqual({});
});

test('A key like those of JavaScript objects is just unknown', async () => {
  const { problems } = await read('__proto__:\n  x: 1\nconstructor: 2\n');
  expect(problems.map(({ id }) => id)).toEqual(['__proto__.x', 'constructor']);
});

test.each([
  ['app: jatos\n\tserver: x\n', 2, 1, 'The line begins with a tab. Indent with spaces.'],
  ['app: jatos\napp: image\n', 2, 1, 'The same name stands there twice.'],
  ['app: "jatos\n', 2, 1, 'A quote, a bracket or a comma is missing before this place.'],
  ['hostname: a: b\n', 1, 11, 'There are two ": " in one line. Put the value in quotes.'],
  ['app: @jatos\n', 1, 6, 'A value can’t begin with this character. Put the value in quotes.'],
])('Bad YAML is told by line, column and in plain words: %j', async (text, line, column, why) => {
  const trouble = await refusal(text);
  expect(trouble.code).toBe('answers.syntax');
  expect(trouble.what).toBe(`study.yaml can't be read: line ${line}, column ${column}.`);
  expect(trouble.why).toBe(why);
});

test('A file that is no list of answers is refused', async () => {
  expect(await refusal('- app\n- jatos\n')).toMatchObject({
    code: 'answers.syntax',
    what: 'study.yaml holds no answers.',
  });
  expect(await refusal('just words\n')).toMatchObject({ what: 'study.yaml holds no answers.' });
});
