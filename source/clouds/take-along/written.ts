import { type Facts, query } from '../../facts/facts.ts';
import { HOLDS, lacks, type Step } from '../../steps/step.ts';

/** A file of the person's own computer that says just this. */
export function written(path: string, text: string): Step {
  const seen = query('ownText', '', path);
  return {
    id: `file.${path.split('/').at(-1)}`,
    title: `Write ${path}`,
    needs: [],
    sees: [seen],
    check: (facts: Facts) => {
      const there = facts.get(seen);
      if (there === text) return HOLDS;
      return lacks(there === null ? 'It is not there yet.' : 'It says something else.');
    },
    actions: () => [{ do: 'write-own', path, text }],
  };
}

/** A folder as it was typed, without what paths below it would repeat. */
export function folderOf(typed: string): string {
  return typed.replace(/\/+$/, '') || '.';
}
