import { describe, expect, it } from 'vitest';
import { installChecks } from '../../source/doctor/install-checks.ts';
import { Facts, query } from '../../source/facts/facts.ts';
import type { SwarmNodeFact, SwarmServiceFact } from '../../source/facts/swarm.ts';
import { stateless } from '../swarm/example-cluster.ts';

const { host, install } = stateless;
const node = (id: string, ready: boolean): SwarmNodeFact => ({
  ...{ id, hostname: id, address: `10.0.0.${id.length}`, role: 'manager', leader: id === 'a' },
  ...{ ready, availability: 'active', reachable: ready, labels: {}, engine: '28.5.0' },
});
const copy = { node: 'a', running: true, leaving: false, spec: 's1', error: '' };
const app: SwarmServiceFact = {
  ...{ name: 'app', labels: {}, replicas: 2, update: '', failures: [] },
  tasks: [copy, copy],
};

describe('an examination of an app on several servers', () => {
  const checks = (nodes: readonly SwarmNodeFact[] | null, services = [app]) => {
    const facts = new Facts([
      { query: query('swarmNodes', host), value: nodes },
      { query: query('swarmServices', host, install), value: nodes && services },
    ]);
    const installs = [{ name: install, goal: stateless, planned: [] }];
    const all = installChecks({ host, facts, unseen: [], installs });
    return all
      .filter(({ id }) => id === `${install}.cluster`)
      .map(({ status, text }) => [status, text]);
  };

  it('finds all well where all hear of each other', () => {
    expect(checks([node('a', true), node('b', true)])).toEqual([
      ['good', '2 servers hear of each other, and all copies run'],
    ]);
  });

  it('tells of one that is lost, and of copies', () => {
    expect(
      checks([node('a', true), node('b', false)], [{ ...app, tasks: [copy] }]).map(
        ([status]) => status,
      ),
    ).toEqual(['warning', 'warning']);
  });

  it('tells that nothing can be changed where nobody leads', () => {
    expect(checks(null)).toEqual([['stops', expect.stringMatching(/^More than half of/)]]);
  });
});
