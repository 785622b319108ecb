import type { EnvEntry, Recipe } from '../apps/app.ts';
import { openAtFirst } from '../apps/open-at-first.ts';
import { mergeEnv, renderEnvFile, sameEnv } from '../env-file.ts';
import { type Facts, query } from '../facts/facts.ts';
import type { Goal } from '../goal.ts';
import { companionEnvFile, envFile } from '../paths.ts';
import { difference, differenceText } from '../settings/difference.ts';
import { companionStep } from './companions.ts';
import { HOLDS, lacks, type Step } from './step.ts';

/** env.list: what exists is kept, what is generated is generated once. */
export function settingsWrite(goal: Goal): Step {
  const { install, recipe } = goal;
  const wanted = recipe.env;
  const secrets = wanted.filter(({ value }) => typeof value !== 'string').length;
  const secretly = secrets > 0 ? `, ${secrets} of them secret,` : '';
  const path = envFile(install);
  const settings = settingsIn(path, recipe, goal);
  const file = query('envFile', goal.host, path);
  const container = query('container', goal.host, install);
  const changes = (facts: Facts) => {
    const present = facts.get(file)?.entries;
    return present ? difference(present, mergeEnv(present, recipe)) : [];
  };
  return {
    id: 'settings.write',
    title: (facts) =>
      facts.get(file)
        ? `Change settings in ${path}`
        : `Write ${wanted.length} settings${secretly} to ${path}`,
    ...settings,
    // These tell whether it is another database, until they are written.
    needs: [...settings.needs, ...(openAtFirst(recipe) ? ['site.shut'] : [])],
    weighs: [container],
    because: (facts) =>
      [differenceText(changes(facts)), ...(recipe.remarks ?? [])].filter(Boolean).join(' ') ||
      undefined,
    foresees: (facts) => {
      const names = changes(facts).map(({ name }) => name);
      const late = names.filter((name) => recipe.once?.[name] !== undefined);
      return late.length > 0 && facts.get(container)
        ? { warns: late.map((name) => `${name}: ${recipe.once?.[name]}`).join(' ') }
        : undefined;
    },
  };
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
