import { describe, expect, it } from 'vitest';
import type { Answers } from '../../source/answers/answers.ts';
import type { Facts } from '../../source/facts/facts.ts';
import { mendings, offers } from '../../source/offers/index.ts';
import { stepsFor } from '../../source/steps/index.ts';
import { goal, ground, HOST } from '../core/example-goal.ts';
import { allAccepted, seen, server, troubled } from './given.ts';

function planned(answers: Answers, facts: Facts, login: typeof goal = goal) {
  return stepsFor(login, ground, mendings(answers, facts, { ...ground, host: HOST }));
}

describe('a plan with mendings', () => {
  const steps = planned(allAccepted, troubled);
  const needsOf = (id: string) => steps.find((step) => step.id === id)?.needs;

  it('has them at the beginning, in the order of the offers', () => {
    expect(steps.slice(0, 8).map(({ id }) => id)).toEqual([
      'server.ready',
      'server.restart',
      'clock.sync',
      'swap.make',
      'ports.free',
      'firewall.open',
      'docker.networks',
      'docker.install',
    ]);
  });

  it('lets wait what must not come before them', () => {
    expect(needsOf('docker.install')).toEqual(
      expect.arrayContaining(['clock.sync', 'swap.make', 'docker.networks', 'server.restart']),
    );
    expect(needsOf('front.start')).toEqual(expect.arrayContaining(['ports.free', 'firewall.open']));
  });

  it('does nothing beside a restart', () => {
    const before = new Set(['login.key', 'server.ready', 'server.restart']);
    const withKey = planned(allAccepted, troubled, {
      ...goal,
      loginKey: { user: 'root', publicKey: 'ssh-ed25519 AAAA', from: 'id.pub' },
    });
    const waits = (id: string): boolean => {
      const needs = withKey.find((step) => step.id === id)?.needs ?? [];
      return needs.includes('server.restart') || needs.some(waits);
    };
    expect(withKey.map(({ id }) => id).filter((id) => !waits(id))).toEqual([...before]);
    expect(withKey.find(({ id }) => id === 'server.restart')?.needs).toEqual([
      'login.key',
      'server.ready',
    ]);
  });

  it('is the usual one where nothing was accepted, or nothing is needed', () => {
    const usual = stepsFor(goal, ground).map(({ id, needs }) => ({ id, needs }));
    const declined = planned(server, troubled).map(({ id, needs }) => ({ id, needs }));
    const needless = planned(allAccepted, seen()).map(({ id, needs }) => ({ id, needs }));
    expect(declined).toEqual(usual);
    expect(needless).toEqual(usual);
  });

  it('waits for a web server in front, before the certificate', () => {
    const behind = stepsFor(
      { ...goal, front: { http: 8080, https: 8443, behind: true, owner: 'nginx' } },
      ground,
    );
    const step = (id: string) => behind.find((each) => each.id === id);
    expect(step('front.start')?.title).toBe('Put a front web server on ports 8080 and 8443');
    expect(step('certificate.obtain')?.needs).toContain('front.passed-on');
    expect(step('website.check')?.title).toBe('Check https://study.example.org from this computer');
    const beside = stepsFor(
      { ...goal, front: { http: 8080, https: 8443, owner: 'nginx' } },
      ground,
    );
    expect(beside.find(({ id }) => id === 'site.open')?.title).toBe(
      'Open https://study.example.org:8443',
    );
  });
});

it('gives each offer an id of its own, which its questions begin with', () => {
  expect(new Set(offers.map(({ id }) => id)).size).toBe(offers.length);
  for (const { id, questions } of offers) {
    for (const question of questions) {
      expect(`${question.id}.`).toMatch(new RegExp(`^server\\.${id}\\.`));
      expect(question.form).toBe('offers');
    }
  }
});
