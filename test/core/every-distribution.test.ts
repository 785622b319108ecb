import { describe, expect, it } from 'vitest';
import { distributionOf } from '../../source/distributions/index.ts';
import { stepsFor } from '../../source/steps/index.ts';
import { type Sample, systemOf } from '../distributions/os-release.ts';
import { goal, ground, HOST, sudoLogin } from './example-goal.ts';
import { expectSameAfterAnyKill } from './killed-at.ts';
import { PretendHost } from './pretend-host.ts';
import { programsOf } from './pretend-programs.ts';
import { runOn } from './run-on.ts';

/** One for each way in which Docker gets onto a distribution. */
const everyWay: Sample[] = [
  ...(['debian 11', 'debian 13', 'ubuntu 20.04', 'ubuntu 26.04', 'amazon 2023'] as const),
  ...(['fedora 44', 'rhel 10', 'rocky 9', 'alma 10', 'centos 9'] as const),
  ...(['leap 15.6', 'leap 16', 'alpine 3.23', 'arch'] as const),
];

describe.each(everyWay)('the whole job through sudo on %s', (sample) => {
  const system = systemOf(sample, 'aarch64');
  const judged = distributionOf(system);
  if (!judged.works) throw new Error(judged.why);
  const { distribution } = judged;
  const steps = stepsFor(goal, { ...ground, distribution, system, login: sudoLogin });
  const fresh = () => {
    const programs = programsOf[distribution.packages.name];
    const host = new PretendHost(HOST, { reachesDocker: true, named: true }, programs);
    host.interrupted = distribution.packages.repair !== undefined;
    return host;
  };

  it('ends with every check holding, and does nothing the second time', async () => {
    const host = fresh();
    const events = await runOn(host, steps);
    expect(events.filter(({ type }) => type === 'failed')).toEqual([]);
    expect(events.at(-1)).toMatchObject({ type: 'done', outcome: 'complete' });
    expect(host.state()).toMatchObject({
      docker: { running: true, enabled: true },
      groups: expect.arrayContaining(['docker']),
      timer: 'active',
    });
    const again = await runOn(host, steps);
    expect(again.at(-1)).toEqual({ type: 'done', outcome: 'complete', changed: 0 });
  });

  it('ends the same after a kill before or after any single action', async () => {
    await expectSameAfterAnyKill(fresh, steps);
  });
});

it('knows the programs of every package manager that a distribution has', () => {
  const names = everyWay.map((sample) => {
    const judged = distributionOf(systemOf(sample));
    return judged.works ? judged.distribution.packages.name : judged.why;
  });
  expect([...new Set(names)].sort()).toEqual(Object.keys(programsOf).sort());
});
