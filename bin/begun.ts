import { type Draft, draftPath, loadDraft } from '../source/answers/draft.ts';
import { DraftKeeper } from '../source/answers/keep-draft.ts';
import type { World } from './world.ts';

export interface Begun {
  readonly drafts: DraftKeeper;
  /** What an interview that was left has left behind. */
  readonly draft: Draft | undefined;
}

export async function begun(world: World): Promise<Begun> {
  const path = draftPath(world.environment, world.platform, world.home);
  return { drafts: new DraftKeeper(path, world.now), draft: await loadDraft(path) };
}
