import { describe, expect, it } from 'vitest';
import { containerFor, hasShell, refuseNoShell } from '../../source/errands/shell.ts';
import { Facts } from '../../source/facts/facts.ts';
import type { ExecutionFact } from '../../source/facts/objects.ts';
import { FRONT_CONTAINER } from '../../source/front/container.ts';
import type { Goal } from '../../source/goal.ts';
import { goal, HOST } from '../core/example-goal.ts';

const companion = {
  ...{ name: 'db', label: 'MariaDB', env: [] },
  container: { image: 'mariadb:11.4', volumes: [], stop: { timeoutSeconds: 60 } },
  ready: { command: ['healthy'], patienceSeconds: 120 },
};
const withDatabase: Goal = { ...goal, recipe: { ...goal.recipe, companions: [companion] } };
const tried = (value: ExecutionFact | null) =>
  refuseNoShell(HOST, 'study', new Facts([{ query: hasShell(HOST, 'study'), value }]));

describe('a shell in a container', () => {
  it.each([
    [undefined, 'study'],
    ['db', 'study-db'],
    ['study-db', 'study-db'],
    ['front', FRONT_CONTAINER],
  ])('%s is %s', (named, wanted) => {
    expect(containerFor('study', withDatabase, named)).toBe(wanted);
  });

  it('is not opened in a container of somebody else', () => {
    expect(() => containerFor('study', withDatabase, 'dbs')).toThrow(
      'study has no container that is called dbs.',
    );
  });

  it('is refused where nothing runs, or where the image has none', () => {
    expect(() => tried(null)).toThrow('does not run');
    expect(() => tried({ code: 127, output: 'sh: not found' })).toThrow('There is no shell');
    expect(() => tried({ code: 0, output: '' })).not.toThrow();
  });
});
