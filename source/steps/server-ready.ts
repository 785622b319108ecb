import { type Facts, query } from '../facts/facts.ts';
import type { Goal } from '../goal.ts';
import { sh } from '../shell.ts';
import { type Check, HOLDS, lacks, type Step } from './step.ts';

/** A fresh machine installs its own updates first; nobody else may use the package manager then. */
export function serverReady({ host }: Goal): Step {
  const firstBoot = query('firstBoot', host);
  const packages = query('packages', host);
  const check = (facts: Facts): Check => {
    if (facts.get(firstBoot)?.state === 'running') {
      return lacks('The server is still setting itself up (cloud-init).');
    }
    const busy = facts.get(packages)?.busy;
    if (busy) return lacks(`${busy.program} is using the package manager.`);
    if (facts.get(packages)?.interrupted) return lacks('An earlier installation was interrupted.');
    return HOLDS;
  };
  return {
    id: 'server.ready',
    title: "Wait for the server's own first updates",
    needs: [],
    sees: [firstBoot, packages],
    check,
    actions: (facts) => {
      const repair = facts.get(packages)?.interrupted && !facts.get(packages)?.busy;
      return repair
        ? [
            {
              do: 'run',
              // What was cut while unpacking may lack packages that it depends on.
              command: sh`DEBIAN_FRONTEND=noninteractive sh -c 'dpkg --configure -a --force-confdef --force-confold || apt-get -q -y -f install'`,
              patienceSeconds: 900,
              detached: true,
            },
          ]
        : [
            {
              do: 'await',
              saying: "the server's own first updates",
              everySeconds: 2,
              patienceSeconds: 900,
            },
          ];
    },
    remedies: [
      'Run setup-server again in a few minutes; it goes on from here.',
      'If it never ends, restart the server at its provider, then run setup-server again.',
    ],
  };
}
