import type { SystemFact } from '../facts/machine.ts';
import { debian } from './debian.ts';
import type { Distribution } from './distribution.ts';
import { ubuntu } from './ubuntu.ts';

/** Every distribution that a host may run. */
export const distributions: readonly Distribution[] = [debian, ubuntu];

export type Judged =
  | { readonly works: true; readonly distribution: Distribution }
  | { readonly works: false; readonly why: string };

/** The distribution of a host, or why it can't be set up. */
export function distributionOf(system: SystemFact): Judged {
  const distribution = distributions.find(({ id }) => id === system.id);
  const labels = distributions.map(({ label }) => label).join(' and ');
  if (!distribution) {
    const like = system.like.flatMap((id) => distributions.filter((each) => each.id === id))[0];
    return {
      works: false,
      why: `This server runs ${system.name}. ${labels} work${like ? `; ${like.label} is the nearest` : ''}.`,
    };
  }
  const refusal = distribution.refusal(system);
  return refusal === undefined ? { works: true, distribution } : { works: false, why: refusal };
}
