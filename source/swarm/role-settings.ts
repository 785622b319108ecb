import type { Goal } from '../goal.ts';
import { settingsIn } from '../steps/settings.ts';
import type { Step } from '../steps/step.ts';
import { roleEnvFile, rolesOf } from './parts.ts';

/** What a role has for itself lies beside the app's own env.list, as safe as that. */
export function roleSettings(goal: Goal): Step[] {
  return rolesOf(goal).flatMap((role) => {
    const { env = [] } = role;
    if (env.length === 0) return [];
    const path = roleEnvFile(goal, role);
    const { label } = goal.app;
    const which = role.name === 'app' ? `${label} for its copies` : `${label} (${role.name})`;
    const title = `Write the settings of ${which} to ${path}`;
    const settings = settingsIn(path, { env, unset: 'others' }, goal);
    return [{ id: `swarm.settings.${role.name}`, title, ...settings, needs: [] }];
  });
}
