import { describe, expect, it } from 'vitest';
import type { Answers } from '../../source/answers/answers.ts';
import { STOPPED } from '../../source/containers/stopped.ts';
import { decideGoal } from '../../source/decide-goal.ts';
import { editTask, importTask, setTask } from '../../source/errands/env.ts';
import { fileLook } from '../../source/errands/env-questions.ts';
import type { Occasion, Task } from '../../source/errands/errand.ts';
import { Facts, query, type Sighting } from '../../source/facts/facts.ts';
import { envFile } from '../../source/paths.ts';
import { problemWith } from '../../source/questions/accept.ts';
import { Secret } from '../../source/secrets/secret.ts';
import { stepsFor } from '../../source/steps/index.ts';
import { ground, HOST } from '../core/example-goal.ts';
import { sampleContainer } from '../core/sample-container.ts';

const PRESENT = {
  JATOS_SECRET: 'signs-the-cookies',
  JATOS_LOGS_APPENDER: 'ASYNCSTDOUT',
  MINE: '1',
};
const lines = (of: Record<string, string>) =>
  new Map(Object.entries(of).map(([name, value]) => [name, new Secret(value)]));
const recorded: Answers = {
  ...{ app: 'jatos', 'host.kind': 'ssh', server: 'root@203.0.113.7:22' },
  ...{ hostname: 'study.example.org', 'certificate.email': '' },
};

function occasion(
  wishes: Answers,
  more: readonly Sighting[] = [],
  changed: Answers = {},
): Occasion {
  const facts = new Facts([
    {
      query: query('envFile', HOST, envFile('jatos')),
      value: { entries: lines(PRESENT), sha256: 'x', mode: '600' },
    },
    { query: query('container', HOST, 'jatos'), value: sampleContainer() },
    ...more,
  ]);
  const answers = { ...recorded, ...changed };
  const goal = decideGoal(answers, facts);
  return {
    ...{ host: HOST, name: 'jatos', install: {} as never, goal, answers, facts },
    ...{ wishes: { ...recorded, ...wishes }, author: ground.author },
  };
}

/** Which steps are left, and what the one about settings says. */
function undertaken(task: Task, given: Occasion) {
  const { answers, steps, receipt } = task.undertake(given);
  const goal = decideGoal(answers, given.facts);
  const left = steps(stepsFor(goal, ground), goal);
  const settings = left.find(({ id }) => id === 'settings.write');
  return {
    answers,
    left,
    says: settings?.because?.(given.facts) ?? '',
    receipt: receipt(goal, given.facts, null),
  };
}

describe('variables that are set', () => {
  const wish = { 'env.lines': new Secret('JATOS_THREADPOOL_SIZE=300\nJATOS_SECRETT=x') };

  it('take what another setting takes: no download, no certificate, no name', () => {
    const { left } = undertaken(setTask, occasion(wish));
    const ids = left.map(({ id }) => id);
    expect(ids).toEqual(expect.arrayContaining(['settings.write', 'app.start', 'record.write']));
    expect(ids.filter((id) => /download|image|certificate|docker|name\.|outside/.test(id))).toEqual(
      [],
    );
    for (const { needs } of left) for (const id of needs) expect(ids).toContain(id);
  });

  it('are told before anything is done, and once more at the end', () => {
    const { says, receipt } = undertaken(setTask, occasion(wish));
    expect(says).toBe(
      'Adds JATOS_THREADPOOL_SIZE = 300 and JATOS_SECRETT. JATOS does not know JATOS_SECRETT. Perhaps JATOS_SECRET is meant.',
    );
    expect(receipt.headline).toBe('JATOS at study.example.org runs with other variables');
    expect(receipt.lines.map(({ label }) => label)).toEqual(['Changed', 'Note', 'Settings']);
  });

  it('are refused where nothing was said', () => {
    expect(() => setTask.undertake(occasion({}))).toThrow('It was not said which variable');
  });

  it('are refused while the app is stopped: it would begin again as it was', () => {
    const at = { [STOPPED]: '2026-11-21T12:00:00Z' };
    expect(() => setTask.undertake(occasion(wish, [], at))).toThrow('JATOS is stopped');
  });
});

describe('a file that is taken over', () => {
  const file = (entries: Record<string, string>) => ({
    query: query('ownEnvFile', '', '/old.list'),
    value: {
      entries: lines(entries),
      problems: [{ line: 1, stops: false, text: 'This file has Windows line ends.' }],
    },
  });
  const wish = { 'env.file': '/old.list' };

  it('leaves what it does not have', () => {
    const given = occasion(wish, [file({ JATOS_THREADPOOL_SIZE: '300' })]);
    const { says } = undertaken(importTask, given);
    expect(says).toBe('Adds JATOS_THREADPOOL_SIZE = 300. Line 1: This file has Windows line ends.');
  });

  it('takes the place of it all where that is wished, but of what setup-server set', () => {
    const given = occasion({ ...wish, 'env.rest': 'remove' }, [file({})]);
    expect(undertaken(importTask, given).says).toMatch(/^Removes MINE\. Line 1/);
  });

  it.each([
    ['~/env.list', '', 'ownEnvFile', '~/env.list'],
    ['server:/root/env.list', HOST, 'envFile', '/root/env.list'],
    ['container:old', HOST, 'environment', 'old'],
  ])('may lie anywhere: %s', (typed, host, fact, subject) => {
    expect(fileLook(HOST, { 'env.file': typed })).toEqual({ host, fact, subject });
  });

  it.each([
    ['server:env.list', 'On the server, the whole path is needed'],
    ['container:', 'The name of the container is missing'],
  ])('is asked for again: %s', (typed, problem) => {
    const [question] = importTask.questions;
    const wrong = question && problemWith(question, typed, recorded, new Facts());
    expect(wrong).toContain(problem);
  });
});

describe('all that are edited together', () => {
  it('lose what is not there any more, and keep what setup-server needs', () => {
    const { says } = undertaken(editTask, occasion({ 'env.all': new Secret('OTHER=2\n') }));
    expect(says).toContain('Adds OTHER; removes MINE.');
    expect(says).toContain('JATOS_SECRET stays: setup-server sets it.');
  });

  it('begin with what is there', () => {
    const [question] = editTask.questions;
    const { facts } = occasion({});
    const chosen = { ...recorded, 'renew.install': 'jatos' };
    const known = question?.kind === 'secret' ? question.begins?.(chosen, facts) : undefined;
    expect(known?.reveal()).toContain('MINE=1\n');
  });
});
