import { isNameless } from '../../adoption/dangers.ts';
import type { Setting } from '../../apps/app.ts';
import { appOf } from '../../apps/index.ts';
import type { WhyNot } from '../../apps/spread.ts';
import { ExpectedError } from '../../expected-error.ts';
import { query } from '../../facts/facts.ts';
import type { Goal } from '../../goal.ts';

/**
 * Throws what Amazon ECS can't run as it is: it gives a container no disk, device or port of a server.
 * `keepsNothing`: a person said so, which counts for an app that does not know it itself.
 */
export function refuseForEcs(goal: Goal, setting: Setting, keepsNothing: boolean): void {
  const found = keeping(goal, setting, keepsNothing) ?? unusual(goal);
  if (!found) return;
  throw new ExpectedError({
    code: 'ecs.unfit',
    what: `Amazon ECS can't run ${goal.app.label} as it is.`,
    why: found.why,
    next: [found.next].flat(),
  });
}

const KEEPS: WhyNot = {
  why: 'It keeps data on its server, has a database beside it, or reads files there. Amazon gives each copy an empty disk, which goes with it.',
  next: 'Let it keep its data elsewhere first: in a database or a storage that all copies reach.',
};

function keeping(
  { app, recipe }: Goal,
  setting: Setting,
  keepsNothing: boolean,
): WhyNot | undefined {
  const { several } = appOf(app.id);
  const whyNot = several?.whyNot?.(setting);
  if (whyNot) return whyNot;
  const spread = several?.spread(setting);
  const [role, ...others] = spread?.roles ?? [];
  if (others.length > 0 || spread?.stays)
    return {
      why: 'On several servers it runs as several parts that find each other, and files for that are not written yet.',
      next: 'npx setup-server grow runs it on several servers of your own.',
    };
  const { host, install, facts } = setting;
  const mounts = facts.get(query('container', host, install))?.mounts ?? [];
  // What Docker gave it without a name goes with its container anyway.
  const kept = role
    ? []
    : mounts.filter(({ type, source }) => type !== 'other' && !isNameless(source));
  const volumes = role?.volumes ?? recipe.container.volumes;
  const all = [volumes, kept, recipe.companions, recipe.files, recipe.folders, role?.env];
  const stays = role ? role.runs === 'once' : !keepsNothing;
  return stays || all.some((each) => (each ?? []).length > 0) ? KEEPS : undefined;
}

function unusual({ recipe, stopped, asItWas }: Goal): WhyNot | undefined {
  const { ports, stop, rights } = recipe.container;
  if (ports.length > 0 || stop.command || rights?.devices || rights?.gpus || rights?.add)
    return {
      why: 'It has ports, devices or rights of its server, or wants to be stopped in a way of its own.',
      next: 'Set it up with no more than the port at which it is visited.',
    };
  if (stopped !== undefined || asItWas)
    return {
      why: 'It is stopped, or still runs as somebody set it up by hand.',
      next: 'npx setup-server start has it run again; npx setup-server sets it up.',
    };
  return undefined;
}
