import { describe, expect, it } from 'vitest';
import type { Answers } from '../../source/answers/answers.ts';
import { makeIdentity } from '../../source/backup/age-key.ts';
import { readChange } from '../../source/changes/change.ts';
import type { RestoreRevision } from '../../source/changes/revision.ts';
import { STOPPED } from '../../source/containers/stopped.ts';
import { decideGoal } from '../../source/decide-goal.ts';
import {
  COPY_FILE,
  RestoreFileErrand,
  restoreFileScript,
} from '../../source/errands/restore/file.ts';
import { Facts, type Query, query, type Sighting } from '../../source/facts/facts.ts';
import type { BackupFact, OwnCopyFact } from '../../source/facts/installs/backups.ts';
import type { RecordFact } from '../../source/facts/installs/record.ts';
import type { Goal } from '../../source/goal.ts';
import { answer, nextMove } from '../../source/interview.ts';
import { COPY_KEY } from '../../source/questions/own-copy.ts';
import { withoutOutdated } from '../../source/questions/seen-anew.ts';
import { Secret } from '../../source/secrets/secret.ts';
import type { Session } from '../../source/session/session.ts';
import { stepsFor } from '../../source/steps/index.ts';
import { ground, HOST } from '../core/example-goal.ts';

const STAMP = '2026-11-29T03-40-10Z';
const FILE = `study.example.org-${STAMP}.tar`;
const ANSWERS = { app: 'jatos', hostname: 'study.example.org', 'jatos.version': '3.10.4' };
const COPY: BackupFact = {
  ...{ format: 1, install: 'jatos', app: 'jatos', at: '2026-11-29T03:40:10Z', by: 'anna@laptop' },
  ...{ version: '0.1.0', why: 'wish', images: [], sources: [], stamp: STAMP, sizeKB: 2048 },
  record: {
    ...{ format: 1, app: 'jatos', image: 'jatos/jatos:3.10.4', digest: null, by: '', at: '' },
    ...{ version: '', answers: { ...ANSWERS, [STOPPED]: '2026-11-29T03:40:10Z' } },
  },
};
const WAY = { 'host.kind': 'ssh', server: 'root@203.0.113.7:22', [COPY_FILE]: FILE };

/** What the session below is asked to prepare, where these are the records and copies on the server. */
async function undertaken(copy: OwnCopyFact, there: readonly Sighting[] = [], given: Answers = {}) {
  const known = new Facts([{ query: query('ownCopy', '', FILE), value: copy }, ...there]);
  const asked: Answers[] = [];
  const look = async function* (queries: readonly Query[]) {
    for (const each of queries)
      yield { query: each, value: known.get(each) ?? null } as unknown as Sighting;
  };
  const session = {
    look,
    prepare: async (answers: Answers) => {
      asked.push(answers);
    },
  } as unknown as Session<Goal>;
  const errand = new RestoreFileErrand();
  await errand.over(session).prepare({ ...WAY, ...given }, known, new AbortController().signal);
  const [answers = {}] = asked;
  const goal = decideGoal(answers, known);
  const facts = known.with([
    {
      query: query('backups', HOST, 'jatos'),
      value: known.get(query('backups', HOST, 'jatos')) ?? [],
    },
  ]);
  const revision = errand.revising()?.decide(goal, facts) as RestoreRevision;
  return { answers, revision, goal };
}

