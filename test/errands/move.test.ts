import { describe, expect, it } from 'vitest';
import type { Answers } from '../../source/answers/answers.ts';
import type { Change, MovePart } from '../../source/changes/change.ts';
import { STOPPED } from '../../source/containers/stopped.ts';
import { decideGoal } from '../../source/decide-goal.ts';
import type { Occasion } from '../../source/errands/errand.ts';
import { moveTask } from '../../source/errands/move/move.ts';
import { moveQuestions, moveScript } from '../../source/errands/move/questions.ts';
import {
  Facts,
  type FactTypes,
  type Query,
  query,
  type Sighting,
} from '../../source/facts/facts.ts';
import { answeringAsker } from '../../source/hosts/answering-asker.ts';
import { REMEMBERED } from '../../source/hosts/remembered.ts';
import { answer, type Interview, nextMove } from '../../source/interview.ts';
import { certificateFile } from '../../source/paths.ts';
import { suggestionOf, textOf } from '../../source/questions/question.ts';
import { Secret } from '../../source/secrets/secret.ts';
import { ground, HOST, system } from '../core/example-goal.ts';
import { sampleContainer } from '../core/sample-container.ts';

const AT = '2026-11-21T12:00:00Z';
const NEW = 'ssh://root@203.0.113.8:22';
const RECORDED = {
  ...{ app: 'jatos', hostname: 'study.example.org', 'certificate.terms': true },
  ...{ 'jatos.version': '3.10.4', 'server.ports': 'beside', 'server.ports.https': '8443' },
};
const OWN = { 'host.kind': 'ssh', server: 'root@203.0.113.7:22', 'ssh.user': 'root' };
const WAY = { ...OWN, 'other.host.kind': 'ssh', 'other.server': 'root@203.0.113.8:22' };
const RECORD: FactTypes['record'] = {
  ...{ format: 1, app: 'jatos', image: 'jatos/jatos:3.10.4', digest: null },
  ...{ by: 'anna@laptop', at: '2026-10-01T00:00:00Z', version: '0.1.0' },
  answers: RECORDED,
};

function note(role: MovePart['role'], state: Change['state'], restored: string | null = null) {
  return {
    ...{ format: 2, kind: 'move', state, from: [], to: {}, restored },
    ...{ backup: role === 'left' ? '2026-11-21T12-00-00Z' : null, restoring: null },
    move: { role, peer: role === 'left' ? '203.0.113.8' : '203.0.113.7' },
    ...{ at: '2026-11-21T12:00:00Z', by: 'anna@laptop' },
  } as FactTypes['change'];
}

interface Seen {
  readonly old?: FactTypes['change'];
  readonly fresh?: FactTypes['change'];
  readonly freshRecord?: FactTypes['record'];
  readonly until?: string;
}

function facts({ old = null, fresh = null, freshRecord = null, until }: Seen): Facts {
  const certificate = {
    ...{ names: ['study.example.org'], from: '2026-11-01T00:00:00Z', issuer: 'R10' },
    ...{ until: until ?? '2027-01-30T00:00:00Z', keyFits: true },
  };
  return new Facts([
    { query: query('record', HOST, 'jatos'), value: RECORD },
    { query: query('record', NEW, 'jatos'), value: freshRecord },
    { query: query('change', HOST, 'jatos'), value: old },
    { query: query('change', NEW, 'jatos'), value: fresh },
    { query: query('certificate', HOST, certificateFile('jatos')), value: certificate },
    { query: query('container', HOST, 'jatos'), value: sampleContainer() },
  ] as Sighting[]);
}

function occasion(seen: Seen = {}, wishes: Answers = {}): Occasion {
  const known = facts(seen);
  const answers = { ...RECORDED, ...WAY, ...wishes };
  const goal = decideGoal({ ...RECORDED, ...OWN }, known);
  return {
    ...{ host: HOST, name: 'jatos', install: {} as never, goal, answers, facts: known },
    ...{ wishes: { ...WAY, ...wishes }, author: ground.author },
  };
}

