import { renderEnvFile, sameEnv } from '../containers/env-file.ts';
import { type Facts, query } from '../facts/facts.ts';
import type { Goal } from '../goal.ts';
import { envFile } from '../paths.ts';
import { onlyThose } from '../plan.ts';
import type { Lines } from '../settings/own-lines.ts';
import { companionStep } from '../steps/companion-step.ts';
import { HOLDS, lacks, type Step } from '../steps/step.ts';
import { shownOnAll } from './carriers.ts';
import type { Cluster } from './cluster.ts';
import { swarmSettled } from './deployment.ts';
import { lastStart, startSteps } from './gates.ts';
import { rests } from './parts.ts';
import { areAsWanted, restFirst } from './rest-first.ts';
import { sharedBack } from './revise-steps.ts';
import { roleSettings } from './role-settings.ts';
import { swarmServices } from './services.ts';

/** What of the whole job is about what an app is told, besides its settings. */
const TOLD: readonly string[] = ['renewal.write', 'notify.write', 'notify.test'];

/** What of the whole job is about a certificate. */
export const CERTIFICATE: readonly string[] = ['certificate.obtain', 'certificate.place'];
/** What a balancer in front shows is handed over to it. */
const HANDED = 'balancer.hand-over';

/** And about renewing it without anybody, besides the order. */
const RENEWED: readonly string[] = [
  ...['renewal.download', 'renewal.timer', 'renewal.end', HANDED],
];

interface Wished {
  /** env.list is to hold these again, whatever the goal says. */
  readonly lines?: Lines;
  /** What comes first, of the whole job: what is about names and the certificate that visitors are shown. */
  readonly shown?: readonly string[];
}

/**
 * What an app reads is changed on the first server, and what runs on the cluster is made anew with it: one copy
 * after another, or where parts share data, all of them after these were copied at rest. `whole`: the steps of the whole job.
 */
export function settingsSteps(
  goal: Goal,
  cluster: Cluster,
  whole: readonly Step[],
  { lines, shown = [] }: Wished = {},
): Step[] {
  const waits = rests(goal);
  const toWrite = writtenSteps(goal, whole, lines);
  const first = onlyThose(whole, shown);
  const ready = first.map(({ id }) => id);
  const rest = restFirst(goal, cluster, whole, toWrite, cluster.nodes, ready);
  const before = rest.length > 0 ? rest.slice(-1).map(({ id }) => id) : ready;
  const written = toWrite.map((step) => ({ ...step, needs: [...step.needs, ...before] }));
  const shared = sharedBack(
    goal,
    whole,
    written.map(({ id }) => id),
  );
  const services = revised(goal, cluster, first, [...written, ...shared]);
  const taken = first.length > 0 ? [takenUp(goal, cluster, services.id)] : [];
  const last = waits ? lastStart(goal) : services.id;
  const all = [last, ...taken.map(({ id }) => id)];
  const told = first.length > 0 ? [...TOLD, ...RENEWED] : TOLD;
  const handed = onlyThose(
    whole,
    told.filter((id) => id === HANDED),
  ).map(({ id }) => id);
  return [
    ...first,
    ...rest,
    ...written,
    ...shared,
    services,
    ...(waits ? startSteps(goal, cluster, [services.id]) : []),
    ...taken,
    { ...swarmSettled(goal, cluster, last), needs: all },
    ...onlyThose(whole, ['record.write', ...told]).map((step) => {
      return { ...step, needs: [...step.needs, 'swarm.settled'] };
    }),
    ...onlyThose(whole, ['website.check']).map((step) => ({ ...step, needs: [...all, ...handed] })),
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

/** The plan tells beforehand what comes of settings that are not written yet, and of a certificate that is not there yet. */
function revised(
  goal: Goal,
  cluster: Cluster,
  first: readonly Step[],
  written: readonly Step[],
): Step {
  const before = [...first, ...written];
  const services = swarmServices(
    goal,
    cluster,
    before.map(({ id }) => id),
  );
  const { label } = goal.app;
  const staysSo = (facts: Facts) => areAsWanted(goal, cluster, written, facts);
  return {
    ...services,
    title: (facts) => {
      if (first.length > 0 && staysSo(facts))
        return 'Tell the web servers on all servers what visitors are to be shown';
      return rests(goal)
        ? `Give the cluster the settings of ${label}`
        : `Start one copy of ${label} after another anew, with these settings`;
    },
    because: (facts) =>
      rests(goal) || staysSo(facts)
        ? undefined
        : 'A new copy answers before the old one goes. If it does not become well, the old ones are put back, and the settings, too.',
    sees: [...services.sees, ...before.flatMap(({ sees }) => sees)],
    check: (facts) =>
      before.every((step) => step.check(facts).holds)
        ? services.check(facts)
        : lacks('It is to have other settings.'),
  };
}

function takenUp(goal: Goal, cluster: Cluster, after: string): Step {
  return {
    ...shownOnAll(goal, cluster, [after]),
    title: 'Hand it to the web servers on all servers, which drop nobody for it',
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
