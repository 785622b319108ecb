import { describe, expect, it } from 'vitest';
import { type Adopted, goingOn } from '../../source/adoption/adopted.ts';
import { adoptionSteps } from '../../source/adoption/steps.ts';
import { LABEL } from '../../source/containers/container.ts';
import { Facts } from '../../source/facts/facts.ts';
import type { Goal } from '../../source/goal.ts';
import { plan } from '../../source/plan.ts';
import { stepsFor } from '../../source/steps/index.ts';
import type { Step } from '../../source/steps/step.ts';
import { goal, ground, HOST } from '../core/example-goal.ts';
import { Killed, killedAt } from '../core/killed-at.ts';
import { PretendHost } from '../core/pretend-host.ts';
import { runOn } from '../core/run-on.ts';
import { ID, sampleOther } from './sample-other.ts';

const { image } = goal.recipe.container;
const adopted: Adopted = {
  ...{ container: ID, name: 'zealous_raman', networks: [], rescued: ['/data'] },
  volumes: [
    { source: '/srv/texts', target: '/texts', readOnly: true },
    { source: 'study-rescued', target: '/data' },
  ],
};
const container = sampleOther({ env: { TITLE: 'By hand', DB_PASSWORD: 'hush' } });
const recognised = { app: 'study', label: 'Study', answers: {}, data: ['/data'], remarks: [] };
const takingOver = adoptionSteps(
  goal,
  { container, recognised, install: 'study', adopted, answers: {} },
  ground.author,
);

function byHand(name = 'zealous_raman', ports: readonly number[] = [80]): PretendHost {
  const host = new PretendHost(HOST, { reachesDocker: true, named: true });
  host.startByHand(name, ID, image, ports);
  return host;
}

/** Kills a run around each of its actions, and wants the same in the end as without that. */
async function sameAfterAnyKill(fresh: () => PretendHost, steps: readonly Step[]): Promise<number> {
  const undisturbed = fresh();
  await runOn(undisturbed, steps);
  const count = undisturbed.done.length;
  for (let number = 1; number <= count; number += 1) {
    for (const when of ['before', 'after'] as const) {
      const host = fresh();
      await expect(runOn(host, steps, killedAt(host, number, when))).rejects.toThrow(Killed);
      await runOn(host, steps);
      expect(host.state(), `killed ${when} action ${number}`).toEqual(undisturbed.state());
    }
  }
  return count;
}

describe('taking a container over', () => {
  it('saves its data first, and then gives it a name, restarts and a record', () => {
    expect(plan(takingOver, new Facts()).map(({ title }) => title)).toEqual([
      'Copy /data, which lies in the container alone, to the volume study-rescued',
      'Call the container study, no longer zealous_raman',
      'Have it started again by itself, also after a restart of the server',
      'Keep its settings (TITLE, DB_PASSWORD) in /etc/setup-server/study/env.list, which only root can read',
      'Remember Study as one that setup-server looks after',
    ]);
  });

  it('does not stop it', async () => {
    const host = byHand();
    const before = host.containers.get('zealous_raman')?.since;
    const events = await runOn(host, takingOver);
    expect(events.at(-1)).toMatchObject({ outcome: 'complete', changed: 5 });
    expect(host.done.some((action) => ['rest', 'container'].includes(action.do))).toBe(false);
    expect(host.containers.get('study')).toEqual({
      id: ID,
      image,
      restart: 'always',
      since: before,
    });
    expect(host.volumes).toEqual(new Map([['study-rescued', 'while it ran']]));
    expect(host.files.get('/etc/setup-server/study/env.list')).toEqual({
      text: 'TITLE=By hand\nDB_PASSWORD=hush\n',
      mode: '600',
    });
    const record = JSON.parse(host.files.get('/etc/setup-server/study/install.json')?.text ?? '');
    expect(record.adopted).toEqual({ ...adopted, port: 80 });
    expect(JSON.stringify(record)).not.toContain('hush');
  });

  it('has nothing to do the second time, also where its settings were changed since', async () => {
    const host = byHand();
    await runOn(host, takingOver);
    host.files.set('/etc/setup-server/study/env.list', { text: 'TITLE=Ours\n', mode: '600' });
    const again = await runOn(host, takingOver);
    expect(again.at(-1)).toMatchObject({ outcome: 'complete', changed: 0 });
  });

  it('ends the same after a kill before or after any single action', async () => {
    expect(await sameAfterAnyKill(() => byHand(), takingOver)).toBe(5);
  });
});

