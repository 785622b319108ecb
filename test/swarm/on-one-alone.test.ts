import { describe, expect, it } from 'vitest';
import { Facts, query, type Sighting } from '../../source/facts/facts.ts';
import type { Goal } from '../../source/goal.ts';
import { isTaken } from '../../source/offers/taken-ports.ts';
import { stepsFor } from '../../source/steps/index.ts';
import { growSteps } from '../../source/swarm/grow-steps.ts';
import { refuseOnOneAlone } from '../../source/swarm/on-several.ts';
import { aloneSteps } from '../../source/swarm/shrink-steps.ts';
import { ground } from '../core/example-goal.ts';
import { pinned, three } from './example-cluster.ts';

const { cluster: _, ...alone } = pinned;
const { host, install } = pinned;

function remembered(answers: Readonly<Record<string, string>>): Facts {
  const record = { format: 1, app: 'image', image: '', digest: null, by: '', at: '', version: '' };
  return new Facts([{ query: query('record', host, install), value: { ...record, answers } }]);
}

const several = remembered({ 'swarm.hosts': 'root@203.0.113.8 root@203.0.113.9' });
const whole = (goal: Goal) => stepsFor(goal, ground);

describe('an app whose parts run on several servers', () => {
  it('is not started on the first one besides, by answers that know nothing of the others', () => {
    const again = () => refuseOnOneAlone(alone, whole(alone), several);
    expect(again).toThrow(
      expect.objectContaining({
        code: 'swarm.on-several',
        trouble: expect.objectContaining({
          what: expect.stringContaining('runs on 3 servers'),
          next: expect.arrayContaining([expect.stringContaining('shrink --install study')]),
        }),
      }),
    );
  });

  it('is started there by what takes it off the others, or goes on with them', () => {
    const back = aloneSteps(alone, pinned, three.nodes, whole(alone));
    expect(() => refuseOnOneAlone(alone, back, several)).not.toThrow();
    const grown = growSteps(pinned, three, () => ground, whole(pinned));
    expect(() => refuseOnOneAlone(pinned, grown, several)).not.toThrow();
    expect(() => refuseOnOneAlone(pinned, whole(pinned), several)).toThrow(/on 3 servers/);
  });

  it('is started where its record only came with a copy, and this server is in no cluster', () => {
    const swarm = (state: string) =>
      several.with([
        { query: query('swarm', host), value: { state } } as unknown as Sighting<'swarm'>,
      ]);
    const again = (state: string) => () => refuseOnOneAlone(alone, whole(alone), swarm(state));
    expect(again('inactive')).not.toThrow();
    for (const state of ['active', 'locked', 'pending'])
      expect(again(state)).toThrow(/on 3 servers/);
  });

  it('is like any other where it never grew, or has gone back', () => {
    for (const facts of [new Facts(), remembered({ app: 'image' })])
      expect(() => refuseOnOneAlone(alone, whole(alone), facts)).not.toThrow();
  });

  it('is in nobody’s way at the ports, where its own web server of the cluster is', () => {
    const answers = { server: '203.0.113.7', 'ssh.user': 'root', install };
    const at = 'ssh://root@203.0.113.7';
    const front = { port: 443, address: '0.0.0.0', program: null, container: 'study_front.1' };
    const taken = (facts: Facts, of: string) => {
      const seen: Sighting[] = [
        { query: query('listeners', at), value: [{ ...front, install: 'setup-server-front' }] },
        ...facts
          .sightings()
          .map((each) => ({ ...each, query: query('record', at, of) }) as Sighting),
      ];
      return isTaken(answers, new Facts(seen));
    };
    expect(taken(several, install)).toBe(false);
    expect(taken(several, 'another')).toBe(true);
  });
});
