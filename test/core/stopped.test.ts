import { describe, expect, it } from 'vitest';
import type { Recipe } from '../../source/apps/recipe.ts';
import { STOPPED } from '../../source/containers/stopped.ts';
import type { Occasion, Task } from '../../source/errands/errand.ts';
import { startTask } from '../../source/errands/start.ts';
import { stopTask } from '../../source/errands/stop.ts';
import type { Goal } from '../../source/goal.ts';
import { recordFile, siteFile } from '../../source/paths.ts';
import { takeUpCommand } from '../../source/renewal/take-up.ts';
import { stepsFor } from '../../source/steps/index.ts';
import type { Step } from '../../source/steps/step.ts';
import { goal, ground, HOST } from './example-goal.ts';
import { expectSameAfterAnyKill } from './killed-at.ts';
import { PretendHost } from './pretend-host.ts';
import { runOn } from './run-on.ts';

const companion = (name: string, label: string) => ({
  ...{ name, label, env: [] },
  container: { image: `${name}:1`, volumes: [], stop: { timeoutSeconds: 60 } },
  ready: { command: ['healthy'], patienceSeconds: 120 },
});
const recipe: Recipe = {
  ...goal.recipe,
  companions: [companion('db', 'MariaDB'), companion('cache', 'Redis')],
};
const running: Goal = { ...goal, recipe };
const stopped: Goal = {
  ...running,
  stopped: '2026-11-21T12:00:00.000Z',
  answers: { ...goal.answers, [STOPPED]: '2026-11-21T12:00:00.000Z' },
};

/** What is left of all steps for a task. */
function stepsOf(task: Task, wanted: Goal): readonly Step[] {
  const { author } = ground;
  const occasion = { goal: wanted, answers: wanted.answers, author } as unknown as Occasion;
  return task.undertake(occasion).steps(stepsFor(wanted, ground), wanted);
}

async function setUp(): Promise<PretendHost> {
  const host = new PretendHost(HOST, { reachesDocker: true, named: true });
  await runOn(host, stepsFor(running, ground));
  return host;
}

async function laidToRest(): Promise<PretendHost> {
  const host = await setUp();
  await runOn(host, stepsOf(stopTask, stopped));
  return host;
}

const touched = (host: PretendHost, kind: 'rest' | 'start') =>
  host.done.flatMap((action) => (action.do === kind ? [action.spec.name] : []));

describe('an app that its owner stops', () => {
  it('rests before what it works with, after visitors were told', async () => {
    const host = await laidToRest();
    expect(touched(host, 'rest')).toEqual(['study', 'study-cache', 'study-db']);
    const told = host.done.findIndex(
      (each) =>
        each.do === 'write' &&
        each.path === siteFile('study') &&
        each.content.join('').includes('return 503'),
    );
    expect(told).toBeGreaterThan(0);
    expect(told).toBeLessThan(host.done.findIndex((each) => each.do === 'rest'));
  });

  it('is remembered as such by the server, and nothing is left to do', async () => {
    const host = await laidToRest();
    expect(host.files.get(recordFile('study'))?.text).toContain(`"${STOPPED}"`);
    const count = host.done.length;
    await runOn(host, stepsFor(stopped, ground));
    expect(host.done.length).toBe(count);
  });

  it('ends the same after a kill before or after any single action', async () => {
    await expectSameAfterAnyKill(setUp, stepsOf(stopTask, stopped), 6);
  });

  it('is not started by a certificate that was renewed', () => {
    const tls = { https: 443, http: 80, certificate: { chain: '/c', key: '/k' } };
    const certificate = { ...goal.certificate, servedBy: 'app' } as const;
    const own = { ...stopped, certificate, recipe: { ...recipe, tls } } as Goal;
    expect(takeUpCommand({ ...own, stopped: undefined } as never).text).toContain('docker start');
    expect(takeUpCommand(own).text).not.toContain('start');
  });
});

describe('an app that is started again', () => {
  it('is as before, and what it works with came first', async () => {
    const wanted = (await setUp()).state();
    const host = await laidToRest();
    await runOn(host, stepsOf(startTask, running));
    expect(host.state()).toEqual(wanted);
    expect(touched(host, 'start')).toEqual(['study-db', 'study-cache', 'study']);
  });

  it('ends the same after a kill before or after any single action', async () => {
    await expectSameAfterAnyKill(laidToRest, stepsOf(startTask, running), 5);
  });

  it('is not made anew where this setup-server would make it otherwise', async () => {
    const host = await laidToRest();
    const newer = {
      ...running,
      recipe: { ...recipe, container: { ...recipe.container, command: ['other'] } },
    };
    const count = host.done.length;
    await runOn(host, stepsOf(startTask, newer));
    expect(host.done.slice(count).filter((each) => each.do === 'container')).toEqual([]);
    expect(touched(host, 'start')).toContain('study');
  });

  it('is started by the whole job, too, which says so', async () => {
    const wanted = (await setUp()).state();
    const host = await laidToRest();
    await runOn(host, stepsFor(running, ground));
    expect(host.state()).toEqual(wanted);
  });
});
