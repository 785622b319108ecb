import { describe, expect, it } from 'vitest';
import type { Course } from '../../source/changes/back-to-work.ts';
import { decideGoal } from '../../source/decide-goal.ts';
import { refuseOtherNetwork, runsAsBefore } from '../../source/errands/servers/grown-again.ts';
import { Facts, query, type Sighting } from '../../source/facts/facts.ts';
import { HOST } from '../core/example-goal.ts';
import { three } from '../swarm/example-cluster.ts';

const recorded = {
  ...{ app: 'jatos', hostname: 'study.example.org', 'jatos.version': '3.10.4' },
  ...{ 'jatos.database': 'mariadb', 'jatos.folder': '/mnt/shared/jatos' },
  ...{ 'host.kind': 'ssh', server: 'root@203.0.113.7:22', 'swarm.hosts': 'root@203.0.113.8' },
  ...{ 'swarm.addresses': '10.0.0.7 10.0.0.8', 'swarm.replicas': '2', 'swarm.files': true },
  ...{ 'swarm.image': 'jatos/jatos:3.10.4@sha256:5a5a', 'swarm.health': 'port' },
};
const answers = {
  ...recorded,
  ...{ 'swarm.hosts': 'root@203.0.113.9', 'swarm.addresses': '10.0.0.7 10.0.0.9' },
  ...{ 'swarm.replicas': '7', 'swarm.files': false },
};
const facts = new Facts([
  { query: query('image', HOST, 'mariadb:11.4'), value: { id: 'sha256:1', digest: null } },
] as unknown as Sighting[]);
const grown = decideGoal(answers, facts);

function course(changes: Partial<Course>): Course {
  return {
    ...{ outcome: 'failed', changed: 1, trouble: null },
    ...{ begun: new Set(['swarm.stop.app']), held: new Set<string>() },
    ...changes,
  };
}

describe('the network between the servers of an app', () => {
  const running = facts.with([
    { query: query('swarmServices', HOST, grown.install), value: [] },
  ] as unknown as Sighting[]);
  const taken =
    (encrypted: boolean, recordedOpen: boolean, seen = running) =>
    () =>
      refuseOtherNetwork(grown, { ...three, encrypted }, { 'swarm.open': recordedOpen }, seen);

  it('is never said to be another one than it is', () => {
    expect(taken(false, false)).toThrow(/is encrypted, and that stays so/);
    expect(taken(true, true)).toThrow(/is not encrypted, and that stays so/);
    expect(taken(true, false)).not.toThrow();
    expect(taken(false, true)).not.toThrow();
  });

  it('may be either one as long as there is none', () => {
    expect(taken(false, false, facts)).not.toThrow();
  });
});

describe('an app that was stopped on its cluster to be made anew in vain', () => {
  it('is started as it was, on whichever servers there are now', () => {
    const back = runsAsBefore(grown, answers, recorded, facts, course({}));
    expect(back?.answers).toEqual({
      ...recorded,
      ...{ 'swarm.hosts': 'root@203.0.113.9', 'swarm.addresses': '10.0.0.7 10.0.0.9' },
    });
    const goal = decideGoal(back?.answers ?? {}, facts);
    const ids = back?.steps?.([], goal).map(({ id }) => id);
    expect(ids).toEqual(
      expect.arrayContaining(['swarm.services', 'swarm.start.beside-db', 'swarm.start.app']),
    );
    const told = back?.trouble?.(course({}), course({ outcome: 'complete' }));
    expect(told?.what).toMatch(/runs there as before, with all its data/);
  });

  it('is left where all of it runs', () => {
    const done = (changes: Partial<Course>) =>
      runsAsBefore(grown, answers, recorded, facts, course(changes));
    expect(done({ held: new Set(['swarm.start.app']) })).toBeUndefined();
    expect(done({ outcome: 'complete' })).toBeUndefined();
  });
});
