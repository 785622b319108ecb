import { describe, expect, it } from 'vitest';
import { Facts } from '../../source/facts/facts.ts';
import type { Goal } from '../../source/goal.ts';
import { receiptFor } from '../../source/receipt.ts';
import { frontPassedOn } from '../../source/steps/front-passed-on.ts';
import { goal } from '../core/example-goal.ts';

const front = { http: 8080, https: 8443, behind: true, owner: 'nginx' } as const;
const below: Goal = { ...goal, front, recipe: { ...goal.recipe, below: '/interviews/' } };
const name = goal.names[0];
const linesOf = (wanted: Goal, label: string) =>
  receiptFor(wanted, new Facts())
    .lines.filter((line) => line.label === label)
    .map(({ text }) => text);

describe('an app below a path, behind the web server that is there already', () => {
  it('shows what to paste while it is set up', () => {
    const [action] = frontPassedOn(below, front).actions(new Facts());
    expect(action).toMatchObject({
      do: 'instruct',
      fields: expect.arrayContaining([
        { label: 'Within', value: expect.stringContaining(`server { … } of ${name}`) },
        { label: 'nginx', value: 'location /interviews/ {' },
      ]),
    });
  });

  it('has its whole address, and the lines once more, on the receipt', () => {
    expect(receiptFor(below, new Facts()).headline).toContain(`https://${name}/interviews/`);
    const lines = linesOf(below, 'In nginx');
    expect(lines).toContain('location /interviews/ {');
    expect(lines).toContain('  proxy_pass https://127.0.0.1:8443;');
  });

  it('has no second half where the other web server alone has a certificate', () => {
    const plain = { ...below, certificate: { ...goal.certificate, use: 'none' as const } };
    expect(linesOf(plain, 'In nginx').join()).not.toContain('8443');
  });

  it('is not spoken of where nobody stands in front', () => {
    expect(linesOf({ ...below, front: undefined } as never, 'In nginx')).toEqual([]);
    expect(receiptFor(goal, new Facts()).headline).toMatch(/[a-z]$/);
  });
});
