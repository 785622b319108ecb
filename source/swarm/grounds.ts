import type { Facts } from '../facts/facts.ts';
import { type Ground, groundSeen } from '../steps/ground.ts';
import type { Author } from '../steps/record-write.ts';

/** What the steps of a server depend on, by its host. */
export type Grounds = (host: string) => Ground;

/** Of servers that were all looked at. */
export function groundsIn(facts: Facts, author: Author): Grounds {
  return (host) => {
    const ground = groundSeen(host, facts, author);
    if (!ground) throw new Error(`${host} was not looked at before planning.`);
    return ground;
  };
}
