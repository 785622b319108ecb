import { type Draft, draftPath, loadDraft } from '../source/answers/draft.ts';
import { DraftKeeper } from '../source/answers/keep-draft.ts';
import { Facts } from '../source/facts/facts.ts';
import type { RememberedHost } from '../source/facts/installs/remembered.ts';
import { REMEMBERED } from '../source/hosts/remembered.ts';
import { keptHosts } from './kept-hosts.ts';
import type { World } from './world.ts';

export interface Begun {
  readonly drafts: DraftKeeper;
  /** What an interview that was left has left behind. */
  readonly draft: Draft | undefined;
  /** What is known before anything was looked at: the hosts that this machine remembers. */
  readonly facts: Facts;
}

/** What an earlier run left on this computer: the draft of an interview, and the hosts that it knows. */
export async function begun(world: World): Promise<Begun> {
  const path = draftPath(world.environment, world.platform, world.home);
  const { facts } = await recalled(world);
  return { drafts: new DraftKeeper(path, world.now), draft: await loadDraft(path), facts };
}

/** The hosts that this machine remembers, also as what is known before anything was looked at. */
export async function recalled(
  world: World,
): Promise<{ readonly hosts: readonly RememberedHost[]; readonly facts: Facts }> {
  const { hosts, problem } = await keptHosts(world).recall();
  if (problem !== null) world.errors.write(`${problem}\n`);
  const value = { hosts, at: world.now().toISOString(), zone: world.zone };
  return { hosts, facts: new Facts([{ query: REMEMBERED, value }]) };
}
