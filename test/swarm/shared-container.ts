import { fingerprint, LABEL } from '../../source/containers/container.ts';
import { appContainer } from '../../source/containers/install-containers.ts';
import { query } from '../../source/facts/facts.ts';
import type { Goal } from '../../source/goal.ts';
import { HOLDS, lacks, type Step } from '../../source/steps/step.ts';

/** Where the pretended copy of data lies. */
export const COPY = '/var/copy';

/** Of the whole job, what is about the container that copies work with. */
export function shared(goal: Goal): Step[] {
  if (!goal.cluster?.spread.stays) return [];
  const nothing = { check: () => HOLDS, actions: () => [] };
  const spec = appContainer(goal);
  const container = query('container', goal.host, spec.name);
  const copied = query('file', goal.host, COPY);
  const restoring = goal.revision?.kind === 'restore';
  const back = query('file', goal.host, '/var/data.restore');
  return [
    { id: 'settings.write', title: 'settings.write', needs: [], sees: [], ...nothing },
    {
      ...{ id: 'app.stop', title: 'app.stop', needs: [], sees: [container, copied, back] },
      check: (facts) =>
        facts.get(restoring ? back : copied) || facts.get(container)?.state !== 'running'
          ? HOLDS
          : lacks('It runs.'),
      actions: () => [{ do: 'rest', spec }],
    },
    {
      ...{ id: 'app.start', title: 'app.start', needs: [], sees: [container] },
      check: (facts) => {
        const found = facts.get(container);
        const same = found?.labels[LABEL.spec] === fingerprint(spec) && found.state === 'running';
        return same ? HOLDS : lacks('It does not run as it shall.');
      },
      actions: () => [{ do: 'container', spec }],
    },
    { id: 'app.ready', title: 'app.ready', needs: [], sees: [], ...nothing },
  ];
}
