import { describe, expect, it } from 'vitest';
import { placeIn, placeQuestion } from '../../source/clouds/ec2/place.ts';
import type { CloudAccountFact, CloudNetwork } from '../../source/clouds/machine.ts';
import { Facts } from '../../source/facts/facts.ts';
import { isExpert } from '../../source/questions/question.ts';
import { OWN, STANDARD } from './networks.ts';

type Open = Extract<CloudAccountFact, { open: true }>;

const facts = new Facts();
const accountWith = (...networks: CloudNetwork[]): Open => ({
  ...{ open: true, account: '1', region: 'eu-central-1', regions: ['eu-central-1'] },
  ...{ images: [], networks, prices: null },
});

function asked(...networks: CloudNetwork[]) {
  const question = placeQuestion(() => accountWith(...networks));
  if (question.kind !== 'choice') throw new Error('unexpected');
  return {
    applies: question.when?.({}, facts),
    expert: isExpert(question, {}, facts),
    values: question.choices({}, facts).map(({ value }) => value),
    suggestion: question.suggestion?.({}, facts),
  };
}

describe('where in an account a server is put', () => {
  it('is the standard network, if nobody chooses; only what the internet reaches is offered', () => {
    expect(asked(STANDARD, OWN)).toEqual({
      ...{ applies: true, expert: true, suggestion: 'default' },
      values: ['default', 'subnet-1', 'subnet-2', 'subnet-4'],
    });
    expect(placeIn({ 'ec2.subnet': 'default' }, accountWith(STANDARD, OWN))).toEqual({
      ...{ network: STANDARD, place: null },
    });
  });

  it('is asked of everybody where the standard one was deleted', () => {
    expect(asked(OWN)).toEqual({
      ...{ applies: true, expert: false, suggestion: 'subnet-4', values: ['subnet-4'] },
    });
    expect(placeIn({ 'ec2.subnet': 'subnet-4' }, accountWith(OWN))).toEqual({
      ...{ network: OWN, place: { network: 'vpc-2', subnet: 'subnet-4' } },
    });
  });

  it('is told of with what would work where there is none at all', () => {
    const inner = { ...OWN, subnets: OWN.subnets.filter(({ open }) => !open) };
    expect(asked(inner).applies).toBe(false);
    expect(() => placeIn({}, accountWith(inner))).toThrow(/no network to put a server in/);
  });
});
