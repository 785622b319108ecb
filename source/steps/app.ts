import { isAdopted } from '../adoption/adopted.ts';
import { isBeside } from '../changes/in-place.ts';
import { appContainer, companionsOf, volumesOf } from '../containers/install-containers.ts';
import { type Facts, query } from '../facts/facts.ts';
import { executionSubject } from '../facts/installs/execution.ts';
import { answerQuery } from '../facts/network/answer.ts';
import type { Goal } from '../goal.ts';
import { placeOf } from '../image/reference.ts';
import { envFile } from '../paths.ts';
import { moves } from './app-move.ts';
import { checkContainer } from './check-container.ts';
import { companionStep } from './companion-step.ts';
import { placesToFill } from './folder-fill.ts';
import { howItEnded, remediesFor } from './how-it-ended.ts';
import { imageStepId } from './image.ts';
import { type Check, HOLDS, hopeless, lacks, type Step } from './step.ts';

/** The app runs, from the image that is wanted and with what it is to read. */
export function appStart(goal: Goal): Step {
  if (goal.asItWas) return appStartAsItWas(goal);
  const { host, install, app, recipe, certificate, adopted } = goal;
  const spec = appContainer(goal);
  const container = query('container', host, install);
  const file = query('envFile', host, envFile(install));
  const beside = isBeside(goal);
  const leadsBack = goal.revision?.kind === 'restore' && goal.revision.leadsBack;
  const volumes = volumesOf(spec).map(({ source }) => source);
  const before = companionsOf(recipe).before.map(({ name }) => companionStep(name, 'ready'));
  const kept = volumes.map((name) => query('volume', host, name));
  /** Another app that has the name: not an older version of this one. */
  const displaced = (facts: Facts): string | undefined => {
    const runs = facts.get(container)?.image;
    const same = runs && placeOf(runs).repository === placeOf(spec.image).repository;
    return same ? undefined : runs;
  };
  return {
    id: 'app.start',
    title: (facts) => {
      if (beside) return `Stop the ${app.label} from before, which nobody visits any more`;
      if (isAdopted(adopted, facts.get(container)))
        return `Start ${app.label} in the place of the container that was set up by hand, with its data (${spec.volumes.map(({ source }) => source).join(', ')})`;
      const other = displaced(facts);
      if (other !== undefined) return `Start ${app.label} in the place of ${other}`;
      if (volumes.length === 0) return `Start ${app.label}`;
      const made = facts.get(container) ? [] : kept.filter((each) => facts.get(each));
      const there = listed(made.map(({ subject }) => subject));
      return made.length > 0
        ? `Start ${app.label} with the data that is already in ${there}`
        : `Start ${app.label}, its data in ${listed(volumes)}`;
    },
    because: (facts) =>
      isAdopted(adopted, facts.get(container))
        ? BECAUSE_ADOPTED
        : displaced(facts) === undefined
          ? undefined
          : `Both would be called ${install} on the server, and one name has one app. With another name for this one, both stay.`,
    needs: [
      ...['front.network', imageStepId(recipe.source), 'settings.write'],
      ...(recipe.files?.length ? ['app.files'] : []),
      ...(recipe.folders?.length ? ['app.folders'] : []),
      ...(moves(goal) ? ['app.move'] : []),
      ...(placesToFill(goal).length > 0 ? ['folder.fill'] : []),
      // A file that is not there yet, Docker would make a folder of.
      ...(certificate.servedBy === 'app' ? ['certificate.obtain'] : []),
      ...(certificate.use === 'app-client' ? ['front.end'] : []),
      ...before,
      ...(beside ? ['site.switch'] : []),
      ...(leadsBack ? ['site.back'] : []),
    ],
    undoneBy: ['app.stop', 'settings.write'],
    sees: [container, file],
    weighs: kept,
    check: (facts) =>
      checkContainer(facts.get(container), spec, facts.get(file)?.sha256 ?? 'none yet'),
    actions: () => [{ do: 'container', spec, ...(beside && { takesOver: true }) }],
    remedies: remedies(install),
    evidence: query('log', host, install),
  };
}

