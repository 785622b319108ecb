import { describe, expect, it } from 'vitest';
import { beginInterview } from '../../source/answers/begin.ts';
import type { Given } from '../../source/answers/given.ts';
import type { Question } from '../../source/questions/question.ts';

const ask = (id: string): { ask: Question } => ({
  ask: { id, kind: 'text', section: 'App', title: id, help: id, example: id },
});
const script = [ask('name'), ask('color')];
const given = new Map<string, Given>([
  ['name', { value: 'anna', origin: { from: 'file', where: 'answers.yaml' } } as Given],
]);
const draft = {
  answers: { color: 'blue', gone: 'with an older version' },
  confirmed: ['color', 'gone'],
  at: '2026-11-21T12:00:00Z',
};

describe('an interview begins', () => {
  it('with what was given, and what an unfinished one left behind', () => {
    const begun = beginInterview(script, given, draft as never);
    expect(begun.answers).toEqual({ name: 'anna', color: 'blue' });
    expect(begun.confirmed).toEqual(['name', 'color']);
  });

  it('with all of that as mere drafts where everything is to be asked', () => {
    const begun = beginInterview(script, given, draft as never, true);
    expect(begun.answers).toEqual({ name: 'anna', color: 'blue' });
    expect(begun.confirmed).toEqual([]);
  });
});
