import type { Distribution } from '../distributions/distribution.ts';
import { type Facts, query } from '../facts/facts.ts';
import { packagesUser } from '../facts/machine/packages.ts';
import type { Goal } from '../goal.ts';
import { type Check, HOLDS, lacks, type Step } from './step.ts';

/** A fresh machine installs its own updates first; nobody else may use the package manager then. */
export function serverReady({ host }: Goal, { packages: manager }: Distribution): Step {
  const firstBoot = query('firstBoot', host);
  const packages = query('packages', host);
  const check = (facts: Facts): Check => {
    if (facts.get(firstBoot)?.state === 'running') {
      return lacks('The server is still setting itself up (cloud-init).');
    }
    const busy = facts.get(packages)?.busy;
    if (busy) return lacks(`${packagesUser(busy)} is using the package manager.`);
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
      const seen = facts.get(packages);
      return manager.repair && seen?.interrupted && !seen.busy
        ? [manager.repair]
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
