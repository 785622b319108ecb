import { expect, test } from 'vitest';
import { feed } from '../../source/answers/feed.ts';
import type { GivenAnswers } from '../../source/answers/given.ts';
import { ExpectedError } from '../../source/expected-error.ts';
import type { Query, Sighting } from '../../source/facts/facts.ts';
import type { ConnectionFact } from '../../source/facts/network/connection.ts';
import type { Question } from '../../source/questions/question.ts';
import { Secret } from '../../source/secrets/secret.ts';
import { smallScript } from './small-script.ts';

function given(answers: Record<string, unknown>): GivenAnswers {
  return new Map(
    Object.entries(answers).map(([id, value]) => [
      id,
      { value, origin: { from: 'file' as const, where: 'study.yaml, line 1' } },
    ]),
  );
}

const OPEN: ConnectionFact = { open: true, user: 'root', fingerprint: null };

/** Looks that are counted, and show a small server. */
function looking(connection: ConnectionFact = OPEN) {
  const seen: Query[] = [];
  const look = async (queries: readonly Query[]): Promise<Sighting[]> => {
    seen.push(...queries);
    return queries.map((query) => ({
      query,
      value:
        query.fact === 'connection' ? connection : { totalMB: 512, availableMB: 400, swapMB: 0 },
    }));
  };
  return { seen, look };
}

const ALL = {
  app: 'jatos',
  'server.address': '203.0.113.7',
  hostname: 'Study.Example.org',
  'certificate.terms': 'yes',
};

test('Answers and honest suggestions settle the interview', async () => {
  const { look } = looking();
  const fed = await feed(smallScript, given(ALL), look);
  if (!fed.complete) throw new Error(JSON.stringify(fed.problems));
  expect({ ...fed.interview.answers, 'server.passphrase': null }).toEqual({
    app: 'jatos',
    'server.address': '203.0.113.7',
    'server.user': 'root',
    'server.passphrase': null,
    'server.swap': true,
    hostname: 'study.example.org',
    'certificate.email': '',
    'certificate.terms': true,
  });
  expect((fed.interview.answers['server.passphrase'] as Secret).isEmpty).toBe(true);
});

test('All that is missing or wrong is found at once, without a look', async () => {
  const { look, seen } = looking();
  const fed = await feed(
    smallScript,
    given({ app: 'image', hostname: 'study', 'certificate.terms': 'perhaps' }),
    look,
  );
  if (fed.complete) throw new Error('It was complete.');
  expect(seen).toEqual([]);
  expect(fed.problems.map(({ id, problem, what, where }) => [id, problem, what, where])).toEqual([
    ['server.address', 'missing', 'For example: 203.0.113.7', null],
    ['server.swap', 'missing', 'yes or no.', null],
    ['hostname', 'wrong', 'A name has a dot.', 'study.yaml, line 1'],
    ['certificate.terms', 'wrong', '"perhaps" does not fit here. yes or no.', 'study.yaml, line 1'],
    [
      'image.password',
      'missing',
      'Any password. Give it in SETUP_SERVER_IMAGE_PASSWORD or SETUP_SERVER_IMAGE_PASSWORD_FILE.',
      null,
    ],
  ]);
});

test('What a look could still answer is only perhaps missing', async () => {
  const { look } = looking();
  const fed = await feed(smallScript, given({}), look);
  if (fed.complete) throw new Error('It was complete.');
  const perhaps = fed.problems.filter((problem) => problem.perhaps).map(({ id }) => id);
  expect(perhaps).toEqual(['server.swap', 'certificate.terms']);
});

test('Nobody agrees to terms by leaving them out, though yes is suggested', async () => {
  const { look } = looking();
  const { 'certificate.terms': _, ...rest } = ALL;
  const fed = await feed(smallScript, given(rest), look);
  if (fed.complete) throw new Error('It was complete.');
  expect(fed.problems.map(({ id, problem }) => [id, problem])).toEqual([
    ['certificate.terms', 'missing'],
  ]);
});

test('A suggestion that the server contradicts gives way to the next one', async () => {
  const { look } = looking({ open: false, refusal: 'other-user', user: 'admin', says: '' });
  const fed = await feed(smallScript, given(ALL), look);
  if (!fed.complete) throw new Error(JSON.stringify(fed.problems));
  expect(fed.interview.answers['server.user']).toBe('admin');
});

test('A given answer that the server contradicts is wrong', async () => {
  const { look } = looking({ open: false, refusal: 'other-user', user: 'admin', says: '' });
  const fed = await feed(smallScript, given({ ...ALL, 'server.user': 'root' }), look);
  if (fed.complete) throw new Error('It was complete.');
  expect(fed.problems.map(({ id, what }) => [id, what])).toEqual([
    ['server.user', 'The server asks for admin.'],
  ]);
});

const unreachable = async (): Promise<Sighting[]> => {
  throw new ExpectedError({ code: 'ssh.unreachable', what: 'Nobody answers.' });
};

test('When the server can not be looked at, what is missing after it is told all the same', async () => {
  const { hostname: _, ...rest } = ALL;
  const fed = await feed(smallScript, given(rest), unreachable);
  if (fed.complete) throw new Error('It was complete.');
  expect(fed.trouble).toEqual({ code: 'ssh.unreachable', what: 'Nobody answers.' });
  expect(fed.problems.map(({ id }) => id)).toEqual(['server.swap', 'hostname']);
});

test('A choice of what nobody could see is judged wrong by nobody', async () => {
  const which: Question = {
    ...{ id: 'which', section: 'Settings', kind: 'choice', title: 'Which one?', help: '' },
    choices: () => [],
  };
  const all = { ...ALL, 'server.swap': true, which: 'hello' };
  const fed = feed([...smallScript, { ask: which }], given(all), unreachable);
  await expect(fed).rejects.toThrow('Nobody answers.');
});

test('A look that fails is the failure where all answers are right', async () => {
  const fed = feed(smallScript, given({ ...ALL, 'server.swap': true }), unreachable);
  await expect(fed).rejects.toThrow('Nobody answers.');
});

test('Answers that were not needed are named', async () => {
  const { look } = looking();
  const extra = { ...ALL, 'image.password': new Secret('hunter2') };
  const fed = await feed(smallScript, given(extra), look);
  if (!fed.complete) throw new Error(JSON.stringify(fed.problems));
  expect(fed.unused).toEqual(['image.password']);
});

test('What was wrong before keeps its place and prevents a look', async () => {
  const { look, seen } = looking();
  const unknown = {
    problem: 'unknown' as const,
    id: 'hostnam',
    environment: null,
    where: 'study.yaml, line 9',
    what: 'There is no such question.',
    example: null,
    perhaps: false,
  };
  const fed = await feed(smallScript, given({ ...ALL, 'server.swap': true }), look, [unknown]);
  expect(fed).toEqual({ complete: false, problems: [unknown], trouble: undefined });
  expect(seen).toEqual([]);
});
