import { dns, host, rangeUp } from '../range/range.ts';
import type { Built } from './build.ts';
import type { Comparison } from './comparison.ts';
import type { Ran } from './operator.ts';
import { installed } from './packages.ts';
import { median, takeTurns } from './samples.ts';
import { phases, type Span, timeline } from './timeline.ts';
import { byHand, setupServer, type Way } from './ways.ts';

const ROUNDS = 3;

/** From a fresh server to JATOS at `https://`: setup-server against a script, each on a server of its own. */
export async function wholeJob(
  built: Built,
  say: (line: string) => void,
): Promise<{ comparisons: Comparison[]; timelines: Record<string, Span[]> }> {
  await prepareRange(say);
  say('Whole job');
  const last: Record<string, Ran[]> = { ours: [], byHand: [] };
  let count = 0;
  const onFresh = (who: 'ours' | 'byHand', way: Way) => async () => {
    count += 1;
    const { server, name } = await freshServer(`bench-${who.toLowerCase()}-${count}`);
    try {
      const ran = await (await way(server, name))();
      last[who]?.push(ran);
      return ran.seconds;
    } finally {
      await server.remove();
    }
  };
  const rivals = {
    ours: onFresh('ours', setupServer(built)),
    byHand: onFresh('byHand', byHand(built)),
  };
  const { ours, byHand: peer } = await takeTurns(ROUNDS, rivals, (who, seconds, round) =>
    say(`  ${round} ${who} ${seconds.toFixed(2)} s`),
  );
  return {
    comparisons: [
      {
        ...{ what: 'Whole job', unit: 's', aim: 0.85 },
        ours,
        peer: { name: 'script over SSH', samples: peer },
      },
    ],
    timelines: {
      'setup-server': timeline(middle(last.ours)),
      'script over SSH': phases(middle(last.byHand)),
    },
  };
}

/** Debian's own Docker for all: what the script and Ansible install. */
export async function prepareRange(say: (line: string) => void): Promise<void> {
  await installed({ ssh: 'openssh-client', curl: 'curl' }, say);
  await rangeUp({ suites: ['bookworm'], apps: ['nginx', 'jatos'] }, say);
}

/** A new server with a name of its own: no CA remembers anything of it. */
export async function freshServer(name: string) {
  const server = await host(name, { suite: 'bookworm', disk: 'tmpfs' });
  const hostname = `${name}-${Date.now()}.range.test`;
  await dns.set(hostname, server.address);
  return { server, name: hostname };
}

/** What was said in the run of middle length. */
function middle(runs: readonly Ran[] = []): string {
  const half = median(runs.map(({ seconds }) => seconds));
  const ran = runs.find(({ seconds }) => seconds >= half);
  return ran?.stdout ?? '';
}
