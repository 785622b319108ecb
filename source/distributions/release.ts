import type { SystemFact } from '../facts/machine.ts';

/** The codename of the release, for a derivative that of the release it was built from. */
export function codenameOf({ id, codename, base }: SystemFact, distribution: string): string {
  if (id === distribution) return codename;
  return base?.id === distribution ? base.codename : '';
}

/** `9` of `9.6`; 0 where there is none. */
export function majorOf({ version }: SystemFact): number {
  return Number.parseInt(version, 10) || 0;
}
