import { ExpectedError, type Trouble } from '../expected-error.ts';
import { type Facts, type Query, query } from '../facts/facts.ts';
import type { Goal } from '../goal.ts';
import type { Step } from '../steps/step.ts';
import { othersRecorded } from './answers.ts';

/** What is told where something is possible on one server only. */
export function onSeveral(goal: Goal): ExpectedError {
  const { app, cluster } = goal;
  return refusal(goal, {
    what: `${app.label} runs on ${(cluster?.others.length ?? 0) + 1} servers, where that is not possible yet.`,
    why: 'It would be done on the first server only, and the others would not know of it.',
  });
}

/** What tells whether the first server is in a cluster, where its record says that the app runs on several. */
export function queriesAlone({ host, install }: Goal, facts: Facts): readonly Query[] {
  const isSeveral = othersRecorded(facts.get(query('record', host, install))) > 0;
  return isSeveral ? [query('swarm', host)] : [];
}

/**
 * Throws where an app that runs on several servers would be started on the first one as on one alone: what was asked
 * for knows nothing of the others, and both would write to the same data.
 */
export function refuseOnOneAlone(goal: Goal, steps: readonly Step[], facts: Facts): void {
  const { host, install, app, cluster } = goal;
  const ids = new Set(steps.map(({ id }) => id));
  // Who grows takes care of the others, too.
  if (cluster && !ids.has('swarm.services')) throw onSeveral(goal);
  // And so does who goes back.
  if (cluster || ids.has('swarm.release')) return;
  const swarm = query('swarm', host);
  const servers = othersRecorded(facts.get(query('record', host, install))) + 1;
  // In no cluster, it has only come with a copy, or was taken out by hand: nothing of it runs beside.
  const state = facts.has(swarm) ? (facts.get(swarm)?.state ?? 'inactive') : 'unknown';
  if (servers === 1 || state === 'inactive') return;
  throw refusal(goal, {
    what: `${app.label} runs on ${servers} servers, and these answers want it on one.`,
    why: 'It would be started a second time beside them, and both would write to the same data.',
  });
}

function refusal({ install, host }: Goal, told: Pick<Trouble, 'what' | 'why'>): ExpectedError {
  return new ExpectedError({
    code: 'swarm.on-several',
    ...told,
    next: [
      `npx setup-server grow --install ${install} sets right what runs there.`,
      `npx setup-server shrink --install ${install} goes back to one server; then it is possible.`,
    ],
    detail: host,
  });
}
