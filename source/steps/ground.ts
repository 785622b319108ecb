import { distributionOf } from '../distributions/index.ts';
import { type Facts, query } from '../facts/facts.ts';
import type { Ground } from './index.ts';
import type { Author } from './record-write.ts';

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
