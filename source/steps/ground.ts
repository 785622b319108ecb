import type { Distribution } from '../distributions/distribution.ts';
import { distributionOf } from '../distributions/index.ts';
import { type Facts, query } from '../facts/facts.ts';
import type { AddressesFact, LoginFact, SystemFact } from '../facts/machine.ts';
import type { Author } from './record-write.ts';

/** What the steps depend on besides the goal; it does not change while they run. */
export interface Ground {
  readonly distribution: Distribution;
  readonly system: SystemFact;
  readonly login: LoginFact;
  readonly author: Author;
  readonly addresses?: AddressesFact;
}

/** What the steps stand on, as far as it was seen; undefined where a host can't be planned for. */
export function groundSeen(host: string, facts: Facts, author: Author): Ground | undefined {
  const system = facts.get(query('system', host));
  const login = facts.get(query('login', host));
  const judged = system && distributionOf(system);
  if (!system || !judged?.works || !login) return undefined;
  const addresses = facts.get(query('addresses', host));
  const { distribution } = judged;
  return { distribution, system, login, author, ...(addresses && { addresses }) };
}