describe('giving HTTPS to what was taken over', () => {
  const wanted: Goal = { ...goal, adopted, recipe: goingOn(goal.recipe, adopted) };
  const inTheWay: Goal = { ...wanted, appInTheWay: true };
  const steps = stepsFor(wanted, ground);
  const needs = (of: readonly Step[], id: string) => of.find((step) => step.id === id)?.needs;
  const taken = (ports: readonly number[]) => {
    const host = byHand('study', ports);
    host.files.set('/etc/setup-server/study/env.list', { text: 'TITLE=By hand\n', mode: '600' });
    return host;
  };

  it('leaves it running until its name has a certificate', () => {
    expect(needs(steps, 'app.move')).toContain('certificate.obtain');
    expect(needs(steps, 'app.start')).toContain('app.move');
  });

  it('or, where it stands in the way, until all is downloaded and the name leads here', () => {
    const standing = stepsFor(inTheWay, ground);
    expect(needs(standing, 'app.rest')).toEqual(
      expect.arrayContaining(['app.download', 'front.download', 'name.record']),
    );
    expect(needs(standing, 'app.move')).toContain('app.rest');
  });

  it('says what becomes of its data', () => {
    const told = plan(steps, new Facts()).find(({ step }) => step.id === 'app.move');
    expect(told).toMatchObject({
      title: 'Stop Study and move its data out of the container, to the volume study-rescued',
      because:
        'They lie in the container alone and would be deleted with it. They are read back and compared; the container is kept until the new one runs.',
    });
  });

  it.each([
    ['past the ports of the front', wanted, [9000]],
    ['at a port of the front', inTheWay, [80]],
  ] as const)('%s, copies its data at rest before it is replaced', async (_, each, ports) => {
    const host = taken(ports);
    const events = await runOn(host, stepsFor(each, ground));
    expect(events.filter(({ type }) => type === 'failed')).toEqual([]);
    expect(host.volumes).toEqual(new Map([['study-rescued', 'at rest']]));
    const made = host.done.flatMap((action) =>
      action.do === 'container' && action.spec.name === 'study' ? [action] : [],
    );
    expect(made).toMatchObject([
      {
        spec: {
          adopted: ID,
          volumes: [
            { source: '/srv/texts', target: '/texts', readOnly: true },
            { source: 'study-rescued', target: '/data' },
          ],
        },
      },
    ]);
    expect(host.containers.get('study')?.[LABEL.install]).toBe('study');
    const record = JSON.parse(host.files.get('/etc/setup-server/study/install.json')?.text ?? '');
    expect(record.adopted).toEqual({ ...adopted, replaced: true });
    const again = { ...each, adopted: record.adopted, appInTheWay: undefined };
    const { appInTheWay: __, ...later } = again;
    const second = await runOn(host, stepsFor(later, ground));
    expect(second.at(-1)).toMatchObject({ outcome: 'complete', changed: 0 });
  });

  it.each([
    ['past the ports of the front', wanted, [9000]],
    ['at a port of the front', inTheWay, [80]],
  ] as const)('%s, ends the same after a kill anywhere', async (_, each, ports) => {
    const count = await sameAfterAnyKill(() => taken(ports), stepsFor(each, ground));
    expect(count).toBeGreaterThan(12);
  });

  it('is not done before somebody agrees: it is only started, as it was', async () => {
    const start = stepsFor({ ...wanted, asItWas: true }, ground).filter(
      ({ id }) => id === 'app.start' || id === 'app.move',
    );
    expect(start.map(({ id, title }) => [id, title])).toEqual([
      ['app.start', 'Start Study as it was set up by hand'],
    ]);
    const [step] = start.map((each) => ({ ...each, needs: [] }));
    const host = taken([9000]);
    expect((await runOn(host, step ? [step] : [])).at(-1)).toMatchObject({ changed: 0 });
    host.halt('study');
    expect((await runOn(host, step ? [step] : [])).at(-1)).toMatchObject({ changed: 1 });
    expect(host.containers.get('study')).toMatchObject({ id: ID });
  });

  it('makes nothing up that it started without', () => {
    expect(wanted.recipe.env.map(({ name }) => name)).toEqual(['TITLE', 'MAIL_PASSWORD']);
  });
});
