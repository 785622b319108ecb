import { describe, expect, it } from 'vitest';
import type { Recipe } from '../../source/apps/recipe.ts';
import { query } from '../../source/facts/facts.ts';
import { underWaySubject } from '../../source/facts/installs/under-way.ts';
import type { Goal } from '../../source/goal.ts';
import { stepsFor } from '../../source/steps/index.ts';
import { goal, ground, HOST } from './example-goal.ts';
import { expectSameAfterAnyKill } from './killed-at.ts';
import { PretendHost } from './pretend-host.ts';
import { runOn } from './run-on.ts';

const FOLDER = '/mnt/shared/study';
const NOTE = `${FOLDER}/.setup-server-copied`;

function keptIn(folder: string): Goal {
  const { recipe } = goal;
  const container = { ...recipe.container, volumes: [{ source: folder, target: '/data' }] };
  const folders: Recipe['folders'] = [{ path: folder, owner: '1000:1000', mode: '700' }];
  return { ...goal, recipe: { ...recipe, container, folders } };
}

const inFolder = stepsFor(keptIn(FOLDER), ground);

async function inVolume(): Promise<PretendHost> {
  const host = new PretendHost(HOST, { reachesDocker: true, named: true });
  await runOn(host, stepsFor(goal, ground));
  host.done.length = 0;
  return host;
}

const does = (host: PretendHost) =>
  host.done.flatMap((action) => (action.do === 'run' ? [action.command.text] : [action.do]));

describe('data that are to lie in a folder from now on', () => {
  it('are copied there at rest, once it is known that they may', async () => {
    const host = await inVolume();
    const events = await runOn(host, inFolder);
    expect(events.at(-1)).toMatchObject({ outcome: 'complete' });
    const done = does(host);
    const room = done.findIndex((each) => each.includes('There is not enough room'));
    const rest = done.indexOf('rest');
    const fill = done.findIndex((each) => each.includes('setup-server-fill'));
    const order = [room, rest, fill, done.indexOf('container')];
    expect(order).not.toContain(-1);
    expect([...order].sort((one, other) => one - other)).toEqual(order);
    expect(done[room]).toContain('/mnt/shared/study already. Nothing was touched');
    expect(host.containers.get('study')?.volumes).toContain(`${FOLDER}:/data`);
    expect((await runOn(host, inFolder)).at(-1)).toMatchObject({ changed: 0 });
  });

  it('come along whenever that is killed', async () => {
    await expectSameAfterAnyKill(inVolume, inFolder, 3);
  });

  it('are copied anew where the app ran in between', async () => {
    const host = await inVolume();
    const gone = host.containers.get('study');
    host.halt('study');
    host.files.set(NOTE, { text: `${gone?.id} 2026-11-20T12:00:00Z false\n`, mode: '600' });
    await runOn(host, inFolder);
    expect(does(host).some((each) => each.includes('setup-server-fill'))).toBe(true);
  });

  it('are told of before, with who is cut off', async () => {
    const wanted = keptIn(FOLDER);
    const underWay = { path: '/runs/', who: 'in a study', loses: 'It may be lost.' };
    const steps = stepsFor({ ...wanted, recipe: { ...wanted.recipe, underWay } }, ground);
    const fill = steps.find(({ id }) => id === 'folder.fill');
    expect(fill?.weighs).toEqual([
      query('underWay', HOST, underWaySubject('study.example.org', '/runs/')),
    ]);
  });

  it('stay where a copy is put back, as that brings its own', () => {
    const back = { kind: 'restore', backup: null, copyFirst: false, begun: null } as const;
    const ids = (wanted: Goal) => stepsFor(wanted, ground).map(({ id }) => id);
    expect(ids(keptIn(FOLDER))).toContain('folder.fill');
    expect(ids({ ...keptIn(FOLDER), revision: { ...back, sources: [] } })).not.toContain(
      'folder.fill',
    );
  });
});
