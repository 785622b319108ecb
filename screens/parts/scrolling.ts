/** As far down as it goes, however much is added. */
export const END = Number.MAX_SAFE_INTEGER;

/** By how many rows a key scrolls, on a page of so many. */
export const STEPS: Readonly<Record<string, (page: number) => number>> = {
  up: () => -1,
  down: () => 1,
  k: () => -1,
  j: () => 1,
  'page-up': (page) => -Math.max(1, page - 2),
  'page-down': (page) => Math.max(1, page - 2),
  b: (page) => -Math.max(1, page - 2),
  ' ': (page) => Math.max(1, page - 2),
};
