import { isNameless } from '../../adoption/dangers.ts';
import { appOf } from '../../apps/index.ts';
import type { Setting } from '../../apps/recipe.ts';
import type { Spread, WhyNot } from '../../apps/spread.ts';
import type { Mount } from '../../containers/container.ts';
import { ExpectedError } from '../../expected-error.ts';
import { query } from '../../facts/facts.ts';
import type { Goal } from '../../goal.ts';
import { isOurs } from '../../paths.ts';

/**
 * Why Amazon ECS can't run it as it is: it gives a container no disk, device or port of a server.
 * `keepsNothing`: a person said so, which counts for an app that does not know it itself.
 */
export function whyNotOnEcs(
  goal: Goal,
  setting: Setting,
  keepsNothing: boolean,
): WhyNot | undefined {
  return keeping(goal, setting, keepsNothing) ?? unusual(goal);
}

/** Throws what Amazon ECS can't run as it is. */
export function refuseForEcs(goal: Goal, setting: Setting, keepsNothing: boolean): void {
  const found = whyNotOnEcs(goal, setting, keepsNothing);
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

function keeping(goal: Goal, setting: Setting, keepsNothing: boolean): WhyNot | undefined {
  const { several } = appOf(goal.app.id);
  if (several) {
    const whyNot = several.whyNot?.(setting) ?? several.whyNotEcs?.(setting);
    return whyNot ?? (keepsBeside(goal, several.spread(setting)) ? KEEPS : undefined);
  }
  const { recipe } = goal;
  const { host, install, facts } = setting;
  const mounts = facts.get(query('container', host, install))?.mounts ?? [];
  // What Docker gave it without a name goes with its container anyway.
  const kept = mounts.filter(({ type, source }) => type !== 'other' && !isNameless(source));
  const all = [recipe.container.volumes, kept, recipe.companions, recipe.files, recipe.folders];
  return !keepsNothing || all.some((each) => (each ?? []).length > 0) ? KEEPS : undefined;
}

/** One that knows how it runs in parts may have one folder of theirs in common, and files that only its first start reads. */
function keepsBeside({ recipe }: Goal, spread: Spread): boolean {
  const { companions = [], files = [], folders = [], container } = recipe;
  const own = sharedFolder(recipe, spread);
  const volumes = [
    ...spread.roles.flatMap((role) => role.volumes ?? container.volumes),
    ...(spread.stays ? container.volumes.filter(({ source }) => !isOurs(source)) : []),
  ];
  return (
    companions.length > 0 ||
    files.some(({ once }) => !once) ||
    folders.some(({ path }) => path !== own?.source) ||
    volumes.some(({ source }) => source !== own?.source)
  );
}

/** What the servers have in common, by NFS. */
export function sharedFolder(
  { container }: Pick<Goal['recipe'], 'container'>,
  spread: Spread | undefined,
): Mount | undefined {
  const volumes = spread?.roles.flatMap((role) => role.volumes ?? container.volumes) ?? [];
  return volumes.find(({ source }) => source.startsWith('/') && !isOurs(source));
}

function unusual({ app, recipe, stopped, asItWas }: Goal): WhyNot | undefined {
  const { ports, stop, rights } = recipe.container;
  // Where its data lie elsewhere, it loses none by being cut off.
  const needsCommand = stop.command && !appOf(app.id).several;
  if (ports.length > 0 || needsCommand || rights?.devices || rights?.gpus || rights?.add)
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
