import { describe, expect, it } from 'vitest';
import { reconfiguration } from '../../source/apps/docassemble/configuration.ts';
import type { Recipe } from '../../source/apps/recipe.ts';
import type { Goal } from '../../source/goal.ts';
import { envFile } from '../../source/paths.ts';
import { stepsFor } from '../../source/steps/index.ts';
import { goal, ground, HOST } from './example-goal.ts';
import { Killed, killedAt } from './killed-at.ts';
import { PretendHost } from './pretend-host.ts';
import { runOn } from './run-on.ts';

/** An app that reads its time zone at its first start only, as docassemble does. */
function inZone(zone: string): Goal {
  const recipe: Recipe = {
    ...goal.recipe,
    env: [...goal.recipe.env, { name: 'TIMEZONE', value: zone }],
    once: { TIMEZONE: 'It is read at the first start only.' },
    reconfigure: (changes) => reconfiguration(changes, 'study', 'https://study.example.org'),
  };
  return { ...goal, recipe };
}

async function started(): Promise<PretendHost> {
  const host = new PretendHost(HOST, { reachesDocker: true, named: true });
  await runOn(host, stepsFor(inZone('UTC'), ground));
  return host;
}

describe('a variable that only the first start reads', () => {
  const steps = stepsFor(inZone('Europe/Berlin'), ground);

  it('is told to the app itself before its container is replaced, once', async () => {
    const host = await started();
    expect(host.configured).toBe('');
    await runOn(host, steps);
    expect(host.configured).toContain('Europe/Berlin');
    expect(host.files.get(envFile('study'))?.text).toContain('TIMEZONE=Europe/Berlin\n');
    const count = host.done.length;
    await runOn(host, steps);
    expect(host.done.length).toBe(count);
  });

  it('ends the same after a kill before or after any single action', async () => {
    const undisturbed = await started();
    const before = undisturbed.done.length;
    await runOn(undisturbed, steps);
    const count = undisturbed.done.length - before;
    expect(undisturbed.done.slice(before).map((action) => action.do)).toEqual(
      expect.arrayContaining(['write', 'run', 'container']),
    );
    for (let number = 1; number <= count; number += 1) {
      for (const when of ['before', 'after'] as const) {
        const host = await started();
        await expect(runOn(host, steps, killedAt(host, number, when))).rejects.toThrow(Killed);
        await runOn(host, steps);
        expect(host.state(), `killed ${when} action ${number}`).toEqual(undisturbed.state());
      }
    }
  });
});
