import { renderEnvFile, sameEnv } from '../env-file.ts';
import { query } from '../facts/facts.ts';
import type { Goal } from '../goal.ts';
import { envFile } from '../paths.ts';
import { onlyThose } from '../plan.ts';
import type { Lines } from '../settings/own-lines.ts';
import { companionStep } from '../steps/companion-step.ts';
import { HOLDS, lacks, type Step } from '../steps/step.ts';
import type { Cluster } from './cluster.ts';
import { swarmSettled } from './deployment.ts';
import { lastStart, startSteps } from './gates.ts';
import { rests } from './parts.ts';
import { restFirst } from './rest-first.ts';
import { sharedBack } from './revise-steps.ts';
import { roleSettings } from './role-settings.ts';
import { swarmServices } from './services.ts';

/** What of the whole job is about what an app is told, besides its settings. */
const TOLD: readonly string[] = ['renewal.write', 'notify.write', 'notify.test'];

/**
 * What an app reads is changed on the first server, and what runs on the cluster is made anew with it: one copy
 * after another, or where parts share data, all of them after these were copied at rest. `whole`: the steps of the whole job.
 * `lines`: env.list is to hold these again, whatever the goal says.
 */
export function settingsSteps(
  goal: Goal,
  cluster: Cluster,
  whole: readonly Step[],
  lines?: Lines,
): Step[] {
  const waits = rests(goal);
  const toWrite = writtenSteps(goal, whole, lines);
  const rest = restFirst(goal, cluster, whole, toWrite);
  const written = toWrite.map((step) => {
    return { ...step, needs: [...step.needs, ...rest.slice(-1).map(({ id }) => id)] };
  });
  const shared = sharedBack(
    goal,
    whole,
    written.map(({ id }) => id),
  );
  const services = revised(goal, cluster, [...written, ...shared]);
  const last = waits ? lastStart(goal) : services.id;
  return [
    ...rest,
    ...written,
    ...shared,
    services,
    ...(waits ? startSteps(goal, cluster, [services.id]) : []),
    swarmSettled(goal, cluster, last),
    ...onlyThose(whole, ['record.write', ...TOLD]).map((step) => {
      return { ...step, needs: [...step.needs, 'swarm.settled'] };
    }),
    ...onlyThose(whole, ['website.check']).map((step) => ({ ...step, needs: [last] })),
  ];
}

/** Whatever the parts read, on the first server. */
function writtenSteps(goal: Goal, whole: readonly Step[], lines: Lines | undefined): Step[] {
  const companions = (goal.recipe.companions ?? []).map(({ name }) =>
    companionStep(name, 'settings'),
  );
  const own = onlyThose(whole, [...companions, 'settings.write', 'app.files']);
  return [
    ...(lines === undefined
      ? own
      : [...own.filter(({ id }) => id !== 'settings.write'), linesBack(goal, lines)]),
    ...roleSettings(goal),
  ];
}

/** The plan tells beforehand what comes of settings that are not written yet. */
function revised(goal: Goal, cluster: Cluster, written: readonly Step[]): Step {
  const services = swarmServices(
    goal,
    cluster,
    written.map(({ id }) => id),
  );
  const { label } = goal.app;
  return {
    ...services,
    title: rests(goal)
      ? `Give the cluster the settings of ${label}`
      : `Start one copy of ${label} after another anew, with these settings`,
    because: () =>
      rests(goal)
        ? undefined
        : 'A new copy answers before the old one goes. If it does not become well, the old ones are put back, and the settings, too.',
    sees: [...services.sees, ...written.flatMap(({ sees }) => sees)],
    check: (facts) =>
      written.every((step) => step.check(facts).holds)
        ? services.check(facts)
        : lacks('It is to have other settings.'),
  };
}

function linesBack({ host, install }: Goal, lines: Lines): Step {
  const path = envFile(install);
  const file = query('envFile', host, path);
  const env = [...lines].map(([name, value]) => ({ name, value }));
  return {
    id: 'settings.back',
    title: `Put the settings from before back into ${path}`,
    needs: [],
    sees: [file],
    check: (facts) =>
      sameEnv(facts.get(file)?.entries ?? null, { env, unset: 'others' })
        ? HOLDS
        : lacks('It has other settings.'),
    actions: () => [{ do: 'write', path, mode: '600', content: renderEnvFile(env) }],
  };
}
