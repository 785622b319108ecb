import { describe, expect, it } from 'vitest';
import { growQuestions } from '../../source/errands/grow-questions.ts';
import { Facts, query } from '../../source/facts/facts.ts';
import type { ConfirmQuestion } from '../../source/questions/question.ts';
import { sampleContainer } from '../core/sample-container.ts';

const host = 'ssh://root@203.0.113.7';
const answers = { server: '203.0.113.7', 'ssh.user': 'root', install: 'study' };
const question = growQuestions.find(({ id }) => id === 'swarm.stateless') as ConfirmQuestion;

function seen(source: string): Facts {
  const mounts = [{ type: 'volume' as const, source, target: '/data', writable: true }];
  return new Facts([
    { query: query('installs', host), value: ['study'] },
    { query: query('container', host, 'study'), value: sampleContainer({ mounts }) },
  ]);
}

describe('whether any copy can answer any visitor', () => {
  it('can not be agreed to for an app that keeps data on the server', () => {
    const facts = seen('study-data');
    expect(question.suggestion?.(answers, facts)).toBe(false);
    expect(question.problem?.(true, answers, facts)).toMatch(
      /keeps data on this server \(\/data\)/,
    );
    expect(question.problem?.(false, answers, facts)).toBeUndefined();
  });

  it('is for the person to say where nothing is kept but what goes with its container', () => {
    const facts = seen('ab'.repeat(32));
    expect(question.suggestion?.(answers, facts)).toBeUndefined();
    expect(question.problem?.(true, answers, facts)).toBeUndefined();
  });
});
