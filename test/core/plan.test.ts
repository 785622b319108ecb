import { expect, it } from 'vitest';
import { Facts } from '../../source/facts/facts.ts';
import { plan } from '../../source/plan.ts';
import { HOLDS, lacks, type Step } from '../../source/steps/step.ts';

it('tells a reason once, beside the first step that is taken for it', () => {
  const step = (id: string, holds: boolean, reason: string): Step => ({
    ...{ id, title: id, needs: [], sees: [], actions: () => [] },
    check: () => (holds ? HOLDS : lacks('Not yet.')),
    because: () => reason,
  });
  const steps = [
    step('there', true, 'Ports.'),
    step('first', false, 'Ports.'),
    step('other', false, 'Else.'),
    step('second', false, 'Ports.'),
  ];
  const told = plan(steps, new Facts()).flatMap(({ step: { id }, because }) =>
    because === undefined || id === 'there' ? [] : [[id, because]],
  );
  expect(told).toEqual([
    ['first', 'Ports.'],
    ['other', 'Else.'],
  ]);
});
