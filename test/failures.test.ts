import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const read = (path: string) =>
  readFileSync(fileURLToPath(new URL(`../${path}`, import.meta.url)), 'utf8');

const shown = [...read('test/failures.md').matchAll(/`(test\/[^`]+)`: “([^”]+)”/g)].map(
  ([, file = '', title = '']) => [file, title] as const,
);

it.each(shown)('what goes wrong is shown by %s: %s', (file, title) => {
  expect(read(file)).toContain(`'${title}'`);
});

it('nothing that goes wrong is without its test', () => {
  const all = read('test/failures.md').split(/^- /m).slice(1);
  expect(all.length).toBeGreaterThan(20);
  expect(all.filter((each) => !each.includes('`test/'))).toEqual([]);
});