const code = (work: () => unknown) => {
  try {
    work();
  } catch (error) {
    return (error as { trouble: { code: string } }).trouble.code;
  }
  return undefined;
};
const refused = (seen: Seen, wishes: Answers = {}) =>
  code(() => moveTask.undertake(occasion(seen, wishes)));

describe('an app that is to move', () => {
  it('is wanted on the new server by what was answered, but for what was about the old one', () => {
    const { answers } = moveTask.undertake(occasion());
    expect(answers).toMatchObject({ hostname: 'study.example.org', 'jatos.version': '3.10.4' });
    expect(answers).toMatchObject({ server: 'root@203.0.113.8:22', install: 'jatos' });
    expect(Object.keys(answers).filter((id) => /^(other|server\.ports|move)\b/.test(id))).toEqual(
      [],
    );
  });

  it('runs there although it is at rest where it is left', () => {
    const rests = { ...RECORD, answers: { ...RECORDED, [STOPPED]: '2026-11-21T12:00:00Z' } };
    const given = occasion({ old: note('left', 'begun') });
    const known = given.facts.with([
      { query: query('record', HOST, 'jatos'), value: rests } as Sighting,
    ]);
    expect(moveTask.undertake({ ...given, facts: known }).answers[STOPPED]).toBeUndefined();
  });

  it.each<[string, Seen, Answers, string]>([
    ['goes nowhere, where both are one server', {}, { 'other.server': OWN.server }, 'move.same'],
    ['takes nobody’s place', { freshRecord: RECORD }, {}, 'move.taken'],
    [
      'takes a certificate along that is good for now',
      { until: '2026-11-21T20:00:00Z' },
      {},
      'move.certificate',
    ],
    [
      'does not go twice',
      { old: note('left', 'done'), fresh: note('taken', 'done') },
      {},
      'move.done',
    ],
    [
      'does not go on while it is on its way back',
      { old: note('left', 'done'), fresh: note('returned', 'begun') },
      {},
      'move.undo-begun',
    ],
    ['comes back from where it went only', {}, { 'move.how': 'undo' }, 'move.none'],
    [
      'does not come back once that was confirmed',
      { old: note('left', 'done') },
      { 'move.how': 'undo' },
      'move.none',
    ],
    [
      'is confirmed where it is',
      { old: note('left', 'done') },
      { 'move.how': 'confirm' },
      'move.confirm-there',
    ],
    [
      'is confirmed once it is there',
      { old: note('taken', 'begun') },
      { 'move.how': 'confirm' },
      'move.unfinished',
    ],
  ])('%s', (_what, seen, wishes, expected) => {
    expect(refused(seen, wishes)).toBe(expected);
  });

  it('goes on, and comes back, by the same words from either server', () => {
    const begun = { old: note('left', 'begun'), fresh: note('taken', 'begun') };
    expect(moveTask.undertake(occasion(begun)).answers.server).toBe(WAY['other.server']);
    const back = moveTask.undertake(occasion(begun, { 'move.how': 'undo' }));
    expect(back.answers.server).toBe(OWN.server);
    const swapped = {
      ...{ old: note('taken', 'begun'), fresh: note('left', 'begun') },
      freshRecord: RECORD,
    };
    expect(moveTask.undertake(occasion(swapped)).answers.server).toBe(OWN.server);
  });
});

