import { expect, it } from 'vitest';
import { goingOn, isAdopted, readAdopted } from '../../source/adoption/adopted.ts';
import { appContainer } from '../../source/containers/install-containers.ts';
import { goal } from '../core/example-goal.ts';
import { sampleContainer } from '../core/sample-container.ts';
import { ID } from './sample-other.ts';

const adopted = {
  ...{ container: ID, name: 'old', networks: ['shop'], rescued: ['/data'] },
  volumes: [{ source: 'study-rescued', target: '/data' }],
};

it('A record is read as it was written', () => {
  const elsewhere = 'its database (db)';
  const whole = { ...adopted, entrypoint: ['./start'], elsewhere, replaced: true } as const;
  expect(readAdopted(JSON.parse(JSON.stringify(whole)))).toEqual(whole);
  expect(readAdopted(adopted)).toEqual(adopted);
});

it('What is no record of a container counts as none', () => {
  for (const value of [undefined, null, 'x', {}, { container: 'not; an id' }, { container: 7 }])
    expect(readAdopted(value)).toBeUndefined();
});

it('What is odd in a record is left out', () => {
  expect(
    readAdopted({
      container: ID,
      volumes: [{ source: 1 }, null, { source: 'a', target: 'relative' }, adopted.volumes[0]],
      networks: [1, 'shop'],
      rescued: 'x',
    }),
  ).toEqual({ container: ID, name: '', volumes: adopted.volumes, networks: ['shop'], rescued: [] });
});

it('Only the very container is it, never another one of its name', () => {
  expect(isAdopted(adopted, sampleContainer({ id: ID }))).toBe(true);
  expect(isAdopted(adopted, sampleContainer({ id: 'c0ffee' }))).toBe(false);
  expect(isAdopted(undefined, sampleContainer({ id: ID }))).toBe(false);
  expect(isAdopted(adopted, null)).toBe(false);
});

it('What lies in a database that came with it is known to be in no copy', () => {
  const elsewhere = 'its database (db)';
  expect(goingOn(goal.recipe, { ...adopted, elsewhere }).elsewhere).toBe(elsewhere);
  expect(goingOn(goal.recipe, adopted).elsewhere).toBe(goal.recipe.elsewhere);
});

it('Its successor still meets those whom it met', () => {
  expect(appContainer({ ...goal, adopted }).networks).toEqual(['shop']);
});
