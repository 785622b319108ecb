import { describe, expect, it } from 'vitest';
import type { Answers } from '../../source/answers/answers.ts';
import { suggestionFor } from '../../source/answers/feed.ts';
import { Facts, query } from '../../source/facts/facts.ts';
import type { RecordFact } from '../../source/facts/installs/record.ts';
import { hostKindOf } from '../../source/hosts/index.ts';
import { accept } from '../../source/questions/accept.ts';
import { questions, script } from '../../source/script.ts';

const answers: Answers = { app: 'jatos', server: '203.0.113.7', 'ssh.user': 'root' };
const remembered: RecordFact = {
  format: 1,
  app: 'jatos',
  image: 'jatos/jatos:3.9.1',
  digest: null,
  answers: { 'jatos.version': '3.9.1', 'settings.JATOS_RESULT_UPLOADS_MAX_FILE_SIZE': '100MB' },
  by: 'anna@laptop',
  at: '2025-12-01T12:00:00.000Z',
  version: '0.0.9',
};

function suggested(id: string, install: string, value: RecordFact | null) {
  const host = hostKindOf(answers).address(answers);
  const facts = new Facts([{ query: query('record', host, install), value }]);
  const question = questions.find((each) => each.id === id);
  if (!question) throw new Error(`There is no question ${id}.`);
  const given = install === 'jatos' ? answers : { ...answers, install };
  return suggestionFor(question, { answers: given, facts, confirmed: [] });
}

it('looks whether the server reaches what it needs: the images, and the authority that renews', () => {
  const looks = script.flatMap((item) => ('look' in item ? item.look(answers, new Facts()) : []));
  expect(looks.flatMap(({ fact, subject }) => (fact === 'reach' ? [subject] : []))).toEqual([
    'https://registry-1.docker.io/v2/',
    'https://acme-v02.api.letsencrypt.org/directory',
  ]);
});

describe('a later visit', () => {
  it('suggests the version that runs, not the newest that this setup-server knows', () => {
    expect(suggested('jatos.version', 'jatos', null)).toBe('3.10.4');
    expect(suggested('jatos.version', 'jatos', remembered)).toBe('3.9.1');
    expect(suggested('jatos.version', 'jatos-teaching', remembered)).toBe('3.9.1');
  });

  it('suggests the settings of the last time', () => {
    const id = 'settings.JATOS_RESULT_UPLOADS_MAX_FILE_SIZE';
    expect(suggested(id, 'jatos', null)).toBe('');
    expect(suggested(id, 'jatos', remembered)).toBe('100MB');
  });

  it('lets them be emptied again', () => {
    const id = 'settings.JATOS_RESULT_UPLOADS_MAX_FILE_SIZE';
    const host = hostKindOf(answers).address(answers);
    const facts = new Facts([{ query: query('record', host, 'jatos'), value: remembered }]);
    const question = questions.find((each) => each.id === id);
    expect(question && accept(question, '', answers, facts)).toEqual({ value: '' });
  });
});
