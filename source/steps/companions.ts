import type { Companion } from '../apps/companion.ts';
import { openAtFirst } from '../apps/open-at-first.ts';
import {
  companionContainer,
  companionsOf,
  installNetwork,
  volumesOf,
} from '../containers/install-containers.ts';
import { type Facts, query } from '../facts/facts.ts';
import { executionSubject } from '../facts/installs/execution.ts';
import type { Goal } from '../goal.ts';
import { companionEnvFile } from '../paths.ts';
import { checkContainer } from './check-container.ts';
import { companionStep } from './companion-step.ts';
import { download } from './download.ts';
import { howItEnded, remediesFor } from './how-it-ended.ts';
import { imageStepId } from './image.ts';
import { networkMade } from './network.ts';
import { settingsIn } from './settings.ts';
import { type Check, HOLDS, hopeless, lacks, type Step } from './step.ts';

/** What the app works with on a network of their own: the containers before it, started one after another; all but the start where it shall rest. */
export function companionSteps(goal: Goal, dockerReady: readonly string[]): Step[] {
  const { host, install, app, recipe } = goal;
  const { companions = [] } = recipe;
  if (companions.length === 0) return [];
  const { before } = companionsOf(recipe);
  const title = `Make a private network for ${app.label} and ${companions.map(({ label }) => label).join(', ')}`;
  return [
    networkMade('app.network', title, host, installNetwork(install), dockerReady),
    ...before.flatMap((companion, index) => {
      const others = before.slice(0, index).map(({ name }) => companionStep(name, 'ready'));
      return stepsOf(goal, companion, others, dockerReady);
    }),
  ];
}

/** The containers that follow the app. */
export function companionStepsAfter(goal: Goal, dockerReady: readonly string[]): Step[] {
  const { after } = companionsOf(goal.recipe);
  return after.flatMap((companion) => stepsOf(goal, companion, ['app.ready'], dockerReady));
}

function stepsOf(
  goal: Goal,
  companion: Companion,
  before: readonly string[],
  dockerReady: readonly string[],
): Step[] {
  const { name, label, container, login } = companion;
  const { source, container: app } = goal.recipe;
  // It may be the app's own, which is there by then.
  const hasOther = container.image !== app.image;
  const image = hasOther ? companionStep(name, 'download') : imageStepId(source);
  return [
    ...(hasOther ? [download(goal, image, container.image, label, dockerReady, login)] : []),
    companionSettings(goal, companion),
    ...(goal.stopped
      ? []
      : [companionStart(goal, companion, [image, ...before]), companionReady(goal, companion)]),
  ];
}

function companionSettings(goal: Goal, { name, label, env }: Companion): Step {
  const path = companionEnvFile(goal.install, name);
  return {
    id: companionStep(name, 'settings'),
    title: `Write the settings of ${label} to ${path}`,
    // What a person added there stays.
    ...settingsIn(path, { env, unset: [] }, goal),
  };
}

function companionStart(goal: Goal, companion: Companion, before: readonly string[]): Step {
  const { host, install, app, recipe } = goal;
  const { name, label } = companion;
  const spec = companionContainer(install, companion);
  const container = query('container', host, spec.name);
  const file = query('envFile', host, companionEnvFile(install, name));
  const volumes = volumesOf(spec).map(({ source }) => source);
  return {
    id: companionStep(name, 'start'),
    title: `Start ${label} for ${app.label}${volumes.length > 0 ? `, its data in the volume ${volumes.join(', ')}` : ''}`,
    needs: [
      'app.network',
      companionStep(name, 'settings'),
      ...(openAtFirst(recipe) ? ['site.shut'] : []),
      ...before,
    ],
    undoneBy: ['app.stop', companionStep(name, 'settings')],
    sees: [container, file],
    weighs: volumes.map((each) => query('volume', host, each)),
    check: (facts) =>
      checkContainer(facts.get(container), spec, facts.get(file)?.sha256 ?? 'none yet'),
    actions: () => [{ do: 'container', spec }],
    evidence: query('log', host, spec.name),
  };
}

const STOPPED: readonly string[] = ['exited', 'dead'];
const MOST_RESTARTS = 3;

function companionReady({ host, install }: Goal, companion: Companion): Step {
  const { label, ready, name } = companion;
  const spec = companionContainer(install, companion);
  const container = query('container', host, spec.name);
  const works = query('execution', host, executionSubject(spec.name, ready.command));
  const check = (facts: Facts): Check => {
    if (facts.get(works)?.code === 0) return HOLDS;
    const found = facts.get(container);
    if (found && (STOPPED.includes(found.state) || found.restarts > MOST_RESTARTS)) {
      return hopeless(
        `${label} stopped by itself soon after it was started: ${howItEnded(found)}.`,
        remediesFor(found),
      );
    }
    return lacks(`${label} is not ready yet.`);
  };
  return {
    id: companionStep(name, 'ready'),
    title: `Wait until ${label} is ready`,
    needs: [companionStep(name, 'start')],
    undoneBy: [companionStep(name, 'start')],
    sees: [container, works],
    check,
    actions: () => [
      {
        do: 'await',
        saying: `${label} to be ready`,
        everySeconds: 0.5,
        patienceSeconds: ready.patienceSeconds,
      },
    ],
    remedies: [`Its last log lines may tell why. On the server: docker logs ${spec.name}`],
    evidence: query('log', host, spec.name),
  };
}
