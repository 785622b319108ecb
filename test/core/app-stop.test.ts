import { describe, expect, it } from 'vitest';
import type { RestoreRevision } from '../../source/changes/revision.ts';
import { Facts, query } from '../../source/facts/facts.ts';
import type { BackupFact } from '../../source/facts/installs/backups.ts';
import type { Goal } from '../../source/goal.ts';
import { appStop } from '../../source/steps/app-stop.ts';
import { goal } from './example-goal.ts';
import { sampleContainer } from './sample-container.ts';

const { host, install } = goal;
const images = [{ container: install, image: 'example/study:1.2', id: 'sha256:old', digest: null }];
const backup = { stamp: '20261121-120000', images } as unknown as BackupFact;

/** One that brings its data to safety only when it is stopped. */
function proving(proof?: Goal['recipe']['container']['stop']['proof']): Goal {
  const { recipe } = goal;
  const stop = { timeoutSeconds: 600, ...(proof && { proof }) };
  return { ...goal, recipe: { ...recipe, container: { ...recipe.container, stop } } };
}

describe('an app whose copy is put back', () => {
  const rests = (of: Goal, imageId: string, copyFirst = false) => {
    const revision: RestoreRevision = {
      ...{ kind: 'restore', sources: [], backup, copyFirst, begun: null },
    };
    const value = sampleContainer({ imageId });
    const facts = new Facts([{ query: query('container', host, install), value }]);
    const [action] = appStop(of, revision, null, []).actions(facts);
    return action?.do === 'rest' && [action.anyhow, action.unsaved];
  };
  const safe = proving({ exitCode: 0, says: ['all is safe'] });

  it('is ended at once where it failed, and would bring its data in the place of those before', () => {
    expect(rests(safe, 'sha256:new')).toEqual([true, true]);
  });

  it('is stopped its safe way where it is the one before, or it has nothing to bring anywhere', () => {
    expect(rests(safe, 'sha256:old')).toEqual([true, undefined]);
    expect(rests(proving(), 'sha256:new')).toEqual([true, undefined]);
  });

  it('is stopped its safe way where what it has is copied first', () => {
    expect(rests(safe, 'sha256:new', true)).toEqual([undefined, undefined]);
  });
});
