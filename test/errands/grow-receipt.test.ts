import { describe, expect, it } from 'vitest';
import { withGone } from '../../source/errands/grow-receipt.ts';
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
