import { describe, expect, it } from 'vitest';
import { installChecks } from '../../source/doctor/install-checks.ts';
import type { SwarmFact, SwarmNodeFact } from '../../source/facts/docker/swarm.ts';
import type { SwarmServiceFact } from '../../source/facts/docker/swarm-services.ts';
import { Facts, query } from '../../source/facts/facts.ts';
import type { Goal } from '../../source/goal.ts';
import { FRONT_LABEL } from '../../source/swarm/stack.ts';
import { inRoles, pinned, stateless } from '../swarm/example-cluster.ts';

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
  const active: SwarmFact = {
    ...{ state: 'active', node: 'a', address: '10.0.0.1', manager: true },
    ...{ rotatedFor: null, autolock: false, error: '' },
  };
  const all = (
    nodes: readonly SwarmNodeFact[] | null,
    services = [app],
    swarm = active,
    goal: Goal = stateless,
  ) => {
    const facts = new Facts([
      { query: query('swarm', host), value: swarm },
      { query: query('swarmNodes', host), value: nodes },
      { query: query('swarmServices', host, install), value: nodes && services },
    ]);
    const installs = [{ name: install, goal, planned: [] }];
    return installChecks({ host, facts, unseen: [], installs }).filter(
      ({ id }) => id === `${install}.cluster`,
    );
  };
  const checks = (...of: Parameters<typeof all>) =>
    all(...of).map(({ status, text }) => [status, text]);

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

  it('tells of a part beside the app that does not run, and of none that was stopped', () => {
    const [one, database] = [
      { ...app, replicas: 1, tasks: [copy] },
      { ...app, name: 'beside-db', replicas: 1, tasks: [] },
    ];
    const nodes = [node('a', true), node('b', true)];
    expect(checks(nodes, [one, database], active, pinned)).toEqual([
      ['stops', 'MariaDB does not run'],
    ]);
    expect(checks(nodes, [one], active, pinned)).toEqual([['stops', 'MariaDB does not run']]);
    const stopped = { ...pinned, stopped: '2026-11-29T10:00:00Z' };
    expect(checks(nodes, [database], active, stopped)).toEqual([
      ['good', '2 servers hear of each other'],
    ]);
  });

  it('tells what gives a server its share again, and only where nobody notices that', () => {
    const named = (id: string, number: number) => ({
      ...node(id, true),
      address: `10.0.0.${number}`,
      labels: { [FRONT_LABEL]: 'yes' },
    });
    const nodes = [named('a', 7), named('b', 8), named('c', 9)];
    const front = {
      ...{ ...app, name: 'front', replicas: null },
      tasks: nodes.map(({ id }) => ({ ...copy, node: id })),
    };
    const two = { ...app, tasks: [copy, copy] };
    const note =
      /^no copy runs on 203\.0\.113\.8, and two on .*drain --undo --server 203\.0\.113\.8 /;
    expect(all(nodes, [two, front])).toMatchObject([
      { status: 'good', note: expect.stringMatching(note) },
    ]);
    const spread = { ...app, tasks: [copy, { ...copy, node: 'b' }] };
    expect(all(nodes, [spread, front])[0]).not.toHaveProperty('note');
    const [first, ...others] = nodes;
    const emptied = others.map((each) => ({ ...each, availability: 'drain' as const }));
    expect(all(first ? [first, ...emptied] : [], [two, front])[0]).not.toHaveProperty('note');
    const once = ['backend', 'beside-db'].map((name) => ({
      ...{ ...app, name, replicas: 1, tasks: [copy] },
    }));
    const [roles] = all(nodes, [two, front, ...once], active, inRoles);
    expect([roles?.status, roles?.note]).toEqual(['good', undefined]);
  });

  it('tells that nothing can be changed where nobody leads', () => {
    expect(checks(null)).toEqual([['stops', expect.stringMatching(/^More than half of/)]]);
  });

  it('says what to do with one that waits for the key of the cluster', () => {
    const locked: SwarmFact = { ...active, state: 'locked', node: '', manager: false };
    expect(all(null, [], locked)).toMatchObject([
      {
        status: 'stops',
        text: expect.stringMatching(/^This server was started anew, and waits for the key/),
        advice: [expect.stringMatching(/docker swarm unlock asks for it/)],
      },
    ]);
    const others = (autolock: boolean) =>
      all([node('a', true), node('b', false)], [app], { ...active, autolock });
    expect(others(true)).toMatchObject([{ advice: [expect.stringMatching(/waits for the key/)] }]);
    expect(others(false)).toMatchObject([
      { advice: [expect.not.stringMatching(/waits for the key/)] },
    ]);
  });
});
