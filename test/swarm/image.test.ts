import { describe, expect, it } from 'vitest';
import type { Action } from '../../source/action.ts';
import { describeAction } from '../../source/describe.ts';
import { type Facts, query, Facts as SeenFacts } from '../../source/facts/facts.ts';
import type { Goal } from '../../source/goal.ts';
import { Secret } from '../../source/secrets/secret.ts';
import { digestOnCluster } from '../../source/status/cluster-status.ts';
import { growSteps } from '../../source/swarm/grow-steps.ts';
import { imageOnAll } from '../../source/swarm/image.ts';
import { ground } from '../core/example-goal.ts';
import { sampleContainer } from '../core/sample-container.ts';
import { stateless, three } from './example-cluster.ts';
import { Killed, killedAt, runOn } from './on-cluster.ts';
import { PretendCluster } from './pretend-cluster.ts';

const { host, install, recipe } = stateless;
const { image } = recipe.container;
const ID = `sha256:${'1'.repeat(64)}`;
const OLD_ID = `sha256:${'2'.repeat(64)}`;
const PINNED = `${image}@sha256:77`;
const login = { user: 'anna', password: new Secret('hush') };

const built: Goal = { ...stateless, recipe: { ...recipe, source: { from: 'context', path: '.' } } };
const loggedIn: Goal = { ...stateless, recipe: { ...recipe, source: { from: 'registry', login } } };

function seen(more: { hidden?: boolean; image?: boolean } = {}): Facts {
  const there = (id: string, digest: string | null) => ({ id, digest, sizeBytes: 12_000_000 });
  return new SeenFacts([
    { query: query('container', host, install), value: sampleContainer({ image }) },
    {
      query: query('image', host, image),
      value: more.image === false ? null : there(ID, 'example/study@sha256:77'),
    },
    { query: query('image', host, PINNED), value: there(OLD_ID, 'example/study@sha256:77') },
    ...(more.hidden
      ? [{ query: query('manifest', '', image), value: { is: 'hidden' as const } }]
      : []),
  ]);
}

describe('by what several servers start the same image', () => {
  it.each<[string, Goal, string, Facts, string]>([
    ['its digest, where everybody may download it', stateless, '', seen(), PINNED],
    ['its id, where it was built on the first', built, '', seen(), ID],
    ['its id, where it is private', stateless, '', seen({ hidden: true }), ID],
    ['its digest, with a login', loggedIn, '', seen({ hidden: true }), PINNED],
    ['what was settled', stateless, PINNED, seen(), PINNED],
    ['what was settled, by its id', stateless, ID, seen({ image: false }), ID],
    ['the same by its id, where nobody logs in', stateless, PINNED, seen({ hidden: true }), OLD_ID],
  ])('is %s', (_, goal, settled, facts, wanted) => {
    expect(imageOnAll(goal, settled, facts)).toBe(wanted);
  });

  it('is told where the first one has it no more', () => {
    expect(() => imageOnAll(built, '', seen({ image: false }))).toThrow(
      expect.objectContaining({ trouble: expect.objectContaining({ code: 'swarm.no-image' }) }),
    );
  });
});

describe('an image that only the first server has', () => {
  const byId = { ...three, image: ID };
  const steps = growSteps(built, byId, () => ground, []);
  const fresh = () => new PretendCluster(built, byId);
  const appImages = (done: readonly Action[]) =>
    done.filter((each) => JSON.stringify(each).includes(ID) && each.do !== 'write');

  it('is brought to each of the others, before anything is to run there', async () => {
    const cluster = fresh();
    const events = await runOn(cluster, steps);
    expect(events.filter(({ type }) => type === 'failed')).toEqual([]);
    const [, second, third] = byId.nodes;
    expect(appImages(cluster.done)).toEqual(
      [second, third].map((to) => ({
        ...{ do: 'carry-image', from: host, to: to?.host, id: ID, image },
      })),
    );
    expect(cluster.outages).toEqual([]);
  });

  it('comes to the same whichever action it is killed at', async () => {
    const undisturbed = fresh();
    await runOn(undisturbed, steps);
    for (let number = 1; number <= undisturbed.done.length; number += 1) {
      for (const when of ['before', 'after'] as const) {
        const cluster = fresh();
        await expect(runOn(cluster, steps, killedAt(cluster, number, when))).rejects.toThrow(
          Killed,
        );
        await runOn(cluster, steps);
        expect(cluster.state(), `killed ${when} action ${number}`).toEqual(undisturbed.state());
      }
    }
  });

  it('is told where the first one lost it meanwhile', async () => {
    const cluster = fresh();
    cluster.servers.get(host)?.images.clear();
    const events = await runOn(cluster, steps);
    expect(events.find(({ type }) => type === 'failed')).toMatchObject({
      trouble: { why: expect.stringMatching(/203\.0\.113\.7 does not have the image/) },
    });
    expect(cluster.stack.size).toBe(0);
  });

  it('is shown as what a person could type', () => {
    const [carried] = appImages([
      { do: 'carry-image', from: host, to: 'ssh://203.0.113.8', id: ID, image },
    ]);
    expect(carried && describeAction(carried)).toEqual([
      '# by way of this computer, from ssh://203.0.113.7:',
      `docker save ${ID} | gzip -1`,
      '# to ssh://203.0.113.8:',
      `docker load && docker tag ${ID} ${image}`,
    ]);
  });
});

describe('a private image, with a login', () => {
  it('is downloaded by each of the others as that person', async () => {
    const steps = growSteps(loggedIn, { ...three, image: PINNED }, () => ground, []);
    const cluster = new PretendCluster(loggedIn, { ...three, image: PINNED });
    await runOn(cluster, steps);
    const pulls = cluster.done.flatMap((each) =>
      each.do === 'on' && each.action.do === 'pull' && each.action.image === PINNED
        ? [each.action.login]
        : [],
    );
    expect(pulls).toEqual([login, login]);
    expect(cluster.done.flatMap((each) => describeAction(each)).join('\n')).not.toContain('hush');
  });

  it('has a digest to be told by only where a registry gave it', () => {
    const told = (image: string) =>
      digestOnCluster({ ...stateless, answers: { 'swarm.image': image } });
    expect(told('example/study:1.2@sha256:5a5a')).toBe('example/study@sha256:5a5a');
    expect(told(`sha256:${'5a'.repeat(32)}`)).toBeUndefined();
  });
});
