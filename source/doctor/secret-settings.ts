import { type Facts, query } from '../facts/facts.ts';
import type { Goal } from '../goal.ts';
import { companionEnvFile, envFile } from '../paths.ts';
import type { Secret } from '../secrets/secret.ts';

/** Where the settings of an install stand, and those of what it works with. */
export function settingsQueries(host: string, install: string, goal: Goal | undefined) {
  const companions = goal?.recipe.companions ?? [];
  return [
    query('envFile', host, envFile(install)),
    ...companions.map(({ name }) => query('envFile', host, companionEnvFile(install, name))),
  ];
}

/** What stands there, but for what the app's own questions ask for openly. */
export function secretSettings(
  host: string,
  install: string,
  goal: Goal | undefined,
  facts: Facts,
): [string, Secret][] {
  const open = new Map(openSettings(goal));
  return settingsQueries(host, install, goal).flatMap((file) => {
    const entries = facts.get(file)?.entries ?? new Map<string, Secret>();
    return [...entries].filter(([name, value]) => !value.equals(open.get(name) ?? ''));
  });
}

function openSettings(goal: Goal | undefined): [string, string][] {
  const { env = [], companions = [] } = goal?.recipe ?? {};
  return [...env, ...companions.flatMap((each) => each.env)].flatMap(
    ({ name, value }): [string, string][] => (typeof value === 'string' ? [[name, value]] : []),
  );
}
