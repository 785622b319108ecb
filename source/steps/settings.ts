import type { Action } from '../action.ts';
import type { LateChange, Reconfiguration } from '../apps/late-change.ts';
import { openAtFirst } from '../apps/open-at-first.ts';
import type { EnvEntry, Recipe } from '../apps/recipe.ts';
import { mergeEnv, renderEnvFile, sameEnv } from '../containers/env-file.ts';
import { type Facts, query } from '../facts/facts.ts';
import type { ContainerFact } from '../facts/objects.ts';
import type { Goal } from '../goal.ts';
import { companionEnvFile, envFile, lateFile } from '../paths.ts';
import { Secret } from '../secrets/secret.ts';
import { difference, differenceText, type LineChange } from '../settings/difference.ts';
import { companionStep } from './companion-step.ts';
import { HOLDS, lacks, type Step } from './step.ts';

/** env.list: what exists is kept, what is generated is generated once. */
export function settingsWrite(goal: Goal): Step {
  const { install, recipe, app } = goal;
  const wanted = recipe.env;
  const secrets = wanted.filter(({ value }) => typeof value !== 'string').length;
  const path = envFile(install);
  const settings = settingsIn(path, recipe, goal);
  const file = query('envFile', goal.host, path);
  const container = query('container', goal.host, install);
  const changes = (facts: Facts) => {
    const present = facts.get(file)?.entries;
    return present ? difference(present, mergeEnv(present, recipe)) : [];
  };
  const late = (facts: Facts) => lateChanges(changes(facts), goal, facts.get(container));
  return {
    id: 'settings.write',
    title: (facts) =>
      facts.get(file)
        ? `Change settings in ${path}`
        : wanted.length === 0
          ? `Write the list of settings, empty so far, to ${path}`
          : `Write ${countText(wanted.length, secrets)} to ${path}`,
    ...settings,
    // These tell whether it is another database, until they are written.
    needs: [...settings.needs, ...(openAtFirst(recipe) ? ['site.shut'] : [])],
    weighs: [container],
    because: (facts) =>
      [
        differenceText(changes(facts)),
        lateText(app.label, late(facts).done?.names ?? []),
        ...(recipe.remarks ?? []),
      ]
        .filter(Boolean)
        .join(' ') || undefined,
    foresees: (facts) => {
      const { left } = late(facts);
      return left.length > 0
        ? { warns: left.map((name) => `${name}: ${recipe.once?.[name]}`).join(' ') }
        : undefined;
    },
    actions: (facts) => [
      ...reconfiguring(late(facts).done, lateFile(install)),
      ...settings.actions(facts),
    ],
  };
}

/** What only the app's first start reads, and was read: what can be changed all the same, and what is left. */
export function lateChanges(
  changes: readonly LineChange[],
  { recipe: { once = {}, reconfigure, env }, cluster }: Pick<Goal, 'recipe' | 'cluster'>,
  container: ContainerFact | null | undefined,
): { readonly done?: Reconfiguration | undefined; readonly left: readonly string[] } {
  const wanted = changes
    .filter(({ name }) => once[name] !== undefined)
    .flatMap(({ name }): LateChange[] => {
      const value = env.find((each) => each.name === name)?.value ?? null;
      // What is made up now was not asked for by anybody.
      const known = value === null || typeof value === 'string' || value instanceof Secret;
      return known ? [{ name, value }] : [];
    });
  // On several servers it was started long ago, although its first container may be gone.
  if ((!container && !cluster) || wanted.length === 0) return { left: [] };
  const names = wanted.map(({ name }) => name);
  const done = container?.state === 'running' ? reconfigure?.(wanted) : undefined;
  return { done, left: names.filter((name) => !done?.names.includes(name)) };
}

function reconfiguring(done: Reconfiguration | undefined, path: string): readonly Action[] {
  if (!done) return [];
  const { content, command } = done;
  return [
    { do: 'write', path, mode: '600', content },
    { do: 'run', command: command(path), patienceSeconds: 60 },
  ];
}

function lateText(label: string, names: readonly string[]): string {
  return names.length === 0
    ? ''
    : `${label} reads ${names.join(', ')} at its first start only, so its own configuration is changed as well.`;
}

/** A container's environment lies in this file, and only root can read it. */
export function settingsIn(
  path: string,
  { env, unset }: Pick<Recipe, 'env' | 'unset'>,
  { host, install }: Pick<Goal, 'host' | 'install'>,
): Pick<Step, 'needs' | 'sees' | 'check' | 'actions'> {
  const file = query('envFile', host, path);
  const shared = [...new Set(env.flatMap(({ value }) => (isSame(value) ? [value.sameAs] : [])))];
  const theirs = (companion: string) =>
    query('envFile', host, companionEnvFile(install, companion));
  const lookUp = (facts: Facts, entry: EnvEntry): EnvEntry => {
    const { name, value } = entry;
    if (!isSame(value)) return entry;
    const from = theirs(value.sameAs);
    const found = facts.get(from)?.entries.get(value.name);
    return { name, value: found ?? { copiedFrom: from.subject, name: value.name } };
  };
  const wanted = (facts: Facts) => ({ env: env.map((entry) => lookUp(facts, entry)), unset });
  return {
    needs: ['server.ready', ...shared.map((name) => companionStep(name, 'settings'))],
    sees: [file, ...shared.map(theirs)],
    check: (facts) => {
      const found = facts.get(file);
      if (!found) return lacks(`${path} is not there yet.`);
      if (!sameEnv(found.entries, wanted(facts))) return lacks(`${path} has other settings.`);
      return found.mode === '600' ? HOLDS : lacks(`${path} can be read by others.`);
    },
    actions: (facts) => [
      {
        do: 'write',
        path,
        mode: '600',
        content: renderEnvFile(mergeEnv(facts.get(file)?.entries ?? null, wanted(facts))),
      },
    ],
  };
}

function isSame(value: EnvEntry['value']): value is Extract<EnvEntry['value'], { sameAs: string }> {
  return typeof value === 'object' && 'sameAs' in value;
}

function countText(settings: number, secrets: number): string {
  if (settings === 1) return secrets === 1 ? '1 setting, which is secret,' : '1 setting';
  return secrets === 0
    ? `${settings} settings`
    : `${settings} settings, ${secrets} of them secret,`;
}
