import { describe, expect, it } from 'vitest';
import type { Answers } from '../../source/answers/answers.ts';
import { feed } from '../../source/answers/feed.ts';
import { STOPPED } from '../../source/containers/stopped.ts';
import { decideGoal } from '../../source/decide-goal.ts';
import { configTask } from '../../source/errands/config.ts';
import { configScript, TOPICS } from '../../source/errands/config-questions.ts';
import type { Occasion } from '../../source/errands/errand.ts';
import { Facts, type FactTypes, type Query, query } from '../../source/facts/facts.ts';
import { answer, type Interview, nextMove } from '../../source/interview.ts';
import { envFile } from '../../source/paths.ts';
import { onlyThose, plan } from '../../source/plan.ts';
import { type Question, suggestionOf } from '../../source/questions/question.ts';
import { Secret } from '../../source/secrets/secret.ts';
import { stepsFor } from '../../source/steps/index.ts';
import { HOLDS } from '../../source/steps/step.ts';
import { ground, HOST, system } from '../core/example-goal.ts';
import { sampleContainer } from '../core/sample-container.ts';

const RECORDED = {
  app: 'jatos',
  hostname: 'study.example.org',
  'certificate.terms': true,
  'jatos.version': '3.10.4',
  'settings.JATOS_RESULT_UPLOADS_MAX_FILE_SIZE': '100MB',
};

type Replies = { readonly [Name in keyof FactTypes]?: FactTypes[Name] };

const REPLIES: Replies = {
  system,
  login: { user: 'root', root: 'already', groups: ['root'] },
  addresses: { v4: ['203.0.113.7'], v6: [] },
  installs: ['jatos'],
  neighbours: [],
  record: {
    ...{ format: 1, app: 'jatos', image: 'jatos/jatos:3.10.4', digest: null },
    ...{ by: 'anna@laptop', at: '2026-10-01T00:00:00Z', version: '0.1.0' },
    answers: RECORDED,
  },
};
const WAY = {
  'host.kind': 'ssh',
  server: 'root@203.0.113.7:22',
  'ssh.user': 'root',
  'ssh.key': '',
  'ssh.config': '',
  'ssh.fingerprint': '',
};
const seen = (query: Query) => ({ query, value: REPLIES[query.fact] ?? null }) as never;

/** All questions that are asked, in order, each answered by what is suggested. */
function asked(given: Answers): readonly Question[] {
  let interview: Interview = answer(
    { answers: {}, facts: new Facts(), confirmed: [] },
    { ...WAY, ...given },
  );
  const all: Question[] = [];
  for (;;) {
    const move = nextMove(configScript, interview);
    if (move.move === 'done') return all;
    if (move.move === 'look') {
      interview = { ...interview, facts: interview.facts.with(move.queries.map(seen)) };
      continue;
    }
    // What nobody can suggest is not answered here, and would be asked for ever.
    const open = move.questions.filter(({ id }) => !interview.confirmed.includes(id));
    if (open.length === 0) return all;
    for (const question of open) {
      all.push(question);
      const { answers, facts } = interview;
      const value =
        question.kind === 'secret'
          ? new Secret('')
          : question.id === TOPICS
            ? 'settings'
            : (suggestionOf(question, answers, facts) ?? '');
      interview = answer(interview, { [question.id]: value });
    }
  }
}

const ids = (given: Answers) => asked(given).map(({ id }) => id);

const facts = new Facts([
  { query: query('record', HOST, 'jatos'), value: REPLIES.record },
  { query: query('envFile', HOST, envFile('jatos')), value: null },
  {
    query: query('container', HOST, 'jatos'),
    value: sampleContainer({ image: 'jatos/jatos:3.10.4' }),
  },
] as never);

function occasion(wishes: Answers, changed: Answers = {}): Occasion {
  const answers = { ...RECORDED, 'host.kind': 'ssh', server: 'root@203.0.113.7:22', ...wishes };
  const goal = decideGoal({ ...answers, ...changed }, facts);
  return {
    ...{ host: HOST, name: 'jatos', install: {} as never, goal, answers, facts },
    ...{ wishes, author: ground.author },
  };
}