describe('whoever moves an app', () => {
  const replies: { readonly [Name in keyof FactTypes]?: FactTypes[Name] } = {
    ...{ system, login: { user: 'root', root: 'already', groups: ['root'] } },
    ...{ addresses: { v4: ['203.0.113.8'], v6: [] }, installs: ['jatos'], record: RECORD },
    neighbours: [],
  };

  function asked(change: FactTypes['change'], given: Answers): readonly string[] {
    let interview: Interview = answer({ answers: {}, facts: new Facts(), confirmed: [] }, given);
    const ids: string[] = [];
    for (;;) {
      const move = nextMove(moveScript, interview);
      if (move.move === 'done') return ids;
      if (move.move === 'look') {
        const seen = move.queries.map((each: Query) => ({
          query: each,
          value: each.fact === 'change' ? change : (replies[each.fact] ?? null),
        }));
        interview = { ...interview, facts: interview.facts.with(seen as never) };
        continue;
      }
      const open = move.questions.filter(({ id }) => !interview.confirmed.includes(id));
      if (open.length === 0) return ids;
      for (const { id, kind } of open) {
        ids.push(id);
        const value = kind === 'choice' ? 'ssh' : '';
        interview = answer(interview, { [id]: kind === 'secret' ? new Secret('') : value });
      }
    }
  }

  const way = { ...OWN, 'ssh.key': '', 'ssh.config': '', 'ssh.fingerprint': '' };

  it('is asked for the other server, and for nothing that the old one remembers', () => {
    const ids = asked(null, way);
    expect(ids).toContain('other.server');
    expect(ids.filter((id) => /^(jatos|settings|hostname|certificate)\b/.test(id))).toEqual([]);
    expect(ids).not.toContain('move.how');
  });

  it('is asked what is to become of a move that was begun', () => {
    expect(asked(note('left', 'begun'), way)[0]).toBe('move.how');
  });

  it('is told by what is asked whether it is at its end, and which server is the other one', () => {
    const known = { hosts: [{ address: NEW, installs: [], lastUsed: AT }], at: AT };
    const facts = (state: 'begun' | 'done') =>
      new Facts([
        { query: query('installs', HOST), value: ['jatos'] },
        { query: query('change', HOST, 'jatos'), value: note('left', state) },
        { query: REMEMBERED, value: known },
      ] as never);
    const [how, which] = ['move.how', 'other.host.kind'].map((id) =>
      moveQuestions.find((each) => each.id === id),
    );
    const title = (state: 'begun' | 'done') => textOf(how?.title ?? '', OWN, facts(state));
    expect(title('begun')).toContain('is not at its end');
    expect(title('done')).toContain('was moved');
    expect(which && suggestionOf(which, OWN, facts('begun'))).toBe(NEW);
  });

  it('is told to leave the name alone until it is switched', () => {
    const asks = moveScript.flatMap((item) => ('ask' in item ? [item.ask] : []));
    const provider = asks.find(({ id }) => id === 'dns.provider');
    expect(provider && textOf(provider.hint ?? '', OWN, new Facts())).toContain(
      'Change nothing before',
    );
  });

  it('needs no other server to confirm it', () => {
    const ids = asked(note('taken', 'done'), { ...way, 'move.how': 'confirm' });
    expect(ids.filter((id) => id.startsWith('other.'))).toEqual([]);
  });
});

describe('of two servers', () => {
  const asker = answeringAsker({
    ...{ server: 'root@203.0.113.7', 'ssh.user': 'root', 'ssh.password': new Secret('of the old') },
    ...{ 'other.server': 'root@203.0.113.8', 'other.ssh.user': 'root' },
    ...{ 'other.ssh.password': new Secret('of the new'), 'other.ssh.fingerprint': 'SHA256:new' },
  });
  const ask = async (host: string) =>
    await asker(
      { ask: 'password', user: 'root', host, again: false },
      new AbortController().signal,
    );

  it('neither gets the password of the other, and a third one none', async () => {
    expect(await ask('203.0.113.7')).toEqual(new Secret('of the old'));
    expect(await ask('203.0.113.8')).toEqual(new Secret('of the new'));
    expect(await ask('203.0.113.9')).toBeNull();
  });

  it('each is known by its own key', async () => {
    const shown = { ask: 'host-key', host: '203.0.113.8', keyType: 'ED25519' } as const;
    const { signal } = new AbortController();
    expect(await asker({ ...shown, fingerprint: 'SHA256:new' }, signal)).toBe('yes');
    expect(await asker({ ...shown, fingerprint: 'SHA256:other' }, signal)).toBeNull();
  });
});

it('an app can not be sent to the server that it is on', () => {
  const hosts = [HOST, NEW].map((address) => ({ address, installs: [], lastUsed: AT }));
  const seen = new Facts([{ query: REMEMBERED, value: { hosts, at: AT, zone: 'UTC' } }]);
  const where = moveQuestions.find(({ id }) => id === 'other.host.kind');
  const choices = where?.kind === 'choice' ? where.choices(OWN, seen) : [];
  expect(choices.map(({ value }) => value)).toEqual([NEW, 'ssh', 'local']);
});
