import type { EnvEntry } from '../../apps/recipe.ts';
import { query } from '../../facts/facts.ts';
import { traceNetwork } from '../../facts/installs/traces.ts';
import type { Goal } from '../../goal.ts';
import { companionEnvFile, envFile, installFolder, recordFile } from '../../paths.ts';
import { inLines, sh } from '../../shell.ts';
import { type Check, HOLDS, lacks, type Step } from '../../steps/step.ts';
import { dataVolumes } from './removal-steps.ts';

/** What was made up for data that stay, without which nobody reads them: in which file, under which names. */
export interface KeptKeys {
  readonly path: string;
  readonly names: readonly string[];
}

/** A database's password, a key that answers are encrypted with. None where nothing stays that they open. */
export function keptKeys(goal: Goal): readonly KeptKeys[] {
  const { install, recipe } = goal;
  const { companions = [], folders = [] } = recipe;
  if (dataVolumes(goal).length === 0 && folders.length === 0) return [];
  return [
    { path: envFile(install), names: madeUp(recipe.env) },
    ...companions.map(({ name, env }) => ({
      path: companionEnvFile(install, name),
      names: madeUp(env),
    })),
  ].filter(({ names }) => names.length > 0);
}

function madeUp(env: readonly EnvEntry[]): readonly string[] {
  return env
    .filter(({ value }) => typeof value === 'object' && 'generate' in value)
    .map(({ name }) => name);
}

/**
 * The record at last: until then the same can be done once more. Its check is the proof of it all.
 * Of the install's folder only the keys to data that stay are left.
 */
export function recordRemove(
  { host, install }: Goal,
  kept: readonly KeptKeys[],
  needs: readonly string[],
): Step {
  const traces = query('traces', host, install);
  const record = query('record', host, install);
  const folder = installFolder(install);
  return {
    id: 'record.remove',
    title: `Forget it on the server (${folder}), and see that nothing of it is left`,
    because: () =>
      kept.length === 0
        ? undefined
        : `What was made up for its data, and opens them, stays for root alone: ${kept.map(({ path }) => path).join(', ')}.`,
    needs,
    sees: [traces, ...(kept.length > 0 ? [record] : [])],
    check: (facts): Check => {
      const found = facts.get(traces);
      if (!found) return lacks('It was not looked at yet.');
      const { containers, files, network } = found;
      const stays = kept.length > 0 && !facts.get(record) ? [folder] : [];
      const left = [
        ...containers,
        ...files.filter((path) => !stays.includes(path)),
        ...(network ? [traceNetwork(install)] : []),
      ];
      return left.length === 0 ? HOLDS : lacks(`There is still ${left.join(', ')}.`);
    },
    actions: () => [
      {
        do: 'run',
        command: kept.length === 0 ? sh`rm -rf ${folder}` : emptied(install, kept),
        patienceSeconds: 120,
      },
    ],
    remedies: ['Run the same once more: what is gone already is left out.'],
  };
}

/** May be cut off anywhere: the record, by which it is begun anew, goes last. */
function emptied(install: string, kept: readonly KeptKeys[]) {
  const folder = installFolder(install);
  const spared = [recordFile(install), ...kept.map(({ path }) => path)];
  return sh`
    umask 077
    ${inLines(
      kept.map(({ path, names }) => {
        const [lines, beside] = [`/^[[:space:]]*(${names.join('|')})=/p`, `${path}.new`];
        return sh`[ ! -f ${path} ] || { sed -n -E ${lines} ${path} > ${beside} && mv ${beside} ${path}; } || exit 1`;
      }),
    )}
    find ${folder} -mindepth 1 -maxdepth 1 ${spared.flatMap((path) => ['!', '-path', path])} -exec rm -rf {} + || exit 1
    sync
    rm -f ${recordFile(install)}
  `;
}
