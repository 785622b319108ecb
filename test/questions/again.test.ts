import { describe, expect, it } from 'vitest';
import { type Answers, installOf } from '../../source/answers/answers.ts';
import { suggestionFor } from '../../source/answers/feed.ts';
import { decideGoal } from '../../source/decide-goal.ts';
import { Facts, query } from '../../source/facts/facts.ts';
import type { RecordFact } from '../../source/facts/installs/record.ts';
import { hostKindOf } from '../../source/hosts/index.ts';
import { answer, applies, nextMove } from '../../source/interview.ts';
import { accept } from '../../source/questions/accept.ts';
import { againQuestions, namedRecord } from '../../source/questions/again.ts';
import { neighboursOf } from '../../source/questions/name.ts';
import { type Question, textOf } from '../../source/questions/question.ts';

const [again, other] = againQuestions as [Question, Question];
const answers: Answers = {
  app: 'jatos',
  install: 'jatos',
  server: '203.0.113.7',
  'ssh.user': 'root',
};
const host = hostKindOf(answers).address(answers);
const record: RecordFact = {
  ...{ format: 1, app: 'jatos', image: 'jatos/jatos:3.10.4', digest: null, by: 'anna', at: '' },
  version: '',
  answers: { app: 'jatos', hostname: 'study.example.org' },
};
const fresh = new Facts([{ query: namedRecord(answers), value: null }]);
const there = new Facts([
  { query: namedRecord(answers), value: record },
  { query: neighboursOf(answers), value: [] },
]);
const another: Answers = { ...answers, 'install.again': 'other', 'install.other': 'jatos-2' };

describe('an app that is on the server already', () => {
  it('may be meant, or another one beside it', () => {
    expect(applies(again, answers, there)).toBe(true);
    expect(textOf(again.title, answers, there)).toBe(
      'JATOS is on this server already. What do you want?',
    );
    expect(textOf(again.hint ?? '', answers, there)).toBe('It answers at study.example.org.');
    expect(suggestionFor(again, { answers, facts: there, confirmed: [] })).toBe('same');
  });

  it('is meant where its name on the internet was given, and there is no question where it is not there', () => {
    expect(applies(again, { ...answers, hostname: 'study.example.org' }, there)).toBe(false);
    expect(applies(again, { ...answers, hostname: 'b.example.org' }, there)).toBe(true);
    expect(applies(again, answers, fresh)).toBe(false);
  });

  it('leaves the first name that is free to the other', () => {
    const wish = { ...answers, 'install.again': 'other' };
    expect(applies(other, wish, there)).toBe(true);
    expect(applies(other, { ...answers, 'install.again': 'same' }, there)).toBe(false);
    const suggested = (facts: Facts) =>
      suggestionFor(other, { answers: wish, facts, confirmed: [] });
    expect(suggested(there)).toBe('jatos-2');
    const two = there.with([
      { query: neighboursOf(wish), value: [{ install: 'jatos-2', record }] },
    ]);
    expect(suggested(two)).toBe('jatos-3');
  });

  it.each([
    ['jatos', 'The other one is called that.'],
    ['my jatos', 'Only small letters, digits and hyphens: jatos-teaching'],
  ])('does not take %j for the other', (name, problem) => {
    expect(accept(other, name, answers, there)).toEqual({ problem });
  });

  it('is another install from then on, which is looked at and remembered as such', () => {
    expect(installOf(another)).toBe('jatos-2');
    expect(neighboursOf(another)).toEqual(query('neighbours', host, 'jatos-2'));
    const goal = decideGoal({ ...another, hostname: 'b.example.org' }, there);
    expect(goal.install).toBe('jatos-2');
    expect(goal.answers).toMatchObject({ install: 'jatos-2', hostname: 'b.example.org' });
    expect(Object.keys(goal.answers).filter((id) => id.startsWith('install.'))).toEqual([]);
  });

  it('is asked about before its name on the internet', () => {
    const script = againQuestions.map((ask) => ({ ask }));
    const start = { answers, facts: there, confirmed: [] };
    expect(nextMove(script, start)).toMatchObject({ move: 'ask', questions: [{ id: again.id }] });
    const wished = answer(start, { 'install.again': 'other' });
    expect(nextMove(script, wished)).toMatchObject({ questions: [{ id: other.id }] });
    expect(nextMove(script, answer(start, { 'install.again': 'same' }))).toEqual({ move: 'done' });
  });
});
