import { describe, expect, it } from 'vitest';
import type { EnvEntry } from '../../source/apps/recipe.ts';
import { Secret } from '../../source/secrets/secret.ts';
import { difference, differenceText } from '../../source/settings/difference.ts';

const present = new Map(
  Object.entries({ A: '1', B: 'x', PASSWORD: 'old-secret', GONE: 'g' }).map(([name, value]) => [
    name,
    new Secret(value),
  ]),
);
const said = (wanted: readonly EnvEntry[]) => differenceText(difference(present, wanted));
const KEPT: EnvEntry[] = [...present].map(([name, value]) => ({ name, value }));
const without = (name: string) => KEPT.filter((each) => each.name !== name);

describe('the difference of two lists of variables', () => {
  it('is nothing where all is the same', () => {
    expect(said(KEPT)).toBe('');
  });

  it('names what comes, changes and goes, and shows what is open', () => {
    const wanted: EnvEntry[] = [
      { name: 'A', value: '2' },
      { name: 'B', value: 'x' },
      { name: 'PASSWORD', value: new Secret('new-secret') },
      { name: 'C', value: 'y' },
      { name: 'TOKEN', value: new Secret('hidden') },
    ];
    expect(said(wanted)).toBe(
      'Adds C = y and TOKEN; changes A from 1 to 2 and PASSWORD; removes GONE.',
    );
  });

  it('shows no value that was or will be secret', () => {
    const text = said([...without('PASSWORD'), { name: 'PASSWORD', value: new Secret('n3w') }]);
    expect(text).toBe('Changes PASSWORD.');
    expect(said(without('PASSWORD'))).toBe('Removes PASSWORD.');
  });

  it('counts what is made up as new', () => {
    const made = { generate: 'letters-and-digits', length: 8 } as const;
    expect(said([...KEPT, { name: 'KEY', value: made }])).toBe('Adds KEY.');
  });

  it('cuts what is long, and says of nothing that it is nothing', () => {
    const text = said([...KEPT, { name: 'L', value: 'l'.repeat(100) }, { name: 'E', value: '' }]);
    expect(text).toBe(`Adds L = ${'l'.repeat(60)}… and E = (nothing).`);
  });
});
