import { resolve } from 'node:path';
import { keptPath } from '../source/answers/draft.ts';
import { HostMemory } from '../source/hosts/host-memory.ts';
import { withPaths } from '../source/hosts/ssh-address.ts';
import type { World } from './world.ts';

/** The hosts that this person's machine remembers. */
export function keptHosts({ environment, platform, home, now }: World): HostMemory {
  return new HostMemory(keptPath(environment, platform, home, 'hosts.json'), now);
}

/** A host's address as it is kept: a key's path in it is whole, as the next time it may be another folder. */
export function keptAddress({ folder }: World, address: string): string {
  return withPaths(address, (path) => resolve(folder, path));
}
