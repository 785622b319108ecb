import { appContainer } from '../containers/install-containers.ts';
import { type Facts, query } from '../facts/facts.ts';
import type { Goal } from '../goal.ts';

/** What a small app takes; the kernel would end the one that serves for a second one's sake. */
const LEAST_MB = 256;

/**
 * Why a new version can not run while the one before still does; null where it can: there is
 * nothing that both would write to, or that only one can have. Pure.
 */
export function whyInPlace(goal: Goal, facts: Facts): string | null {
  const { host, recipe, certificate, adopted, stopped } = goal;
  const spec = appContainer(goal);
  const found = facts.get(query('container', host, spec.name));
  const { rights, volumes, ports, stop } = spec;
  if (stopped || found?.state !== 'running') return 'it does not run now';
  if (adopted) return 'it was set up by hand';
  const writes = volumes.some(({ readOnly }) => !readOnly);
  if (writes || stop.proof || found.mounts.some(({ writable }) => writable))
    return 'it has data of its own, which two versions at once could spoil';
  if (recipe.companions?.length) return 'it works with others, whose data two versions could spoil';
  if (ports.length > 0 || certificate.use === 'app-client')
    return 'it has ports of the server, and two can not have the same';
  if (rights?.devices?.length || rights?.gpus)
    return 'it uses devices of the server, and two can not have the same';
  const free = facts.get(query('memory', host))?.availableMB;
  const wanted = Math.max(LEAST_MB, spec.limits?.memoryMB ?? 0);
  if (free !== undefined && free < wanted && !found.successor)
    return 'the server has too little free memory for two at once';
  return null;
}

/** Whether the new version is started while the one before goes on. */
export function isBeside({ revision }: Pick<Goal, 'revision'>): boolean {
  return revision?.kind === 'upgrade' && revision.inPlace === null;
}
