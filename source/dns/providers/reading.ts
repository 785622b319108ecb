/** What stands at a path in a parsed reply; undefined where the reply is of another form. */
export function at(value: unknown, ...path: readonly (string | number)[]): unknown {
  let found = value;
  for (const key of path) {
    if (typeof found !== 'object' || found === null) return undefined;
    found = (found as Record<string | number, unknown>)[key];
  }
  return found;
}

/** A list; empty where there is none. */
export function listAt(value: unknown, ...path: readonly (string | number)[]): readonly unknown[] {
  const found = at(value, ...path);
  return Array.isArray(found) ? found : [];
}

/** A text, or a number as one; '' where there is neither. */
export function textAt(value: unknown, ...path: readonly (string | number)[]): string {
  const found = at(value, ...path);
  return typeof found === 'string' || typeof found === 'number' ? String(found) : '';
}

/** All items of a list that comes in pages, numbered from 1. */
export async function everyPage<Item>(
  page: (number: number) => Promise<{ readonly items: readonly Item[]; readonly more: boolean }>,
): Promise<Item[]> {
  const all: Item[] = [];
  for (let number = 1; ; number += 1) {
    const { items, more } = await page(number);
    all.push(...items);
    if (!more || items.length === 0) return all;
  }
}
