import { expect, it } from 'vitest';
import { Facts } from '../../source/facts/facts.ts';
import { changes, plan } from '../../source/plan.ts';
import { HOLDS, lacks, type Step } from '../../source/steps/step.ts';

const step = (id: string, holds: boolean, more: Partial<Step> = {}): Step => ({
  ...{ id, title: id, needs: [], sees: [] },
  actions: () => [{ do: 'await', saying: id, everySeconds: 1, patienceSeconds: 1 }],
  check: () => (holds ? HOLDS : lacks('Not yet.')),
  ...more,
});

it('tells a reason once, beside the first step that is taken for it', () => {
  const because = (reason: string) => ({ because: () => reason });
  const steps = [
    step('there', true, because('Ports.')),
    step('first', false, because('Ports.')),
    step('other', false, because('Else.')),
    step('second', false, because('Ports.')),
  ];
  const told = plan(steps, new Facts()).flatMap(({ step: { id }, because: reason }) =>
    reason === undefined || id === 'there' ? [] : [[id, reason]],
  );
  expect(told).toEqual([
    ['first', 'Ports.'],
    ['other', 'Else.'],
  ]);
});

it('tells of a step that holds, and that an earlier one undoes, as one to do', () => {
  const told = (stopped: boolean) => {
    const planned = plan(
      [
        step('stop', stopped),
        step('start', true, { undoneBy: ['elsewhere', 'stop'] }),
        step('ready', true, { undoneBy: ['start'] }),
        step('other', true),
      ],
      new Facts(),
    );
    const open = planned.flatMap((each) => (each.holds ? [] : [each.step.id]));
    expect(planned.map(({ actions }) => actions.length > 0)).toEqual(
      planned.map(({ holds }) => !holds),
    );
    expect(changes(planned)).toBe(open.length);
    return open;
  };
  expect(told(false)).toEqual(['stop', 'start', 'ready']);
  expect(told(true)).toEqual([]);
});
