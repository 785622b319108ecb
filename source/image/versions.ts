/** A version among the tags of an image, `3.10.4` or `1.28-alpine`: its numbers, and what is around them. */
function partsOf(tag: string): { readonly numbers: readonly number[]; readonly around: string } {
  const numbers = [...tag.matchAll(/\d+/g)].map(([digits]) => Number(digits));
  return { numbers, around: tag.replace(/\d+/g, '#') };
}

/** Which of two lists of numbers is the greater, the first difference counting. */
function compare(one: readonly number[], other: readonly number[]): number {
  const at = one.findIndex((number, index) => number !== other[index]);
  return at === -1 ? 0 : (one[at] ?? 0) - (other[at] ?? 0);
}

/**
 * Of an image's tags, the versions after the one that is in use, the newest first: those that are
 * written alike. A tag without a number, `latest`, has none: what it means moves.
 */
export function versionsAfter(tag: string, tags: readonly string[]): readonly string[] {
  const { numbers, around } = partsOf(tag);
  if (numbers.length === 0) return [];
  return tags
    .map((each) => ({ each, ...partsOf(each) }))
    .filter((other) => other.around === around && compare(other.numbers, numbers) > 0)
    .sort((one, other) => compare(other.numbers, one.numbers))
    .map(({ each }) => each);
}

/** Whether the step from one version to another is a large one: the first number changes. */
export function isMajor(from: string, to: string): boolean {
  return partsOf(from).numbers[0] !== partsOf(to).numbers[0];
}
