import { besideOf, fingerprint, LABEL, ownAlias, successorOf } from '../containers/container.ts';
import { appContainer } from '../containers/install-containers.ts';
import { type Facts, query } from '../facts/facts.ts';
import { FRONT_CONTAINER } from '../front/container.ts';
import { addressOf, type Goal } from '../goal.ts';
import { versionOf } from '../image/reference.ts';
import { envFile } from '../paths.ts';
import { sh } from '../shell.ts';
import { appReady } from './app.ts';
import { checkContainer } from './check-container.ts';
import { imageStepId } from './image.ts';
import { comesBefore, leadingTo } from './site-open.ts';
import { HOLDS, type Step } from './step.ts';

/** For how long answers that were begun by the one before may still take. */
const LAST_ANSWERS_SECONDS = 30;

/** The new version beside the one that runs, and visitors led over once it is ready. */
export function besideSteps(goal: Goal): Step[] {
  const { host, install, app, recipe } = goal;
  const wanted = appContainer(goal);
  const spec = besideOf(wanted);
  const [place, next] = [query('container', host, install), query('container', host, spec.name)];
  const file = query('envFile', host, envFile(install));
  /** The new one has the place already: nothing of this is left to do. */
  const isOver = (facts: Facts) => {
    const found = facts.get(place);
    return found?.state === 'running' && found.labels[LABEL.spec] === fingerprint(wanted);
  };
  const unlessOver = (step: Step): Step => ({
    ...step,
    sees: [...step.sees, place],
    check: (facts) => (isOver(facts) ? HOLDS : step.check(facts)),
  });
  const start: Step = {
    id: 'app.beside',
    title: `Start ${app.label} ${versionOf(wanted.image)} beside the one that runs`,
    because: () =>
      'It keeps nothing on the server that both would write to, so its visitors need not wait.',
    needs: [
      ...['front.network', imageStepId(recipe.source), 'settings.write'],
      ...(recipe.files?.length ? ['app.files'] : []),
      ...(recipe.folders?.length ? ['app.folders'] : []),
    ],
    sees: [next, file],
    check: (facts) => checkContainer(facts.get(next), spec, facts.get(file)?.sha256 ?? 'none yet'),
    actions: () => [{ do: 'container', spec }],
    remedies: ['The one before has not been touched, and goes on.'],
    evidence: query('log', host, spec.name),
  };
  const ready = appReady(goal, { id: 'app.next', name: successorOf(install), after: start.id });
  const lead = leadingTo(goal, ownAlias(wanted));
  const change: Step = {
    ...lead,
    id: 'site.switch',
    title: `Lead visitors of ${addressOf(goal)} to the new one`,
    needs: [ready.id, comesBefore(goal)],
    actions: (facts) => [
      ...lead.actions(facts),
      {
        do: 'run',
        patienceSeconds: LAST_ANSWERS_SECONDS + 30,
        // Who asked before gets an answer from the one before; longer than that only WebSockets stay.
        command: sh`for each in $(seq ${LAST_ANSWERS_SECONDS}); do docker exec ${FRONT_CONTAINER} ps | grep -q 'shutting down' || break; sleep 1; done`,
      },
    ],
  };
  return [start, ready, change].map(unlessOver);
}
