import { describe, expect, it } from 'vitest';
import { replaceQuestion } from '../../source/adoption/replace-question.ts';
import type { Answers } from '../../source/answers/answers.ts';
import { decideRevision } from '../../source/changes/decide-revision.ts';
import { decideGoal } from '../../source/decide-goal.ts';
import { Facts, query } from '../../source/facts/facts.ts';
import { addressOf, type Goal } from '../../source/goal.ts';
import { hostKindOf } from '../../source/hosts/index.ts';
import { refuseTakenPorts, refuseWhatCannotWork } from '../../source/refusals.ts';
import { stepsFor } from '../../source/steps/index.ts';
import { ground } from '../core/example-goal.ts';
import { sampleContainer } from '../core/sample-container.ts';
import { ID } from './sample-other.ts';

const answers: Answers = {
  ...{ 'host.kind': 'ssh', server: '203.0.113.7', 'ssh.user': 'root' },
  ...{ app: 'jatos', hostname: 'study.example.org', 'jatos.version': '3.9.7' },
};
const HOST = hostKindOf(answers).address(answers);
const adopted = {
  ...{ container: ID, name: 'old', networks: [], rescued: ['/opt/jatos_data'] },
  volumes: [{ source: 'jatos-rescued', target: '/opt/jatos_data' }],
};
const record = {
  ...{ format: 1, answers: { app: 'jatos' }, app: 'jatos', image: 'jatos/jatos:3.9.7' },
  ...{ digest: null, by: 'anna', at: '2026-01-01T00:00:00Z', version: '1', adopted },
};
const seen = (id = ID, noted: object = record) =>
  new Facts([
    { query: query('record', HOST, 'jatos'), value: noted as never },
    {
      query: query('container', HOST, 'jatos'),
      value: sampleContainer({ id, image: 'jatos/jatos:3.9.7' }),
    },
    {
      query: query('listeners', HOST),
      value: [{ port: 80, address: '0.0.0.0', program: null, container: 'jatos', inside: 9000 }],
    },
  ]);
const agreed = { ...answers, 'adopt.replace': true };
const codeOf = (work: () => void): unknown => {
  try {
    work();
  } catch (error) {
    return (error as { code?: unknown }).code;
  }
  return undefined;
};

describe('what somebody set up by hand and was taken over', () => {
  it('gives its place to one of ours only where somebody agreed', () => {
    expect(decideGoal(answers, seen())).toMatchObject({
      asItWas: true,
      names: ['203.0.113.7'],
      certificate: { use: 'none' },
    });
    const goal = decideGoal(agreed, seen());
    expect(goal).toMatchObject({ adopted, appInTheWay: true });
    expect(goal).not.toHaveProperty('asItWas');
    expect(goal.answers).not.toHaveProperty('adopt.replace');
    expect(goal.recipe.container.volumes).toEqual(adopted.volumes);
  });

  it('is visited where it is meanwhile, by its own certificate where it has one', () => {
    const noted = { ...record, adopted: { ...adopted, port: 9000 } };
    expect(addressOf(decideGoal(answers, seen(ID, noted)))).toBe('http://203.0.113.7:9000');
    const itself = {
      ...answers,
      app: 'docassemble',
      install: 'jatos',
      'certificate.use': 'app-client',
    };
    expect(addressOf(decideGoal(itself, seen(ID, noted)))).toBe('https://study.example.org');
  });

  it('is stopped and started without a front', () => {
    const idsOf = (goal: Goal) => stepsFor(goal, ground).map(({ id }) => id);
    const goal = decideGoal(answers, seen());
    for (const id of ['site.open', 'login.close', 'app.move'])
      expect(idsOf(goal)).not.toContain(id);
    const stopped = { ...goal, stopped: '2026-11-21T12:00:00Z' };
    expect(idsOf(stopped)).toContain('app.stopped');
    expect(idsOf(stopped)).not.toContain('site.open');
  });

  it('is asked for once, and a no changes nothing', () => {
    const replaced = { ...record, adopted: { ...adopted, replaced: true } };
    expect(replaceQuestion.when?.(answers, seen())).toBe(true);
    expect(replaceQuestion.when?.(answers, seen(ID, replaced))).toBe(false);
    expect(replaceQuestion.when?.(answers, new Facts())).toBe(false);
    const problem = replaceQuestion.kind === 'confirm' ? replaceQuestion.problem : undefined;
    expect(problem?.(false, answers, seen())).toContain('it gets no HTTPS');
    expect(problem?.(true, answers, seen())).toBeUndefined();
  });

  it('is ours by its number alone: another one of its name is left alone', () => {
    const refusal = (id: string) =>
      codeOf(() => refuseWhatCannotWork(decideGoal(agreed, seen(id)), seen(id)));
    expect(refusal(ID)).toBeUndefined();
    expect(refusal('c0ffee')).toBe('docker.name-taken');
  });

  it('may stand at the ports of the front', () => {
    const goal = decideGoal(agreed, seen());
    expect(codeOf(() => refuseTakenPorts(goal, seen()))).toBeUndefined();
  });

  it('gets no other image on the way', () => {
    const goal = (version: string) => decideGoal({ ...agreed, 'jatos.version': version }, seen());
    const revision = (version: string) =>
      codeOf(() => decideRevision(goal(version), agreed, seen()));
    expect(revision('3.9.7')).toBeUndefined();
    expect(revision('3.10.4')).toBe('adopt.other-image');
  });
});
