import { describe, expect, it } from 'vitest';
import { Facts, query } from '../../source/facts/facts.ts';
import type { ClusterGoal, Goal } from '../../source/goal.ts';
import { decideCluster, firstQueries } from '../../source/swarm/decide.ts';
import { refuseUnfit } from '../../source/swarm/fit.ts';
import { sampleContainer } from '../core/sample-container.ts';
import { inRoles, pinned, stateless } from './example-cluster.ts';

const { recipe, certificate } = stateless;
const { container } = recipe;

describe('an app that is to run on several servers', () => {
  it('is taken where it keeps nothing', () => {
    expect(() => refuseUnfit(stateless, new Facts())).not.toThrow();
  });

  it.each<[string, Partial<Goal>, RegExp]>([
    [
      'keeps data in a volume',
      {
        recipe: {
          ...recipe,
          container: { ...container, volumes: [{ source: 'v', target: '/d' }] },
        },
      },
      /keeps data that lie on this server/,
    ],
    [
      'keeps its data safe only by how it stops',
      {
        recipe: {
          ...recipe,
          container: {
            ...container,
            stop: { timeoutSeconds: 600, proof: { exitCode: 0, says: ['all is written'] } },
          },
        },
      },
      /only safe outside of it once it has stopped/,
    ],
    [
      'knows that it can not',
      {
        cluster: {
          ...pinned.cluster,
          whyNot: { why: 'It has a database of its own.', next: ['Give it', 'another one.'] },
        } as ClusterGoal,
      },
      /It has a database of its own/,
    ],
    [
      'has ports of its own',
      {
        recipe: {
          ...recipe,
          container: { ...container, ports: [{ host: 25, container: 25, protocol: 'tcp' }] },
        },
      },
      /It has ports or devices of this server/,
    ],
    ['has no certificate', { certificate: { ...certificate, use: 'none' } }, /no certificate/],
    ['is stopped', { stopped: '2026-11-21T12:00:00Z' }, /It is stopped/],
  ])('is refused where it %s', (_, changes, why) => {
    const refuse = () => refuseUnfit({ ...stateless, ...changes }, new Facts());
    expect(refuse).toThrow(
      expect.objectContaining({
        trouble: expect.objectContaining({ why: expect.stringMatching(why) }),
      }),
    );
  });

  it.each<[string, Partial<Goal['certificate']>]>([
    ['a balancer has the certificate', { use: 'balancer' }],
    ['the server gets it for a balancer', { handsTo: 'arn:aws:acm:…' }],
  ])('is taken where %s', (_, changes) => {
    const goal = { ...stateless, certificate: { ...certificate, ...changes } };
    expect(() => refuseUnfit(goal, new Facts())).not.toThrow();
  });

  it('is taken with its data where it stays with them', () => {
    expect(() => refuseUnfit(pinned, new Facts())).not.toThrow();
    expect(() => refuseUnfit(inRoles, new Facts())).not.toThrow();
  });

  it('is refused where its data are in a volume that would stay behind', () => {
    const mounts = ['/data', '/cache'].map((target) => ({
      ...{ type: 'volume' as const, source: `v${target}`, target, writable: true },
    }));
    const found = {
      query: query('container', pinned.host, 'study'),
      value: sampleContainer({ mounts }),
    };
    expect(() => refuseUnfit(pinned, new Facts([found]))).toThrow(
      expect.objectContaining({
        trouble: expect.objectContaining({ why: expect.stringMatching(/in \/cache, in a volume/) }),
      }),
    );
  });

  it('is refused beside another one, whose visitors come in by the same web server', () => {
    const both = new Facts([
      { query: query('installs', stateless.host), value: ['study', 'other'] },
    ]);
    expect(() => refuseUnfit(stateless, both)).toThrow(/can't be put on several servers/);
  });
});

describe('what is settled when it grows', () => {
  const answers = {
    ...{ server: '203.0.113.7', 'ssh.user': 'root' },
    'swarm.hosts': '203.0.113.8 203.0.113.9',
  };
  const address = (each: string) => ({ v4: [each], v6: [] });
  const host = 'ssh://root@203.0.113.7';
  const goal: Goal = { ...stateless, host };
  const facts = new Facts([
    ...['203.0.113.7', '203.0.113.8', '203.0.113.9'].map((each) => ({
      ...{ query: query('addresses', `ssh://root@${each}`), value: address(each) },
    })),
    {
      query: query('image', host, 'example/study:1.2'),
      value: { id: 'i', digest: 'example/study@sha256:77', sizeBytes: 1 } as never,
    },
    ...firstQueries(host, 'study')
      .filter(({ fact }) => fact === 'execution')
      .map((each) => ({ query: each, value: { code: 0, output: '' } })),
  ]);

  it('is the image by its digest, the addresses, and how a copy is known to be well', () => {
    expect(decideCluster(goal, answers, facts)).toMatchObject({
      ...{ image: 'example/study:1.2@sha256:77', replicas: 3, health: 'port', encrypted: true },
      nodes: ['203.0.113.7', '203.0.113.8', '203.0.113.9'].map((each) => ({
        ...{ host: `ssh://root@${each}`, name: each, address: each, role: 'manager' },
      })),
    });
  });

  it('stays so whatever is seen later', () => {
    const settled = {
      ...{ 'swarm.image': 'example/study:1.2@sha256:66', 'swarm.health': 'none' },
      ...{ 'swarm.addresses': '10.0.0.7 10.0.0.8 10.0.0.9', 'swarm.files': true },
    };
    expect(decideCluster(goal, { ...answers, ...settled }, facts)).toMatchObject({
      ...{ image: 'example/study:1.2@sha256:66', health: 'none', openFiles: true },
      nodes: [{ address: '10.0.0.7' }, { address: '10.0.0.8' }, { address: '10.0.0.9' }],
    });
  });
});
