import { describe, expect, it } from 'vitest';
import { foundQuestion, isAdopting } from '../../source/adoption/found-question.ts';
import { WholeJob } from '../../source/adoption/whole-job.ts';
import type { Answers } from '../../source/answers/answers.ts';
import { Facts, query } from '../../source/facts/facts.ts';
import type { Goal } from '../../source/goal.ts';
import { hostKindOf } from '../../source/hosts/index.ts';
import { applies } from '../../source/interview.ts';
import { script } from '../../source/script.ts';
import type { Session } from '../../source/session/session.ts';
import { sampleOther } from './sample-other.ts';

const answers: Answers = {
  ...{ 'host.kind': 'ssh', server: '203.0.113.7', 'ssh.user': 'root' },
  ...{ app: 'jatos', install: 'jatos' },
};
const HOST = hostKindOf(answers).address(answers);
const seen = (...containers: Parameters<typeof sampleOther>[0][]) =>
  new Facts([
    { query: query('otherContainers', HOST), value: containers.map((each) => sampleOther(each)) },
    { query: query('installs', HOST), value: [] },
    { query: query('record', HOST, 'jatos'), value: null },
  ]);
const asked = (given: Answers, facts: Facts) => foundQuestion.when?.(given, facts) ?? true;
const values = (given: Answers, facts: Facts) =>
  foundQuestion.kind === 'choice'
    ? foundQuestion.choices(given, facts).map(({ value }) => value)
    : [];

describe('what runs already of the app that is to be set up', () => {
  it('is offered to be taken over, and left alone unless somebody chooses it', () => {
    expect(asked(answers, seen({}))).toBe(true);
    expect(values(answers, seen({}))).toEqual(['zealous_raman', 'another']);
    const suggested =
      foundQuestion.kind === 'choice' ? foundQuestion.suggestion?.(answers, seen({})) : '';
    expect(suggested).toBe('another');
    expect(isAdopting({ ...answers, 'server.found': 'another' })).toBe(false);
    expect(isAdopting(answers)).toBe(false);
  });

  it("is nobody else's app, none that can not be taken over, and none that was", () => {
    expect(asked({ ...answers, app: 'docassemble' }, seen({}))).toBe(false);
    expect(asked(answers, seen({ deletedAtStop: true }))).toBe(false);
    const adopted = {
      ...{ container: sampleOther().id, name: 'old', volumes: [], networks: [], rescued: [] },
    };
    const record = {
      ...{ format: 1, answers: {}, app: 'jatos', image: '', digest: null },
      ...{ by: '', at: '', version: '', adopted },
    };
    const taken = seen({}).with([
      { query: query('neighbours', HOST, 'jatos'), value: [{ install: 'lab', record }] },
    ]);
    expect(asked(answers, taken)).toBe(false);
  });

  it('of an image counts where it is the very image', () => {
    const image = { ...answers, app: 'image', 'image.reference': 'docker.io/library/ghost:5' };
    const container = { image: { reference: 'ghost', digests: [], ports: [2368] } };
    expect(asked(image, seen(container))).toBe(true);
    expect(asked({ ...image, 'image.reference': 'ghcr.io/a/ghost' }, seen(container))).toBe(false);
  });

  it('ends the interview: all else is known of it', () => {
    const at = script.findIndex((item) => 'ask' in item && item.ask === foundQuestion);
    const left = (given: Answers) =>
      script.slice(at + 1).flatMap((item) => {
        if ('look' in item) return item.look(given, seen({})).map(({ fact }) => fact);
        if (!('ask' in item)) return [];
        return applies(item.ask, given, seen({})) ? [item.ask.id] : [];
      });
    expect(left({ ...answers, 'server.found': 'zealous_raman' })).toEqual([]);
    const another = { ...answers, 'server.found': 'another', hostname: 'a.example.org' };
    expect(left(another)).toEqual(expect.arrayContaining(['hostname', 'name']));
  });

  it('is what is prepared then, and otherwise the whole job is', async () => {
    const job = new WholeJob(async () => {
      throw new Error('not reached');
    });
    const prepared: Answers[] = [];
    const below = {
      prepare: async (given: Answers) => {
        prepared.push(given);
        return { goal: {} };
      },
    } as unknown as Session<Goal>;
    const { signal } = new AbortController();
    const session = job.over(below);
    await session.prepare({ ...answers, 'server.found': 'another' }, seen({}), signal);
    expect([prepared.length, job.asItIs]).toEqual([1, false]);
    const chosen = { ...answers, 'server.found': 'zealous_raman' };
    await expect(session.prepare(chosen, seen({}), signal)).rejects.toThrow('not reached');
    expect([prepared.length, job.asItIs]).toEqual([1, true]);
  });
});
