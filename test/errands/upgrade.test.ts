import { describe, expect, it } from 'vitest';
import type { Answers } from '../../source/answers/answers.ts';
import { NOTHING, RESTORE } from '../../source/changes/revision.ts';
import type { Occasion } from '../../source/errands/errand.ts';
import { HOW, TO, upgradeQuestions } from '../../source/errands/upgrade/questions.ts';
import { upgradeTask } from '../../source/errands/upgrade/upgrade.ts';
import { Facts, query, type Sighting } from '../../source/facts/facts.ts';
import type { ChangeFact } from '../../source/facts/installs/change.ts';
import { problemWith } from '../../source/questions/accept.ts';
import type { Question } from '../../source/questions/question.ts';
import { hostOf, WHICH_INSTALL } from '../../source/status/renewal-script.ts';
import { goal } from '../core/example-goal.ts';
import { sampleContainer } from '../core/sample-container.ts';

const way = { server: '203.0.113.7', 'ssh.user': 'root' };
const HOST = hostOf(way);
const STAMP = '2026-11-29T01-02-03Z';
const [OLD, NEW] = ['sha256:old', 'sha256:new'];
const record = {
  ...{ format: 1, answers: { app: 'image' }, app: 'image', image: 'example/study:1.2' },
  ...{ digest: null, by: 'anna@laptop', at: '2026-11-28T01:02:03Z', version: '0.1.0' },
};
const change: ChangeFact = {
  ...{ format: 1, kind: 'upgrade', state: 'begun', backup: STAMP, restoring: null },
  ...{ to: { study: 'example/study:1.3' }, restored: null },
  from: [{ container: 'study', image: 'example/study:1.2', id: OLD, digest: null }],
  ...{ at: '2026-11-29T01:02:03Z', by: 'anna@laptop' },
};
const copy = {
  ...{ format: 1, install: 'study', app: 'image', at: change.at, by: 'anna@laptop' },
  ...{ version: '0.1.0', why: 'upgrade', images: [], sources: [], record, stamp: STAMP, sizeKB: 1 },
} as const;

/** An upgrade was begun; this image runs, with data of its own or without. */
function occasion(wishes: Answers, imageId: string, mounts: 'data' | 'none'): Occasion {
  const container = {
    ...goal.recipe.container,
    volumes: mounts === 'data' ? goal.recipe.container.volumes : [],
  };
  const facts = new Facts([
    { query: query('change', HOST, 'study'), value: change },
    { query: query('record', HOST, 'study'), value: record },
    { query: query('backups', HOST, 'study'), value: [copy] },
    {
      query: query('container', HOST, 'study'),
      value: sampleContainer({ imageId, image: 'example/study:1.2', state: 'running', mounts: [] }),
    },
  ]);
  const own = { ...goal, host: HOST, recipe: { ...goal.recipe, container } };
  const all = { ...way, ...wishes };
  const given = { host: HOST, name: 'study', goal: own, facts, wishes: all, answers: {} };
  return given as unknown as Occasion;
}

describe('an upgrade that is at its end', () => {
  const undone = (elsewhere?: string) => {
    const before = occasion({ [HOW]: 'undo' }, NEW, 'data');
    const { facts, goal } = before;
    const done = { query: query('change', HOST, 'study'), value: { ...change, state: 'done' } };
    const recipe = { ...goal.recipe, ...(elsewhere && { elsewhere }) };
    const seen = facts.with([done as Sighting]);
    return () => upgradeTask.undertake({ ...before, facts: seen, goal: { ...goal, recipe } });
  };

  it('is undone by its copy, but not where its data are in none', () => {
    expect(undone()().answers).toMatchObject({ [RESTORE]: STAMP });
    expect(undone('the bucket forms')).toThrow(
      expect.objectContaining({
        trouble: expect.objectContaining({
          code: 'upgrade.data-elsewhere',
          why: expect.stringContaining('the bucket forms'),
        }),
      }),
    );
  });
});

describe('the version that runs already', () => {
  const asked = (to: string) => {
    const { facts, ...rest } = occasion({ [TO]: to }, NEW, 'data');
    const none = { query: query('change', HOST, 'study'), value: null };
    const tags = { query: query('tags', '', 'example/study:1.2'), value: ['1.1', '1.2', '1.3'] };
    return { ...rest, facts: facts.with([none, tags] as Sighting[]) };
  };
  const question = upgradeQuestions.find(({ id }) => id === TO) as Question;
  const install = { [WHICH_INSTALL]: 'study' };

  it('is not offered, and told to whoever asks for it once more', () => {
    const { facts, wishes } = asked('1.2');
    const [others, it] = [
      { ...way, ...install },
      { ...wishes, ...install },
    ];
    expect(problemWith(question, '1.3', others, facts)).toBeUndefined();
    expect(problemWith(question, '1.2', others, facts)).toContain('Choose 1.3.');
    expect(problemWith(question, '1.2', it, facts)).toBeUndefined();
    expect(() => upgradeTask.undertake(asked('1.2'))).toThrow(/ 1\.2 runs already\.$/);
    expect(() => upgradeTask.undertake(asked('1.3'))).not.toThrow();
  });
});

describe('an upgrade that was begun', () => {
  it('is not taken for another one that somebody asks for', () => {
    const ask = (to: string) => () => upgradeTask.undertake(occasion({ [TO]: to }, OLD, 'data'));
    expect(ask('1.4')).toThrow(
      "to 1.3 was begun, and is not at its end. So it can't be upgraded to 1.4",
    );
    expect(ask('1.3')).not.toThrow();
  });

  it('is none where a copy from a file was being put back: only the same file ends that', () => {
    for (const wishes of [{}, { [HOW]: 'undo' }]) {
      const before = occasion(wishes, OLD, 'data');
      const arriving = { ...change, kind: 'restore', restoring: STAMP, arriving: true };
      const facts = before.facts.with([
        { query: query('change', HOST, 'study'), value: arriving as ChangeFact },
      ]);
      expect(() => upgradeTask.undertake({ ...before, facts })).toThrow(
        expect.objectContaining({
          trouble: expect.objectContaining({
            next: [expect.stringMatching(/^npx setup-server restore \S+ --file FILE, /)],
          }),
        }),
      );
    }
  });

  it.each([
    ['the one before still serves, beside the new one', OLD, 'none', NOTHING],
    ['the new one has its place', NEW, 'none', STAMP],
    ['it has data, which may have been touched', OLD, 'data', STAMP],
  ] as const)('is undone by its copy, if at all, where %s', (_when, image, mounts, restore) => {
    const { answers } = upgradeTask.undertake(occasion({ [HOW]: 'undo' }, image, mounts));
    expect(answers[RESTORE]).toBe(restore);
  });
});
