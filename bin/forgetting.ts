import type { Session } from '../source/session/session.ts';
import type { ErrandJob } from './errand-job.ts';
import { keptAddress, keptHosts } from './kept-hosts.ts';
import type { World } from './world.ts';

type Doing = ErrandJob['errand'];

/** The same, after which this computer forgets the app that it was about: where it was to be removed, and is. */
export function forgetting(doing: Doing, world: World, removes: () => boolean): Doing {
  return {
    narrow: doing.narrow,
    get asItIs() {
      return doing.asItIs ?? false;
    },
    ...(doing.revising && { revising: doing.revising }),
    ...(doing.returning && { returning: doing.returning }),
    over: (below) => {
      const session: Session = doing.over(below);
      return {
        ...session,
        receipt: async (prepared, signal) => {
          const receipt = await session.receipt(prepared, signal);
          if (!removes()) return receipt;
          const memory = keptHosts(world);
          const { host, install } = prepared.goal;
          memory.forgetInstall(keptAddress(world, host), install);
          await memory.settled();
          return receipt;
        },
      };
    },
  };
}
