import { describe, expect, it } from 'vitest';
import type { Answers } from '../../source/answers/answers.ts';
import { growQuestions } from '../../source/errands/servers/grow-questions.ts';
import { Facts, query, type Sighting } from '../../source/facts/facts.ts';
import type { ConfirmQuestion, TextQuestion } from '../../source/questions/question.ts';
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

describe('how many copies shall run', () => {
  const copies = growQuestions.find(({ id }) => id === 'swarm.replicas') as TextQuestion;
  const others = (...last: number[]) => last.map((each) => `root@203.0.113.${each}`).join(' ');
  const suggested = (hosts: string, recorded: Answers) =>
    copies.suggestion?.(
      { ...answers, 'swarm.hosts': hosts, 'swarm.stateless': true },
      new Facts([
        { query: query('installs', host), value: ['study'] },
        { query: query('record', host, 'study'), value: { answers: recorded } },
      ] as unknown as Sighting[]),
    );

  it('is one for each server at first', () => {
    expect(suggested(others(8, 9), {})).toBe('3');
  });

  it.each([
    ['one more for each that is new', others(8, 9, 10), '6'],
    ['as many as before on another one in the place of one', others(8, 10), '5'],
    ['as many as before on fewer', others(8), '5'],
  ])('is %s later', (_, hosts, number) => {
    const recorded = { 'swarm.hosts': others(8, 9), 'swarm.replicas': '5' };
    expect(suggested(hosts, recorded)).toBe(number);
  });
});