describe('whoever changes settings', () => {
  it('is asked what about, and then only that', () => {
    const all = ids({});
    expect(all[0]).toBe(TOPICS);
    expect(all).toContain('jatos.version');
    expect(all).not.toContain('hostname');
    expect(all).not.toContain('app');
    expect(all.filter((id) => id.startsWith('docassemble.'))).toEqual([]);
  });

  it('begins with what is there now, and passwords may be left as they are', () => {
    const all = asked({ [TOPICS]: 'settings' });
    const question = all.find(({ id }) => id === 'jatos.version') as Question;
    const known = new Facts([
      { query: query('record', HOST, 'jatos'), value: REPLIES.record },
      { query: query('installs', HOST), value: ['jatos'] },
    ] as never);
    expect(suggestionOf(question, WAY, known)).toBe('3.10.4');
    const secrets = all.filter(({ kind }) => kind === 'secret');
    expect(secrets.length).toBeGreaterThan(0);
    for (const each of secrets) expect(each).toMatchObject({ optional: true });
  });

  it('sees how each of it is now in words, not as it is noted', () => {
    const [topics] = asked({});
    const record = {
      ...REPLIES.record,
      answers: {
        ...{ ...RECORDED, 'certificate.use': 'front', 'certificate.proof': 'http-01' },
        ...{ 'backup.timetable': 'nightly', 'backup.time': '03:00 UTC', 'notify.by': 'nowhere' },
      },
    };
    const known = new Facts([
      { query: query('record', HOST, 'jatos'), value: record },
      { query: query('installs', HOST), value: ['jatos'] },
    ] as never);
    const choices = topics?.kind === 'several' ? topics.choices(WAY, known) : [];
    const notes = Object.fromEntries(choices.map(({ value, note }) => [value, note]));
    expect(notes).toMatchObject({
      ...{ name: 'study.example.org', certificate: 'From a certificate authority' },
      ...{ backups: 'Every night, 03:00 UTC' },
    });
  });

  it('who says at once what shall be, is asked nothing else', () => {
    expect(ids({ 'jatos.memory': '2g' })).toEqual([]);
  });

  it('who only has said how it is anyway, in the file of the whole job, is asked what about', () => {
    const all = ids({ hostname: RECORDED.hostname, 'certificate.terms': true });
    expect(all[0]).toBe(TOPICS);
    expect(all).not.toContain('hostname');
  });

  it('is asked what only another answer makes necessary', () => {
    expect(ids({ 'jatos.database': 'own' })).toContain('settings.JATOS_DB_URL');
  });

  it('has a value that does not fit refused where it is given', async () => {
    const given = Object.entries({ ...WAY, hostname: 'https://' }).map(
      ([id, value]) => [id, { value, origin: { from: 'flag', where: '--set' } }] as const,
    );
    const look = async (queries: readonly Query[]) => queries.map(seen);
    const fed = await feed(configScript, new Map(given), look);
    expect(fed.complete ? [] : fed.problems).toMatchObject([{ id: 'hostname', problem: 'wrong' }]);
  });
});

describe('what is changed', () => {
  it('becomes so by the steps of the whole job; what to change is not remembered', () => {
    const given = occasion({ hostname: 'other.example.org', [TOPICS]: 'name' });
    const { answers, steps } = configTask.undertake(given);
    expect(answers[TOPICS]).toBeUndefined();
    const goal = decideGoal(answers, facts);
    expect(goal.names).toEqual(['other.example.org']);
    const left = steps(stepsFor(goal, ground), goal).map(({ id }) => id);
    expect(left).toEqual(stepsFor(goal, ground).map(({ id }) => id));
  });

  it('leaves a password alone whose field was left empty', () => {
    const given = occasion({ 'settings.JATOS_DB_PASSWORD': new Secret('') });
    expect(configTask.undertake(given).answers).not.toHaveProperty('settings.JATOS_DB_PASSWORD');
  });

  it('tells before anything is done that the app is started anew, and for how long', () => {
    const given = occasion({ 'settings.JATOS_RESULT_UPLOADS_MAX_FILE_SIZE': '200MB' });
    const { answers, steps } = configTask.undertake(given);
    const goal = decideGoal(answers, facts);
    const whole = stepsFor(goal, ground).map((step) =>
      step.id === 'app.start' ? { ...step, check: () => HOLDS } : step,
    );
    const planned = plan(onlyThose(steps(whole, goal), ['settings.write', 'app.start']), facts);
    expect(planned.map(({ holds }) => holds)).toEqual([false, false]);
    expect(planned[1]?.because).toMatch(/^JATOS is started anew for it\. Until it answers/);
  });

  it('is told in the end, as it was before and as it is', () => {
    const given = occasion({ hostname: 'other.example.org' });
    const { answers, receipt } = configTask.undertake(given);
    const told = receipt(decideGoal(answers, facts), facts, null);
    expect(told.headline).toBe('JATOS at https://other.example.org is as you want it now');
    expect(told.lines[0]).toEqual({
      label: 'Changed',
      text: 'hostname: other.example.org, before: study.example.org',
    });
    expect(told.lines).toHaveLength(2);
  });

  it('must be said', () => {
    expect(() => configTask.undertake(occasion({}))).toThrow('It was not said what');
  });

  it('waits for an app that is stopped', () => {
    const since = { [STOPPED]: '2026-11-21T12:00:00Z' };
    expect(() => configTask.undertake(occasion({}, since))).toThrow('JATOS is stopped');
  });
});
