import type { Revision } from '../changes/revision.ts';
import type { ContainerSpec } from '../containers/container.ts';
import { containersOf } from '../containers/install-containers.ts';
import { type Facts, query } from '../facts/facts.ts';
import type { Goal } from '../goal.ts';
import { cutsOff } from './cut-off.ts';
import { HOLDS, lacks, type Step } from './step.ts';

/** Everything of the app's at rest, the app first: its data do not move, and are as it wants them. */
export function appStop(
  goal: Goal,
  revision: Revision,
  stamp: string | null,
  needs: readonly string[],
): Step {
  const { host, install, app } = goal;
  const specs = [...containersOf(goal)].reverse();
  // What failed with the data is not kept.
  const anyhow = revision.kind === 'restore' && !revision.copyFirst;
  const containers = specs.map(({ name }) => query('container', host, name));
  const backups = query('backups', host, install);
  const change = query('change', host, install);
  return {
    id: 'app.stop',
    title: `Stop ${app.label} its safe way`,
    because: () =>
      revision.kind === 'upgrade' && revision.inPlace !== null
        ? `Its website is not there until it is started again: ${revision.inPlace}.`
        : 'Its website is not there until it is started again.',
    needs,
    ...cutsOff(goal),
    sees: [...containers, backups, change],
    check: (facts) => {
      const over =
        revision.kind === 'restore'
          ? revision.begun !== null && facts.get(change)?.restored === revision.backup?.stamp
          : facts.get(backups)?.some((each) => each.stamp === stamp);
      const running = containers.some((each) => {
        const state = facts.get(each)?.state;
        return state === 'running' || state === 'restarting' || state === 'paused';
      });
      return over || !running ? HOLDS : lacks(`${app.label} runs.`);
    },
    actions: (facts) =>
      specs.map((spec) => {
        const unsaved =
          anyhow && spec.stop.proof !== undefined && failed(spec, revision, goal, facts);
        return { do: 'rest', spec, ...(anyhow && { anyhow }), ...(unsaved && { unsaved }) };
      }),
  };
}

/**
 * Whether it runs from another image than the one that comes back. In a storage elsewhere, what it would
 * bring to safety would take the place of what the one before had brought there.
 */
function failed(
  { name }: ContainerSpec,
  revision: Revision,
  { host }: Goal,
  facts: Facts,
): boolean {
  const before = revision.kind === 'restore' ? (revision.backup?.images ?? []) : [];
  const id = facts.get(query('container', host, name))?.imageId;
  return before.some((each) => each.container === name && each.id !== id);
}