const BECAUSE_ADOPTED =
  'The web server in front reaches it on a network of its own, so it is made anew from the same image. It is stopped its own way first, and is put back if the new one does not start.';

/** What somebody else set up is started as they made it, with whatever it was given. */
function appStartAsItWas(goal: Goal): Step {
  const { host, install, app, adopted } = goal;
  const container = query('container', host, install);
  return {
    id: 'app.start',
    title: `Start ${app.label} as it was set up by hand`,
    needs: ['docker.start'],
    undoneBy: ['app.stop'],
    sees: [container],
    check: (facts) => {
      const found = facts.get(container);
      if (!found || !isAdopted(adopted, found))
        return hopeless(`The container ${install} that was taken over is not there any more.`);
      return found.state === 'running' ? HOLDS : lacks(`${app.label} does not run.`);
    },
    actions: () => [{ do: 'start', spec: appContainer(goal) }],
    remedies: remedies(install),
    evidence: query('log', host, install),
  };
}

/** One that stopped by itself and was started again by Docker is trusted when it has run so long. */
const STEADY_SECONDS = 60;
const MOST_RESTARTS = 2;
const STOPPED: readonly string[] = ['exited', 'dead'];

/** Which container of the app's is meant, and by which step it was started. */
interface Where {
  readonly id: string;
  readonly name: string;
  readonly after: string;
}

function where({ install }: Goal): Where {
  return { id: 'app.ready', name: install, after: 'app.start' };
}

/** The app really answers: a container that runs is no proof. */
export function appReady(goal: Goal, { id, name, after }: Where = where(goal)): Step {
  const { host, app, recipe } = goal;
  const container = query('container', host, name);
  const { command } = recipe.ready;
  const answer = answerQuery(host, name, recipe.front.port, { path: recipe.ready.path });
  const inside = query('execution', host, executionSubject(name, command ?? []));
  const answers = (facts: Facts) => {
    if (command) return facts.get(inside)?.code === 0;
    const got = facts.get(answer);
    return got && recipe.ready.status(got.status) && (recipe.ready.body?.test(got.body) ?? true);
  };
  const check = (facts: Facts): Check => {
    const got = command ? undefined : facts.get(answer);
    const found = facts.get(container);
    const fell = found && found.restarts > 0 && (found.upSeconds ?? 0) < STEADY_SECONDS;
    if (answers(facts)) {
      return fell
        ? lacks(`${app.label} answers, but it stopped by itself before. We watch it for a minute.`)
        : HOLDS;
    }
    if (found && (STOPPED.includes(found.state) || (fell && found.restarts > MOST_RESTARTS))) {
      const how = found.state === 'running' ? '' : `: ${howItEnded(found)}`;
      const next = found.state === 'running' ? [] : remediesFor(found);
      return hopeless(`${app.label} stopped by itself soon after it was started${how}.`, next);
    }
    const status = got ? got.status : null;
    const meaning = recipe.ready.means?.(status);
    return lacks(
      meaning ??
        (got
          ? `${app.label} answers with status ${got.status}.`
          : `${app.label} does not answer yet.`),
      recipe.ready.advice?.(status),
    );
  };
  return {
    id,
    title: `Wait until ${app.label} answers${recipe.ready.usual ? `, ${recipe.ready.usual}` : ''}`,
    needs: [after],
    undoneBy: [after],
    sees: [container, command ? inside : answer],
    check,
    actions: () => [
      {
        do: 'await',
        saying: `${app.label} to answer`,
        everySeconds: 0.25,
        patienceSeconds: recipe.ready.patienceSeconds,
      },
    ],
    remedies: remedies(name),
    evidence: query('log', host, name),
  };
}

function remedies(install: string): string[] {
  return [
    `Its last log lines may tell why. On the server: docker logs ${install}`,
    'Change a setting and try again; data and certificate are kept.',
  ];
}

function listed(names: readonly string[]): string {
  return `${names.length > 1 ? 'the volumes' : 'the volume'} ${names.join(', ')}`;
}
