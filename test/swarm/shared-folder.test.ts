import { expect, it } from 'vitest';
import { describeAction } from '../../source/describe.ts';
import { Facts, query, type Sighting } from '../../source/facts/facts.ts';
import { growSteps } from '../../source/swarm/grow-steps.ts';
import { sharedFolderSteps } from '../../source/swarm/shared-folder.ts';
import { ground } from '../core/example-goal.ts';
import { inRoles, pinned, three } from './example-cluster.ts';
import { runOn } from './on-cluster.ts';
import { PretendCluster } from './pretend-cluster.ts';

const [first, second, third] = three.nodes;
const never = new AbortController().signal;
const grow = growSteps(inRoles, three, () => ground, []);

it('is asked only of what copies have in common', () => {
  expect(sharedFolderSteps(inRoles, three).map(({ id }) => id)).toEqual([
    'swarm.folder@203.0.113.8',
    'swarm.folder@203.0.113.9',
  ]);
  expect(sharedFolderSteps(pinned, three)).toEqual([]);
});

it('is seen before anything runs on the cluster', async () => {
  const cluster = new PretendCluster(inRoles, three);
  expect((await runOn(cluster, grow)).at(-1)).toMatchObject({ outcome: 'complete' });
  const order = cluster.done.map((action) => describeAction(action).join());
  const shared = order.findLastIndex((each) => each.includes('setup-server-shared'));
  expect(shared).toBeGreaterThan(-1);
  expect(order.findIndex((each) => each.includes('stack deploy'))).toBeGreaterThan(shared);
});

it('is another one where the first server does not see what is written there', async () => {
  const cluster = new PretendCluster(inRoles, three);
  cluster.apart.add(third?.host ?? '');
  const checks: unknown[] = [];
  for (const step of sharedFolderSteps(inRoles, three)) {
    for (const action of step.actions(new Facts()))
      if (action.do === 'on') for await (const _ of cluster.apply(action, new Facts(), never));
    const seen: Sighting[] = [];
    for await (const each of cluster.look(step.sees, never)) seen.push(each);
    checks.push(step.check(new Facts(seen)));
  }
  expect(checks).toEqual([
    { holds: true },
    expect.objectContaining({
      holds: false,
      why: 'What 203.0.113.9 writes in /srv/study, 203.0.113.7 does not see: these are two folders.',
    }),
  ]);
  expect(grow.find(({ id }) => id === 'swarm.services')?.needs).toContain(
    'swarm.folder@203.0.113.9',
  );
});

it('is not believed of what the first one saw another time', () => {
  const [step] = sharedFolderSteps(inRoles, three);
  const [there, here] = (step?.sees ?? []).filter(({ fact }) => fact === 'textFile');
  expect([there?.host, here?.host]).toEqual([second?.host, first.host]);
  const facts = (before: string, now: string) =>
    new Facts([
      { query: query('textFile', first.host, here?.subject), value: [before] },
      { query: query('textFile', second?.host ?? '', there?.subject), value: [now] },
    ]);
  expect(step?.check(facts('6f1c', '6f1c'))).toEqual({ holds: true });
  expect(step?.check(facts('6f1c', '07aa'))).toMatchObject({ holds: false });
});
