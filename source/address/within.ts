import { canonicalAddress, isPublic } from '../dns/address.ts';
import type { Goal } from '../goal.ts';

/**
 * Whether this computer may be in the server's own network, behind the same router: there, the public
 * names may lead to the router itself, or nowhere, while all is well for everybody else.
 */
export function isWithin({ follows, reachedAt }: Pick<Goal, 'follows' | 'reachedAt'>): boolean {
  const target = canonicalAddress(reachedAt);
  return follows !== undefined && (target === undefined || !isPublic(target));
}
