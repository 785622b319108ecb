import { isAdopted, isAsItWas } from '../adoption/adopted.ts';
import { appContainer } from '../containers/install-containers.ts';
import { type Facts, query } from '../facts/facts.ts';
import type { Goal } from '../goal.ts';
import { imageStepId } from './image.ts';
import { noteText, type Rescue, rescueCommand, rescueNote } from './rescue.ts';
import { HOLDS, lacks, type Step } from './step.ts';

/** Enough for hundreds of gigabytes. */
const PATIENCE_SECONDS = 6 * 3600;

/** What is kept in an adopted container alone, and where it goes. */
export function rescuesOf({ install, adopted }: Pick<Goal, 'install' | 'adopted'>): Rescue[] {
  return (adopted?.rescued ?? []).flatMap((target) => {
    const source = adopted?.volumes.find((each) => each.target === target)?.source;
    return adopted && source !== undefined
      ? [{ install, container: adopted.container, target, volume: source }]
      : [];
  });
}

/** Whether what somebody else set up gives its place to a container of ours. */
export function isReplacing({ adopted, asItWas }: Pick<Goal, 'adopted' | 'asItWas'>): boolean {
  return isAsItWas(adopted) && !asItWas;
}

/** Whether data must be moved out of a container before it is replaced. */
export function moves(goal: Pick<Goal, 'install' | 'adopted' | 'asItWas'>): boolean {
  return isReplacing(goal) && rescuesOf(goal).length > 0;
}

/** Copies what lies in a container alone into a volume. */
export function rescueAction(rescue: Rescue) {
  return {
    do: 'run',
    command: rescueCommand(rescue),
    patienceSeconds: PATIENCE_SECONDS,
    detached: true,
  } as const;
}

/**
 * What an app kept in its container alone is copied out once more, and for good: at rest nothing is
 * written any more, so that the copy is whole.
 */
export function appMove(goal: Goal, needs: readonly string[]): Step {
  const { host, install, app, adopted, recipe } = goal;
  const spec = appContainer(goal);
  const container = query('container', host, install);
  const rescues = rescuesOf(goal);
  const notes = rescues.map(({ volume }) => query('textFile', host, rescueNote(volume)));
  const copied = (facts: Facts, startedAt: string) =>
    notes.every((note) =>
      facts.get(note)?.includes(noteText(adopted?.container ?? '', startedAt, false)),
    );
  return {
    id: 'app.move',
    title: `Stop ${app.label} and move its data out of the container, to ${rescues.map(({ volume }) => `the volume ${volume}`).join(' and ')}`,
    because: () =>
      'They lie in the container alone and would be deleted with it. They are read back and compared; the container is kept until the new one runs.',
    needs: ['settings.write', imageStepId(recipe.source), ...needs],
    sees: [container, ...notes],
    check: (facts) => {
      const found = facts.get(container);
      if (!found || !isAdopted(adopted, found)) return HOLDS;
      if (found.state === 'running') return lacks(`${app.label} still writes in its container.`);
      return copied(facts, found.startedAt)
        ? HOLDS
        : lacks('Its data were not copied since it stopped.');
    },
    actions: () => [{ do: 'rest', spec }, ...rescues.map(rescueAction)],
    remedies: [
      `Nothing is lost: the data are still in the container. To have it run again as before, on the server: docker start ${install}`,
    ],
  };
}
