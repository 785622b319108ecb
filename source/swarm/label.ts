import type { RunAction } from '../action.ts';
import { sh } from '../shell.ts';
import { inSequence } from './in-sequence.ts';

/** Marks a server of the cluster, by its id there: services are placed by that. */
export function labelled(node: string, label: string): RunAction {
  const command = inSequence(sh`docker node update --label-add ${`${label}=yes`} ${node}`);
  return { do: 'run', command, patienceSeconds: 30 };
}

/** Takes such a mark away. What was placed by it is stopped there. */
export function unlabelled(node: string, label: string): RunAction {
  const command = inSequence(sh`docker node update --label-rm ${label} ${node}`);
  return { do: 'run', command, patienceSeconds: 30 };
}
