import { describe, expect, it } from 'vitest';
import type { SwarmFact, SwarmNodeFact } from '../../source/facts/docker/swarm.ts';
import { Facts, query } from '../../source/facts/facts.ts';
import { swarmJoin } from '../../source/swarm/join.ts';
import { three } from './example-cluster.ts';

const [first, second] = three.nodes;
const member: SwarmNodeFact = {
  ...{ id: 'two', hostname: 'debian', engine: '28.5.0', address: second?.address ?? '' },
  ...{ role: 'manager', leader: false, ready: false, availability: 'active' },
  ...{ reachable: false, labels: {} },
};

/** What is done with the second server, shortly. */
function doneWith(state: SwarmFact['state'], node: string): string[] {
  if (!second) throw new Error('There is no second one.');
  const fact: SwarmFact = {
    ...{ state, node, address: second.address, manager: false },
    ...{ rotatedFor: null, autolock: null, error: '' },
  };
  const facts = new Facts().with([
    { query: query('swarm', second.host), value: fact },
    { query: query('swarmNodes', first.host), value: [member] },
  ]);
  return swarmJoin(three, second)
    .actions(facts)
    .map((action) => {
      const own = action.do === 'on' ? action.action : action;
      return own.do === 'run' ? own.command.text : own.do;
    });
}

describe('a server that is to join', () => {
  it('leaves what it tried to join in vain, and joins', () => {
    expect(doneWith('pending', '')).toEqual(['docker swarm leave --force', 'join', 'await']);
  });

  it('is waited for where the others know it: it was restarted, and comes back with what runs there', () => {
    expect(doneWith('pending', 'two')).toEqual(['true', 'await']);
  });

  it('leaves where Docker gave up on it, whoever knows it', () => {
    expect(doneWith('error', 'two')).toEqual(['docker swarm leave --force', 'join', 'await']);
  });
});
