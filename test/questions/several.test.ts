import { describe, expect, it } from 'vitest';
import { answersDocument } from '../../source/answers/answers-document.ts';
import { Facts } from '../../source/facts/facts.ts';
import { askInLines } from '../../source/output/ask-in-lines.ts';
import { accept } from '../../source/questions/accept.ts';
import type { SeveralQuestion } from '../../source/questions/question.ts';
import { matching } from '../../source/questions/several.ts';

const NONE = new Facts();

const closed: SeveralQuestion = {
  id: 'study.tasks',
  section: 'App',
  kind: 'several',
  title: 'Which tasks?',
  help: 'Tasks.',
  example: 'stroop,flanker',
  choices: () => [
    { value: 'stroop', label: 'stroop', note: 'attention, colours' },
    { value: 'flanker', label: 'flanker', note: 'attention' },
    { value: 'n-back', label: 'n-back', note: 'memory' },
  ],
};

const open: SeveralQuestion = {
  ...closed,
  unlisted: (value) => (/^[a-z-]+$/.test(value) ? undefined : `"${value}" is no name of a task.`),
};

const taken = (question: SeveralQuestion, raw: unknown) => accept(question, raw, {}, NONE);

describe('several of a list', () => {
  it.each<[unknown]>([
    ['stroop, flanker'],
    ['stroop flanker'],
    [' stroop,,flanker\n'],
    [['stroop', 'flanker']],
    ['stroop,flanker,stroop'],
  ])('are given as %j', (raw) => {
    expect(taken(closed, raw)).toEqual({ value: 'stroop,flanker' });
  });

  it('keep the order in which they are named', () => {
    expect(taken(closed, 'n-back,stroop')).toEqual({ value: 'n-back,stroop' });
  });

  it('are refused by name where one is not on the list, with what was meant', () => {
    expect(taken(closed, 'stroop,flaker')).toEqual({
      problem: 'There is no "flaker" here. Did you mean flanker?',
    });
  });

  it('may be others where the question lets that be, if those are any good', () => {
    expect(taken(open, 'my-own,stroop')).toEqual({ value: 'my-own,stroop' });
    expect(taken(open, 'stroop,My_Own')).toEqual({ problem: '"My_Own" is no name of a task.' });
  });

  it('are at least one, unless none need be chosen', () => {
    expect(taken(closed, ' , ')).toEqual({
      problem: 'Choose at least one. For example: stroop,flanker',
    });
    expect(taken({ ...closed, optional: true }, '')).toEqual({ value: '' });
  });

  it('are found by all words of a search, in whatever order', () => {
    const found = (search: string) =>
      matching(closed.choices({}, NONE), search).map(({ value }) => value);
    expect(found('ATTENTION')).toEqual(['stroop', 'flanker']);
    expect(found('attention str')).toEqual(['stroop']);
    expect(found('')).toHaveLength(3);
    expect(found('taste')).toEqual([]);
  });

  it('stand in an answers file as a list or as text', async () => {
    for (const text of [
      'study.tasks: [stroop, n-back]',
      'study:\n  tasks:\n    - stroop\n    - n-back',
      'study.tasks: stroop, n-back',
    ]) {
      const { given } = await answersDocument(text, 'study.yaml', [closed]);
      expect(taken(closed, given.get('study.tasks')?.value)).toEqual({ value: 'stroop,n-back' });
    }
  });
});

describe('several of a list, in lines', () => {
  async function ask(question: SeveralQuestion, ...typed: string[]) {
    const said: string[] = [];
    const asked = await askInLines(
      question,
      { answers: {}, facts: NONE, confirmed: [] },
      { say: (line) => void said.push(line), ask: async () => typed.shift() ?? null },
    );
    return { asked, said };
  }

  it('are listed where they are few', async () => {
    const { asked, said } = await ask(closed, 'flanker, n-back');
    expect(asked).toEqual({ answer: 'flanker,n-back' });
    expect(said).toContain('  n-back (memory)');
    expect(said).toContain('Type them, with commas in between. ? explains, < goes back.');
  });

  it('are searched where they are many', async () => {
    const many = Array.from({ length: 60 }, (_, at) => ({
      value: `task-${at}`,
      label: `task-${at}`,
    }));
    const question = { ...closed, choices: () => many };
    const { asked, said } = await ask(question, '/k-5', '/taste', 'task-5');
    expect(asked).toEqual({ answer: 'task-5' });
    expect(said).toContain('There are 60 of them. Type / and a word to see those with it: /memory');
    expect(said.filter((line) => line.startsWith('  task-'))).toEqual([
      '  task-5',
      ...Array.from({ length: 10 }, (_, at) => `  task-5${at}`),
    ]);
    expect(said).toContain('None has "taste".');
  });
});
