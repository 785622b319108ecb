import { query } from '../facts/facts.ts';
import type { PortOwnerFact } from '../facts/machine.ts';
import { USUAL_PORTS } from '../front/ports.ts';
import { inOrder, sh } from '../shell.ts';
import { type Check, HOLDS, lacks, type Step } from '../steps/step.ts';

/** Stops web servers that only show the page they came with, and keeps them from coming back. */
export function stopService(host: string, owners: readonly PortOwnerFact[]): Step {
  const units = [...new Set(owners.flatMap(({ unit }) => unit ?? []))];
  const programs = [...new Set(owners.map(({ program }) => program))];
  const sees = [USUAL_PORTS.http, USUAL_PORTS.https].map((port) =>
    query('portOwner', host, String(port)),
  );
  return {
    id: 'ports.free',
    title: `Stop the preinstalled web server (${programs.join(', ')}); it only shows its welcome page`,
    because: () => `To undo it, on the server: systemctl enable --now ${units.join(' ')}`,
    needs: ['server.ready'],
    sees,
    check: (facts): Check => {
      const still = sees.flatMap((each) => facts.get(each) ?? []);
      const left = still.find(({ unit }) => unit !== null && units.includes(unit));
      return left ? lacks(`${left.program} still stands there.`) : HOLDS;
    },
    actions: () => [
      {
        do: 'run',
        patienceSeconds: 60,
        command: inOrder(...units.map((unit) => sh`systemctl disable --now ${unit}`)),
      },
    ],
  };
}

/** Stops a container of somebody else's, whose name was typed for it. It is not deleted. */
export function stopContainer(host: string, container: string): Step {
  const listeners = query('listeners', host);
  return {
    id: 'ports.free',
    title: `Stop the container ${container}, now and for good`,
    because: () =>
      `It is not deleted. To undo it, on the server: docker update --restart always ${container}; docker start ${container}`,
    needs: ['server.ready'],
    sees: [listeners],
    check: (facts) =>
      facts.get(listeners)?.some((each) => each.container === container)
        ? lacks(`${container} still has the ports.`)
        : HOLDS,
    actions: () => [
      {
        do: 'run',
        patienceSeconds: 120,
        command: sh`docker update --restart no ${container} >/dev/null && docker stop ${container} >/dev/null`,
      },
    ],
  };
}
