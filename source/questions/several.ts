import type { Choice } from './question.ts';

/** The values in an answer to a question of the kind `several`, or in what was typed for one. */
export function valuesIn(text: string): string[] {
  return [...new Set(text.split(/[\s,]+/).filter((value) => value !== ''))];
}

/** The answer that these values make. */
export function severalOf(values: readonly string[]): string {
  return values.join(',');
}

/** The choices that have every word of a search in their value, label or note. */
export function matching(choices: readonly Choice[], search: string): readonly Choice[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  return choices.filter(({ value, label, note = '' }) => {
    const text = `${value} ${label} ${note}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}
