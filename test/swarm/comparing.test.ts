import { describe, expect, it } from 'vitest';
import { ExpectedError } from '../../source/expected-error.ts';
import { Facts, type Look, query, type Sighting } from '../../source/facts/facts.ts';
import { refuseServers } from '../../source/swarm/compare.ts';
import { lookApart } from '../../source/swarm/look-apart.ts';
import { PORTS_SCRIPT } from '../../source/swarm/ports.ts';
import { system } from '../core/example-goal.ts';
import { three } from './example-cluster.ts';

const hosts = three.nodes.map(({ host }) => host);

const well: Sighting[] = hosts.flatMap((host) => [
  { query: query('system', host), value: system },
  { query: query('login', host), value: { user: 'root', root: 'already', groups: [] } },
  { query: query('clock', host), value: { aheadSeconds: 0 } },
  { query: query('installs', host), value: host === hosts[0] ? ['study'] : [] },
  { query: query('listeners', host), value: [] },
]);

function trouble(...others: Sighting[]) {
  return troubleWith(false, ...others);
}

function troubleWith(alike: boolean, ...others: Sighting[]) {
  try {
    refuseServers(three, new Facts([...well, ...others]), alike);
    return undefined;
  } catch (error) {
    if (error instanceof ExpectedError) return error.trouble;
    throw error;
  }
}

describe('servers that are to work as one', () => {
  it('are taken where nothing is wrong with any', () => {
    expect(trouble()).toBeUndefined();
  });

  it('are refused by the name of the one that something is wrong with', () => {
    const listeners = [{ port: 80, address: '0.0.0.0', program: 'apache2' }];
    expect(trouble({ query: query('listeners', hosts[1] ?? ''), value: listeners })?.why).toBe(
      '203.0.113.8: Port 80 is taken there, by apache2.\nAll is well with 203.0.113.7, 203.0.113.9.',
    );
  });

  it('are refused where one has less memory, only for what takes as much on each', () => {
    const memory = [8192, 4096, 8100].map((totalMB, index): Sighting => {
      const value = { totalMB, availableMB: totalMB, swapMB: 0 };
      return { query: query('memory', hosts[index] ?? ''), value };
    });
    expect(troubleWith(true, ...memory)?.why).toBe(
      '203.0.113.8 has 4096 MB of memory, 203.0.113.7 has 8192 MB. A copy takes as much on each.',
    );
    expect(troubleWith(false, ...memory)).toBeUndefined();
  });

  it('are refused where an app is on one of the others', () => {
    expect(trouble({ query: query('installs', hosts[2] ?? ''), value: ['other'] })?.why).toMatch(
      /203.0.113.9: other was set up there/,
    );
  });

  it('are refused with live-restore, with which Docker is in no cluster', () => {
    const value = { text: '', value: { 'live-restore': true } };
    expect(trouble({ query: query('daemonConfig', hosts[0] ?? ''), value })?.why).toMatch(
      /203.0.113.7: Its Docker has "live-restore"/,
    );
  });

  it('are refused where one is in a cluster of somebody else', () => {
    const swarm: Sighting = {
      query: query('swarm', hosts[0] ?? ''),
      value: {
        ...{ state: 'active', node: 'a', address: '', manager: true },
        ...{ rotatedFor: null, autolock: null, error: '' },
      },
    };
    expect(trouble(swarm)?.why).toMatch(/203.0.113.7: It is in a cluster already/);
    const file = { sha256: 'a', mode: '644', owner: 'root' };
    const own: Sighting = { query: query('file', hosts[0] ?? '', PORTS_SCRIPT), value: file };
    expect(trouble(swarm, own)).toBeUndefined();
  });

  it('are refused where their clocks are apart, whichever is right', () => {
    const at = (index: number, aheadSeconds: number): Sighting => ({
      ...{ query: query('clock', hosts[index] ?? ''), value: { aheadSeconds } },
    });
    expect(trouble(at(0, 500), at(1, 500), at(2, 510))).toBeUndefined();
    expect(trouble(at(1, -40))?.why).toMatch(/Their clocks are 40 seconds apart/);
  });
});

describe('a look at several servers', () => {
  const queries = hosts.map((host) => query('installs', host));
  const silent = (what: string) =>
    new ExpectedError({ code: 'ssh.unreachable', what, next: ['Look at it.'], passing: true });
  const looking = (failing: readonly string[]): Look =>
    async function* (wanted) {
      for (const each of wanted) {
        if (failing.includes(each.host)) throw silent('Nobody answers.');
        yield { query: each, value: [] } as Sighting;
      }
    };
  const never = new AbortController().signal;

  async function told(failing: readonly string[]) {
    const seen: Sighting[] = [];
    try {
      for await (const each of lookApart(looking(failing))(queries, never)) seen.push(each);
      return { seen: seen.length };
    } catch (error) {
      if (!(error instanceof ExpectedError)) throw error;
      return { seen: seen.length, ...error.trouble };
    }
  }

  it('gives what all of them show', async () => {
    expect(await told([])).toEqual({ seen: 3 });
  });

  it('tells what is wrong with one from what is wrong with all', async () => {
    expect(await told([hosts[1] ?? ''])).toMatchObject({
      ...{ seen: 2, what: '1 of 3 servers could not be looked at.', passing: true },
      why: '203.0.113.8: Nobody answers.\nAll is well with 203.0.113.7, 203.0.113.9.',
      next: ['Look at it.', expect.stringMatching(/gone for good, leave it out/)],
    });
    expect(await told(hosts)).toMatchObject({
      ...{ seen: 0, what: 'None of the 3 servers could be looked at.' },
      next: [
        'Look whether this computer is online.',
        'Look at it.',
        expect.stringMatching(/gone for good/),
      ],
    });
  });
});
