import type { Action } from '../action.ts';
import { sh } from '../shell.ts';
import { inSequence } from './in-sequence.ts';
import type { AppPart } from './parts.ts';

/**
 * What waits for a place since before the service was deployed last, Swarm forgets, although nothing of
 * it was changed (swarmkit, manager/scheduler, noSuitableNode: "task belongs to old revision of service"). So it is to wait anew.
 */
export function waitingAnew(install: string, { name }: AppPart): Action {
  const service = `${install}_${name}`;
  return {
    do: 'run',
    command: sh`
      [ -z "$(docker service inspect --format ${'{{if .PreviousSpec}}deployed again{{end}}'} ${service})" ] ||
      ${inSequence(sh`docker service update --force --detach ${service}`)}
    `,
    patienceSeconds: 60,
  };
}

/** Nothing waits for a place any more, so that what is wanted next is spread over all that may have it. */
export function noCopies(install: string, { name }: AppPart): Action {
  const service = `${install}_${name}`;
  return {
    do: 'run',
    command: sh`
      ${inSequence(sh`docker service scale --detach ${`${service}=0`}`)} || exit
      until [ -z "$(docker service ps --quiet --filter desired-state=running ${service})" ]; do sleep 0.2; done
    `,
    patienceSeconds: 60,
  };
}

/** From none to as many as are wanted. */
export function asManyCopies(install: string, { name }: AppPart, replicas: number): Action {
  const command = inSequence(sh`docker service scale --detach ${`${install}_${name}=${replicas}`}`);
  return { do: 'run', command, patienceSeconds: 60 };
}
