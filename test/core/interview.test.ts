import { describe, expect, it } from 'vitest';
import { Facts, query } from '../../source/facts/facts.ts';
import { answer, back, type Interview, type Item, nextMove } from '../../source/interview.ts';
import type { Question, TextQuestion } from '../../source/questions/question.ts';
import { Secret } from '../../source/secrets/secret.ts';

const text = (id: string, more: Partial<TextQuestion> = {}): Question => ({
  id,
  kind: 'text',
  section: 'App',
  title: id,
  help: id,
  example: 'an example',
  ...more,
});

const system = query('system', 'ssh://host');
const script: Item[] = [
  { ask: text('name') },
  { ask: text('port', { when: (answers) => answers.name === 'expert' }) },
  { look: (answers) => (answers.name ? [system] : []) },
  { ask: text('color', { problem: (value) => (value === 'red' ? 'Not red.' : undefined) }) },
  { ask: text('one', { form: 'settings' }) },
  { ask: text('two', { form: 'settings' }) },
  { ask: { ...text('three'), kind: 'secret', form: 'settings' } as Question },
];

const start: Interview = { answers: {}, facts: new Facts(), confirmed: [] };
const seen = new Facts([{ query: system, value: {} as never }]);

const asked = (interview: Interview) => {
  const move = nextMove(script, interview);
  return move.move === 'ask' ? move.questions.map(({ id }) => id) : move.move;
};

describe('the interview', () => {
  it('asks one after another, looks where it must, and ends', () => {
    expect(asked(start)).toEqual(['name']);
    const named = answer(start, { name: 'anna' });
    expect(nextMove(script, named)).toEqual({ move: 'look', queries: [system] });
    const looked = { ...named, facts: seen };
    expect(asked(looked)).toEqual(['color']);
    const colored = answer(looked, { color: 'blue' });
    expect(asked(colored)).toEqual(['one', 'two', 'three']);
    const all = answer(colored, { one: '1', two: '2', three: new Secret('3') });
    expect(asked(all)).toBe('done');
  });

  it('asks only what applies', () => {
    expect(asked(answer(start, { name: 'expert' }))).toEqual(['port']);
  });

  it('asks again where an answer given beforehand is wrong', () => {
    const given = answer({ ...start, facts: seen }, { name: 'anna', color: 'red' });
    expect(asked(given)).toEqual(['color']);
  });

  it('goes back to the last question with its answer kept', () => {
    const named = { ...answer(start, { name: 'anna' }), facts: seen };
    const returned = back(script, answer(named, { color: 'blue' }));
    expect(asked(returned)).toEqual(['color']);
    expect(returned.answers.color).toBe('blue');
    expect(asked(back(script, returned))).toEqual(['name']);
  });

  it('goes back to a whole form', () => {
    const named = { ...answer(start, { name: 'anna', color: 'blue' }), facts: seen };
    const filled = answer(named, { one: '1', two: '2', three: new Secret('3') });
    expect(asked(back(script, filled))).toEqual(['one', 'two', 'three']);
  });

  it('stays at the first question when there is nothing to go back to', () => {
    expect(back(script, start)).toEqual(start);
  });
});
