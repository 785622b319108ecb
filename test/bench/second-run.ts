import type { Built } from './build.ts';
import type { Comparison } from './comparison.ts';
import { installed } from './packages.ts';
import { takeTurns } from './samples.ts';
import { type Span, timeline } from './timeline.ts';
import { ansible, byHand, setupServer } from './ways.ts';
import { freshServer, prepareRange } from './whole-job.ts';

const ROUNDS = 5;

/** With nothing left to do: setup-server, a script and Ansible, each on the server that it set up. */
export async function secondRun(
  built: Built,
  say: (line: string) => void,
): Promise<{ comparisons: Comparison[]; timelines: Record<string, Span[]> }> {
  await installed({ 'ansible-playbook': 'ansible' }, say);
  await prepareRange(say);
  say('Second run');
  const ways = { ours: setupServer(built), byHand: byHand(built), ansible: ansible(built) };
  const ready = [];
  try {
    for (const [who, way] of Object.entries(ways)) {
      const { server, name } = await freshServer(`bench-again-${who.toLowerCase()}`);
      const again = await way(server, name);
      ready.push({ server, again });
      say(`  set up by ${who} in ${(await again()).seconds.toFixed(2)} s`);
    }
    const [ours, script, playbook] = ready.map(({ again }) => again);
    if (!ours || !script || !playbook) throw new Error('There are three ways.');
    let said = '';
    const samples = await takeTurns(ROUNDS, {
      ours: async () => {
        const ran = await ours();
        if (!ran.stdout.includes('"nothing-to-do"')) throw new Error(`It did work: ${ran.stdout}`);
        said = ran.stdout;
        return ran.seconds;
      },
      byHand: async () => (await script()).seconds,
      ansible: async () => {
        const ran = await playbook();
        if (!/changed=0 /.test(ran.stdout)) throw new Error(`It did work: ${ran.stdout}`);
        return ran.seconds;
      },
    });
    const common = { what: 'Second run', unit: 's', ours: samples.ours } as const;
    return {
      comparisons: [
        { ...common, peer: { name: 'Ansible', samples: samples.ansible }, aim: 0.2 },
        { ...common, peer: { name: 'script over SSH', samples: samples.byHand }, aim: null },
      ],
      timelines: { 'setup-server': timeline(said) },
    };
  } finally {
    for (const { server } of ready) await server.remove();
  }
}
