import { keptPath } from '../source/answers/draft.ts';
import { HostMemory } from '../source/hosts/host-memory.ts';
import type { World } from './world.ts';

/** The hosts that this person's machine remembers. */
export function keptHosts({ environment, platform, home, now }: World): HostMemory {
  return new HostMemory(keptPath(environment, platform, home, 'hosts.json'), now);
}
