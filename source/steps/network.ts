import { query } from '../facts/facts.ts';
import { sh } from '../shell.ts';
import { HOLDS, lacks, type Step } from './step.ts';

/** A private network of Docker's. */
export function networkMade(
  id: string,
  title: string,
  host: string,
  name: string,
  dockerReady: readonly string[],
): Step {
  const network = query('network', host, name);
  return {
    id,
    title,
    needs: dockerReady,
    sees: [network],
    check: (facts) => (facts.get(network) ? HOLDS : lacks('The network is not there yet.')),
    actions: () => [
      {
        do: 'run',
        command: sh`docker network inspect ${name} >/dev/null 2>&1 || docker network create ${name} >/dev/null`,
        patienceSeconds: 60,
      },
    ],
  };
}
