import { expect, test } from 'vitest';
import type { GivenAnswers } from '../../source/answers/given.ts';
import { describeAction } from '../../source/describe.ts';
import type { Message } from '../../source/output/message.ts';
import { Secret } from '../../source/secrets/secret.ts';
import { type Errand, unattended } from '../../source/session/unattended.ts';
import { type Behaviour, controlOf, smallSession } from '../output/small-session.ts';
import { smallScript } from './small-script.ts';

const ANSWERS = {
  app: 'jatos',
  'server.address': '203.0.113.7',
  hostname: 'study.example.org',
  'certificate.terms': true,
};

function given(answers: Record<string, unknown>): GivenAnswers {
  return new Map(
    Object.entries(answers).map(([id, value]) => [
      id,
      { value, origin: { from: 'file' as const, where: 'study.yaml' } },
    ]),
  );
}

async function done(
  answers: Record<string, unknown>,
  behaviour: Behaviour = {},
  more: Partial<Errand> = {},
) {
  const told: Message[] = [];
  const { session, calls } = smallSession(behaviour);
  const errand: Errand = {
    script: smallScript,
    session,
    given: given(answers),
    problems: [],
    planOnly: false,
    describe: describeAction,
    control: controlOf().control,
    ...more,
  };
  const ending = await unattended(errand, (message) => void told.push(message));
  return { ending, calls, told, types: told.map(({ type }) => type) };
}

test('It looks, plans, runs to the very end, and hands over the receipt', async () => {
  const { ending, calls, types } = await done(ANSWERS);
  expect(ending).toBe('complete');
  expect(calls).toEqual(['look', 'prepare', 'run', 'let go of the lock', 'receipt']);
  expect(types).toEqual(['finding', 'plan', 'started', 'finished', 'done', 'receipt']);
});

test('What was found is told in the fields that are documented, and no others', async () => {
  const { session } = smallSession({});
  const finding = () => ({ status: 'warning', text: 'It is a container', aside: true }) as const;
  const { told } = await done(ANSWERS, {}, { session: { ...session, finding } });
  expect(told[0]).toEqual({ type: 'finding', status: 'warning', text: 'It is a container' });
});

test('A plan is shown with its commands, and nothing is run', async () => {
  const { ending, calls, told } = await done(ANSWERS, {}, { planOnly: true });
  expect(ending).toBe('changes-pending');
  expect(calls).toEqual(['look', 'prepare']);
  expect(told.at(-1)).toEqual({
    type: 'plan',
    host: 'ssh://root@203.0.113.7:22',
    names: ['study.example.org'],
    app: 'JATOS',
    changes: 1,
    steps: [
      {
        step: 'docker.install',
        title: 'Install Docker',
        holds: false,
        why: 'Docker is not installed.',
        because: null,
        warning: null,
        commands: ['apt-get install docker-ce'],
      },
    ],
  });
});

test('Where nothing is left to do, nothing is run, planned or not', async () => {
  const planned = await done(ANSWERS, { done: true }, { planOnly: true });
  const run = await done(ANSWERS, { done: true });
  expect([planned.ending, planned.calls]).toEqual(['nothing-to-do', ['look', 'prepare']]);
  expect([run.ending, run.calls]).toEqual(['nothing-to-do', ['look', 'prepare', 'receipt']]);
});

test('With an answer missing nothing is looked at or touched', async () => {
  const { ending, calls, types } = await done({ app: 'jatos' });
  expect(ending).toBe('bad-input');
  expect(calls).toEqual([]);
  expect(types).toEqual(['problems']);
});

test('When the look fails and an answer is missing, both are told', async () => {
  const { hostname: _, ...rest } = ANSWERS;
  const { ending, types } = await done(rest, { lookFails: 1 });
  expect(ending).toBe('bad-input');
  expect(types).toEqual(['trouble', 'problems']);
});

test.each(['failed', 'stopped'] as const)('A run that %s has no receipt', async (outcome) => {
  const { ending, calls } = await done(ANSWERS, {
    async *events() {
      yield { type: 'done', outcome, changed: 0 };
      return outcome;
    },
  });
  expect(ending).toBe(outcome);
  expect(calls).toEqual(['look', 'prepare', 'run']);
});

test('An answer that is not needed is told', async () => {
  const { told } = await done({ ...ANSWERS, 'image.env': new Secret('A=1') });
  expect(told[1]).toEqual({ type: 'note', text: 'image.env is answered, but not needed.' });
});

test('A secret that a command repeats is not told', async () => {
  const answers = { ...ANSWERS, app: 'image', 'image.password': new Secret('hunter2') };
  const { told } = await done(answers, {
    async *events() {
      yield { type: 'said', step: 'docker.install', line: 'password hunter2 accepted' };
      yield { type: 'done', outcome: 'complete', changed: 1 };
      return 'complete';
    },
  });
  expect(JSON.stringify(told)).not.toContain('hunter2');
  expect(told).toContainEqual({
    type: 'said',
    step: 'docker.install',
    line: 'password [secret] accepted',
  });
});