describe('a copy that was fetched to this computer', () => {
  it('is set up on another server as it was, and runs there although it rested for the copy', async () => {
    const { answers, revision, goal } = await undertaken(COPY);
    expect(answers).toMatchObject({ ...ANSWERS, install: 'jatos', server: WAY.server });
    expect(answers[STOPPED]).toBeUndefined();
    expect(revision).toMatchObject({ kind: 'restore', coming: { file: FILE }, copyFirst: false });
    const steps = stepsFor({ ...goal, revision }, ground);
    const noted = steps.find(({ id }) => id === 'change.begin')?.actions(new Facts()) ?? [];
    const note = noted.flatMap((action) => (action.do === 'write' ? action.content : [])).join('');
    expect(readChange(JSON.parse(note))).toMatchObject({ kind: 'restore', arriving: true });
    const order = ['copy.send', 'change.begin', 'data.restore', 'settings.write', 'app.start'];
    expect(steps.map(({ id }) => id).filter((id) => order.includes(id))).toEqual(order);
    const needs = (id: string) => steps.find((step) => step.id === id)?.needs;
    expect(needs('change.begin')).toEqual(['copy.send']);
    expect(needs('app.start')).toContain('data.restore');
    // The one in the copy may be good still.
    expect(needs('certificate.obtain')).toContain('data.restore');
  });

  it('is set up on one server where it ran on several, which may be lost', async () => {
    const record = COPY.record as RecordFact;
    const several = { 'swarm.hosts': 'root@203.0.113.8', 'swarm.replicas': '2' };
    const { answers, goal } = await undertaken({
      ...COPY,
      record: { ...record, answers: { ...record.answers, ...several } },
    });
    expect(answers).toMatchObject(ANSWERS);
    expect(Object.keys(answers).filter((id) => id.startsWith('swarm.'))).toEqual([]);
    expect(goal.cluster).toBeUndefined();
  });

  it('does not go to a server twice that has it already', async () => {
    const there = { query: query('backups', HOST, 'jatos'), value: [COPY] };
    const { revision } = await undertaken(COPY, [there]);
    expect(revision).toMatchObject({ kind: 'restore', arriving: true });
    expect(revision.coming).toBeUndefined();
  });

  it('takes no other app’s place', async () => {
    const record = { ...COPY.record, app: 'ghost' };
    const there = { query: query('record', HOST, 'jatos'), value: record } as Sighting;
    await expect(undertaken(COPY, [there])).rejects.toThrow('another app called jatos');
  });

  it('needs to know what it was made from', async () => {
    await expect(undertaken({ ...COPY, record: null })).rejects.toThrow('It is not known');
  });

  it('is asked for first, and looked at as soon as it is named', () => {
    const [first] = restoreFileScript;
    expect(first && 'ask' in first && first.ask.id).toBe(COPY_FILE);
    const looks = restoreFileScript.flatMap((item) =>
      'look' in item ? item.look({ [COPY_FILE]: FILE }, new Facts()).map(({ fact }) => fact) : [],
    );
    expect(looks[0]).toBe('ownCopy');
  });

  it('is opened by a key where somebody has encrypted it since', async () => {
    await expect(undertaken('encrypted')).rejects.toThrow('is encrypted');
    const locked = new Facts([{ query: query('ownCopy', '', FILE), value: 'encrypted' }]);
    const asked = nextMove(restoreFileScript, {
      ...{ answers: { [COPY_FILE]: FILE }, facts: locked, confirmed: [COPY_FILE] },
    });
    expect(asked).toMatchObject({ move: 'ask', questions: [{ id: COPY_KEY, kind: 'secret' }] });
    const identity = new Secret(makeIdentity());
    const interview = answer(
      {
        ...{ answers: { [COPY_FILE]: FILE }, confirmed: [COPY_FILE] },
        facts: withoutOutdated(locked, { [COPY_KEY]: identity }),
      },
      { [COPY_KEY]: identity },
    );
    // It is looked at anew, with the key.
    expect(nextMove(restoreFileScript, interview)).toMatchObject({
      ...{ move: 'look', queries: [{ fact: 'ownCopy', subject: FILE }] },
    });
    const { revision } = await undertaken(COPY, [], { [COPY_KEY]: identity });
    expect(revision.coming).toEqual({ file: FILE, identity });
    expect(JSON.stringify(revision)).not.toContain(identity.reveal());
  });
});
