import { expect, test } from 'vitest';
import { environmentAnswers } from '../../source/answers/environment.ts';
import { flagAnswers, setting } from '../../source/answers/flags.ts';
import { merged } from '../../source/answers/given.ts';
import { environmentName } from '../../source/questions/question.ts';
import { questions } from '../../source/script.ts';
import { Secret } from '../../source/secrets/secret.ts';
import { smallQuestions } from './small-script.ts';

const FILES: Readonly<Record<string, string>> = {
  '/run/secrets/password': 'from a file\n',
  '/mail': 'a@b.edu\r\n',
};

const environment = (variables: Record<string, string>) =>
  environmentAnswers(variables, smallQuestions, async (path) => {
    const text = FILES[path];
    if (text === undefined) throw new Error(`${path} can't be read: there is no such file.`);
    return text;
  });

test('A variable answers its question, and says so', async () => {
  const { given, problems } = await environment({
    SETUP_SERVER_CERTIFICATE_EMAIL: 'a@b.edu',
    HOME: '/root',
  });
  expect(problems).toEqual([]);
  expect([...given]).toEqual([
    [
      'certificate.email',
      {
        value: 'a@b.edu',
        origin: { from: 'environment', where: 'SETUP_SERVER_CERTIFICATE_EMAIL' },
      },
    ],
  ]);
});

test('Its _FILE twin names a file, whose last newline does not count', async () => {
  const { given } = await environment({
    SETUP_SERVER_IMAGE_PASSWORD_FILE: '/run/secrets/password',
    SETUP_SERVER_CERTIFICATE_EMAIL_FILE: '/mail',
  });
  const secret = given.get('image.password')?.value;
  expect(secret).toBeInstanceOf(Secret);
  expect((secret as Secret).reveal()).toBe('from a file');
  expect(given.get('certificate.email')?.value).toBe('a@b.edu');
});

test('A variable and its twin together are refused', async () => {
  const { problems } = await environment({
    SETUP_SERVER_CERTIFICATE_EMAIL: 'a@b.edu',
    SETUP_SERVER_CERTIFICATE_EMAIL_FILE: '/mail',
  });
  expect(problems).toMatchObject([
    {
      id: 'certificate.email',
      where: 'SETUP_SERVER_CERTIFICATE_EMAIL_FILE',
      what: 'SETUP_SERVER_CERTIFICATE_EMAIL answers the same question. Give one of the two.',
    },
  ]);
});

test('A file that can not be read is told by its variable', async () => {
  const { problems } = await environment({ SETUP_SERVER_IMAGE_PASSWORD_FILE: '/nowhere' });
  expect(problems).toMatchObject([
    {
      problem: 'unreadable',
      id: 'image.password',
      where: 'SETUP_SERVER_IMAGE_PASSWORD_FILE',
      what: "/nowhere can't be read: there is no such file.",
    },
  ]);
});

test('An unknown variable of ours is told, with the nearest right one', async () => {
  const { problems } = await environment({ SETUP_SERVER_HOSTNAM: 'a.example.org', SETUP: 'x' });
  expect(problems).toMatchObject([
    {
      problem: 'unknown',
      id: 'SETUP_SERVER_HOSTNAM',
      what: 'No question has this variable. Did you mean SETUP_SERVER_HOSTNAME?',
    },
  ]);
});

test('No variable of the real questions can be taken for the twin of another', () => {
  const names = questions.flatMap(({ id }) => [environmentName(id), `${environmentName(id)}_FILE`]);
  expect(new Set(names).size).toBe(names.length);
});

test('A flag answers by id and value', () => {
  expect(setting('app=jatos')).toEqual({ flag: '--set', id: 'app', value: 'jatos' });
  expect(setting('x=a=b')).toEqual({ flag: '--set', id: 'x', value: 'a=b' });
  expect(setting('app')).toBeUndefined();
  expect(setting('=jatos')).toBeUndefined();
});

test('A secret on the command line is refused with the reason, and is not repeated', () => {
  const { given, problems } = flagAnswers(
    [{ flag: '--set', id: 'image.password', value: 'hunter2' }],
    smallQuestions,
  );
  expect(given.size).toBe(0);
  expect(problems).toMatchObject([
    {
      problem: 'exposed',
      what:
        'A command line can be read by every user of this computer, and stays in the history of ' +
        'the shell. Give this secret in SETUP_SERVER_IMAGE_PASSWORD or SETUP_SERVER_IMAGE_PASSWORD_FILE.',
    },
  ]);
  expect(JSON.stringify(problems)).not.toContain('hunter2');
});

test('Flags win over the environment, the environment over the file', async () => {
  const source = (from: 'flag' | 'environment' | 'file', ids: readonly string[]) => ({
    given: new Map(ids.map((id) => [id, { value: from, origin: { from, where: from } }])),
    problems: [],
  });
  const { given } = merged([
    source('flag', ['a']),
    source('environment', ['a', 'b']),
    source('file', ['a', 'b', 'c']),
  ]);
  expect(['a', 'b', 'c'].map((id) => given.get(id)?.value)).toEqual([
    'flag',
    'environment',
    'file',
  ]);
});
