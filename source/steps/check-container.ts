import { type ContainerSpec, fingerprint, LABEL } from '../containers/container.ts';
import type { ContainerFact } from '../facts/objects.ts';
import { howItEnded } from './how-it-ended.ts';
import { type Check, HOLDS, lacks } from './step.ts';

/**
 * Whether a container runs as its spec says, made from this env file (its SHA-256, null for none).
 * A predecessor that was left behind counts as unfinished work.
 */
export function checkContainer(
  found: ContainerFact | null | undefined,
  spec: ContainerSpec,
  envSha256: string | null,
): Check {
  if (!found) return lacks(`There is no container ${spec.name} yet.`);
  if (found.labels[LABEL.spec] !== fingerprint(spec)) {
    return lacks(`The container ${spec.name} was made with other settings.`);
  }
  if (envSha256 !== null && found.labels[LABEL.env] !== envSha256) {
    return lacks(`The container ${spec.name} was made with an older env.list.`);
  }
  if (found.restart !== spec.restart) {
    return lacks(`The container ${spec.name} would not start again by itself.`);
  }
  if (found.predecessor) return lacks(`The container that ${spec.name} replaced is still there.`);
  if (found.successor) return lacks(`One that was started beside ${spec.name} is still there.`);
  return found.state === 'running' ? HOLDS : lacks(`The container ${spec.name} ${does(found)}.`);
}

function does(found: ContainerFact): string {
  const { state } = found;
  if (state === 'restarting') return `stops by itself again and again: ${howItEnded(found)}`;
  return state === 'exited' || state === 'dead' ? 'has stopped' : 'does not run';
}
