import { type Facts, query } from '../facts/facts.ts';
import type { Goal } from '../goal.ts';
import { certificateFile } from '../paths.ts';
import { isHandedOver } from '../renewal/hand-over.ts';
import { RENEWAL_SCRIPT } from '../renewal/run-script.ts';
import { sh } from '../shell.ts';
import { type Check, HOLDS, lacks, type Step } from './step.ts';

/** The load balancer shows the certificate of the server, which is handed over from there: no key for Amazon is on the way. */
export function balancerHandOver({ host, install, names }: Goal, arn: string): Step {
  const found = query('certificate', host, certificateFile(install));
  const renewal = query('renewal', host);
  const check = (facts: Facts): Check => {
    const state = facts.get(renewal)?.installs[install];
    const present = facts.get(found);
    if (present && isHandedOver(arn, present, state?.handedOver)) return HOLDS;
    const { lastTry } = state ?? {};
    return lacks(
      lastTry?.outcome === 'failed' ? lastTry.says : 'The load balancer does not have it yet.',
    );
  };
  return {
    id: 'balancer.hand-over',
    title: `Have the server hand the certificate for ${names.join(' and ')} to the load balancer`,
    because: () =>
      'It may do that, by a role at Amazon, with this one certificate. It does so again whenever it has renewed it: nobody is needed.',
    needs: ['renewal.timer'],
    sees: [found, renewal],
    check,
    actions: () => [
      // A renewal that is under way is waited for; and Amazon knows a new role only after a while.
      { do: 'run', command: sh`sh ${RENEWAL_SCRIPT} --hand-over`, patienceSeconds: 600 },
    ],
    remedies: [
      `The server needs a role (an instance profile) that may do acm:ImportCertificate with ${arn}.`,
      'Run the same once more: it goes on from here.',
    ],
  };
}
