import { describe, expect, it } from 'vitest';
import type { Answers } from '../../source/answers/answers.ts';
import { recipientOf } from '../../source/backup/age-key.ts';
import { Facts, query } from '../../source/facts/facts.ts';
import { readRecordText } from '../../source/facts/installs/record-file.ts';
import { timetableStoreFile } from '../../source/paths.ts';
import {
  awayIn,
  awayLooks,
  awayQuestions,
  rememberedRecipient,
} from '../../source/questions/away.ts';
import { isOptional, type Question } from '../../source/questions/question.ts';
import {
  TIME,
  TIMETABLE,
  timeQuestion,
  timetableIn,
  timetableQuestion,
} from '../../source/questions/timetable.ts';
import { Secret } from '../../source/secrets/secret.ts';

const none = new Facts();
const answers: Answers = {
  ...{ 'host.kind': 'ssh', server: 'root@203.0.113.7', install: 'study', app: 'jatos' },
  ...{ 'backup.away': 's3', 'backup.away.region': 'auto', 'backup.away.bucket': 'lab-copies' },
  ...{ 'backup.away.key': 'AKIA1', 'backup.away.secret': new Secret('hush') },
};
const host = 'ssh://root@203.0.113.7';
const of = (id: string): Question => {
  const found = awayQuestions().find((each) => each.id === `backup.away.${id}`);
  return found ?? expect.fail(id);
};
const problem = (id: string, value: string) => {
  const question = of(id);
  if (question.kind !== 'text') return expect.fail(id);
  return question.problem?.(question.normalise?.(value) ?? value, answers, none);
};

describe('where copies are sent', () => {
  it('is nowhere unless it is answered', () => {
    expect(awayIn({ ...answers, 'backup.away': 'nowhere' }, 'x')).toBeUndefined();
    expect(awayIn({}, 'x')).toBeUndefined();
    expect(awayIn(answers, 'study.example.org')).toMatchObject({
      ...{ place: { endpoint: null, region: 'auto', bucket: 'lab-copies' }, recipient: '' },
      folder: 'study.example.org',
    });
  });

  it('is tried where the key was given, and not where only the server knows it', () => {
    expect(awayLooks(answers)).toMatchObject([{ fact: 'store', host }]);
    expect(JSON.stringify(awayLooks(answers))).not.toContain('hush');
    const { 'backup.away.secret': _, ...unknown } = answers;
    expect(awayLooks(unknown)).toEqual([]);
  });

  it('wants the secret but for a server that has it', () => {
    expect(isOptional(of('secret'), answers, none)).toBe(false);
    const there = query('sealedFile', host, timetableStoreFile('study'));
    const facts = new Facts([{ query: there, value: { value: {}, mode: '600' } }]);
    expect(isOptional(of('secret'), answers, facts)).toBe(true);
  });

  it.each([
    ['bucket', 'lab-copies', 'Lab Copies'],
    ['region', ' eu-central-1 ', 'eu central'],
    ['endpoint', 'https://fsn1.your-objectstorage.com/', 'fsn1.your-objectstorage.com'],
    ['endpoint', '', 'ftp://x'],
    ['key', 'AKIAIOSFODNN7EXAMPLE', 'A B'],
    ['recipient', '', 'age1x'],
    [
      'recipient',
      'age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p',
      'AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX',
    ],
  ])('takes as its %s what it may be, and nothing else: %s', (id, good, bad) => {
    expect(problem(id, good)).toBeUndefined();
    expect(problem(id, bad)).toEqual(expect.any(String));
  });
});

describe('the time of copies', () => {
  it.each([
    ['3:15  Europe/Berlin', '03:15 Europe/Berlin', undefined],
    ['03:00', '03:00', undefined],
    ['3 in the night', '3 in the night', expect.stringContaining('no time of day')],
    ['25:00 UTC', '25:00 UTC', expect.stringContaining('no time of day')],
    ['03:00 Berlin', '03:00 Berlin', expect.stringContaining('Berlin is not known here')],
  ])('may be typed as %s', (typed, meant, wrong) => {
    expect(timeQuestion.normalise?.(typed)).toBe(meant);
    expect(timeQuestion.problem?.(meant, {}, none)).toEqual(wrong);
  });

  it('are suggested where something new is set up, and less often what takes minutes to stop', () => {
    const suggested = (app: string, facts = none) =>
      timetableQuestion.suggestion?.({ ...answers, app }, facts);
    expect([suggested('jatos'), suggested('docassemble')]).toEqual(['nightly', 'weekly']);
    const there = { query: query('record', host, 'study'), value: readRecordText('{}') };
    expect(suggested('jatos', new Facts([there]))).toBe('never');
  });

  it('are not asked about where nothing is kept: the app would be stopped for nothing', () => {
    const asked = (changes: Answers) =>
      timetableQuestion.when?.({ ...answers, app: 'image', ...changes }, none);
    expect(asked({})).toBe(true);
    expect(asked({ 'image.folders': '/data' })).toBe(true);
    expect(asked({ 'image.folders': '' })).toBe(false);
    expect(asked({ 'image.folders': '', 'image.beside': 'db postgres:16' })).toBe(true);
    expect(timetableQuestion.when?.(answers, none)).toBe(true);
  });

  it('is in the night where nobody says when', () => {
    expect(timetableIn({ [TIMETABLE]: 'weekly', [TIME]: '' })).toMatchObject({
      ...{ every: 'week', time: '03:00', zone: 'UTC' },
    });
    expect(timetableIn({ [TIMETABLE]: 'never' })).toBeUndefined();
  });
});

describe('a key that is made here', () => {
  const question = of('identity');
  const made = question.kind === 'secret' ? (question.madeUp?.() ?? '') : '';
  const withKey = { ...answers, 'backup.away.identity': new Secret(made) };

  it('encrypts, and only its public half is remembered', () => {
    const recipient = recipientOf(made) ?? expect.fail(made);
    expect(awayIn(withKey, 'x')?.recipient).toBe(recipient);
    expect(rememberedRecipient(withKey)).toEqual({ 'backup.away.recipient': recipient });
    const later = { ...answers, ...rememberedRecipient(withKey) };
    expect(awayIn(later, 'x')?.recipient).toBe(recipient);
    expect(question.when?.(later, none)).toBe(false);
    expect(rememberedRecipient({ ...withKey, 'backup.away': 'nowhere' })).toEqual({});
  });

  it('is not taken in part', () => {
    const wrong = (text: string) =>
      question.kind === 'secret' ? question.problem?.(new Secret(text), answers, none) : undefined;
    expect(wrong(made)).toBeUndefined();
    expect(wrong('')).toBeUndefined();
    expect(wrong(made.slice(0, -1))).toContain('not the whole of it');
  });
});
