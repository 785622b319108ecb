import { describe, expect, it } from 'vitest';
import { growReceipt, withGone } from '../../source/errands/servers/grow-receipt.ts';
import { Facts } from '../../source/facts/facts.ts';
import { stateless, three } from '../swarm/example-cluster.ts';

const [, second, third] = three.nodes;
if (!second || !third) throw new Error('There are not three servers.');
const receipt = { headline: 'It runs', lines: [{ label: 'Copies', text: '3' }] };
const made = [{ machine: 'ec2://eu-central-1/study-3', address: third.visited }];

describe('what is told of servers that an app does not have any more', () => {
  it('is nothing where there are none', () => {
    expect(withGone(receipt, stateless, { left: [], away: [], made: [] })).toEqual(receipt);
  });

  it('is which they are, what to do with one that may come back, and what costs money still', () => {
    const { lines } = withGone(receipt, stateless, { left: [second], away: [third], made });
    const told = lines.slice(1).map(({ label, text, tone }) => [label, text, tone]);
    expect(told).toEqual([
      [
        'Taken out',
        expect.stringMatching(/^203\.0\.113\.8, 203\.0\.113\.9\. Nothing was kept there alone\./),
        undefined,
      ],
      [
        'Not reached',
        expect.stringMatching(/^203\.0\.113\.9\. .*docker swarm leave --force$/),
        'warning',
      ],
      ['Costs', expect.stringMatching(/launch ec2 --remove study-3$/), 'warning'],
    ]);
  });

  it('warns of none that may come back where all left by themselves', () => {
    const { lines } = withGone(receipt, stateless, { left: [second], away: [], made: [] });
    expect(lines.map(({ label }) => label)).toEqual(['Copies', 'Taken out']);
  });
});

describe('what is told of how visitors come to several servers', () => {
  const told = (answers: object, certificate: object = {}) => {
    const goal = {
      ...stateless,
      answers: { ...stateless.answers, ...answers },
      certificate: { ...stateless.certificate, ...certificate },
    };
    const labels = ['The name', 'Load balancer', 'It must know'];
    const { lines } = growReceipt(goal, three, new Facts(), null);
    return lines.filter(({ label }) => labels.includes(label)).map(({ text }) => text);
  };

  it('is which records are lacking, where there is nothing in front', () => {
    expect(told({})).toEqual([expect.stringMatching(/add A records .*203\.0\.113\.8/)]);
  });

  it('is to which address of a load balancer the name must lead, what that costs, and what it may not know', () => {
    const balancer = { 'swarm.balanced-by': 'hetzner://study-balancer=198.51.100.20' };
    const made = { 'swarm.made': `hetzner://study-2=${second.visited}` };
    expect(told({ ...balancer, ...made })).toEqual([
      expect.stringContaining('lead to 198.51.100.20, the load balancer'),
      expect.stringContaining('study-balancer costs money until it is deleted'),
      expect.stringMatching(/^203\.0\.113\.9, of which .*: console\.hetzner\.com/),
    ]);
  });

  it('is nothing more of servers that it was told of', () => {
    const balancer = { 'swarm.balanced-by': 'hetzner://study-balancer=198.51.100.20' };
    const known = { 'swarm.balanced': `${second.visited} ${third.visited}` };
    expect(told({ ...balancer, ...known })).toHaveLength(2);
  });

  it('is what a balancer that has the certificate must know', () => {
    expect(told({}, { use: 'balancer' })).toEqual([
      expect.stringContaining('203.0.113.8, 203.0.113.9, too: port 80 of each'),
    ]);
  });
});
