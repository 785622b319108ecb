import { describe, expect, it } from 'vitest';
import type { Answers } from '../../../source/answers/answers.ts';
import { docassemble } from '../../../source/apps/docassemble.ts';
import { ExpectedError } from '../../../source/expected-error.ts';
import { Facts, query, type Sighting } from '../../../source/facts/facts.ts';
import type { Goal } from '../../../source/goal.ts';
import { REMEMBERED } from '../../../source/hosts/remembered.ts';
import { refuseWhatCannotWork } from '../../../source/refusals.ts';
import { goal, HOST } from '../../core/example-goal.ts';

const on = (answers: Answers): Goal => ({
  ...goal,
  app: { id: 'docassemble', label: 'docassemble' },
  answers: answers as Goal['answers'],
});
const bucket = (name: string, endpoint: string) => ({
  ...{ 'docassemble.store': 's3-compatible', 'settings.S3BUCKET': name },
  'settings.S3ENDPOINTURL': endpoint,
});
const MINIO = 'https://minio.example.org';
const VOLUME = { 'docassemble.store': 'volume' };

function recorded(answers: Answers, app = 'docassemble'): Facts {
  const value = {
    ...{ format: 1, app, image: 'jhpyle/docassemble:latest', digest: null, answers },
    ...{ by: '', at: '', version: '' },
  };
  return new Facts([{ query: query('record', HOST, 'study'), value } as Sighting]);
}

function refusal(before: Facts, wanted: Goal): ExpectedError | undefined {
  try {
    refuseWhatCannotWork(wanted, before);
  } catch (error) {
    if (error instanceof ExpectedError) return error;
    throw error;
  }
  return undefined;
}

describe('docassemble, which has data in one place', () => {
  it.each([
    [
      VOLUME,
      bucket('forms', MINIO),
      'on this server. In the bucket forms at another S3 service it',
    ],
    [
      bucket('forms', MINIO),
      VOLUME,
      'in the bucket forms at another S3 service. On this server it',
    ],
    [bucket('forms', MINIO), bucket('other', MINIO), 'In the bucket other'],
  ])('is not started without them in another', (before, wanted, words) => {
    const trouble = refusal(recorded(before), on(wanted));
    expect(trouble?.code).toBe('app.other-place');
    expect(trouble?.message).toContain(words);
  });

  it('may find the same bucket at another address, or be the first there', () => {
    const [before, moved] = [bucket('forms', MINIO), bucket('forms', 'https://s3.example.org')];
    expect(refusal(recorded(before), on(moved))).toBeUndefined();
    expect(refusal(new Facts(), on(moved))).toBeUndefined();
    expect(refusal(recorded(VOLUME, 'jatos'), on(moved))).toBeUndefined();
  });

  it('gets them in the place that a copy was made with', () => {
    const revision = { kind: 'restore', backup: null, copyFirst: false, begun: null, sources: [] };
    const wanted = { ...on(VOLUME), revision } as Goal;
    expect(refusal(recorded(bucket('forms', MINIO)), wanted)).toBeUndefined();
  });
});

describe("docassemble's time zone", () => {
  const suggested = (zone: string) => {
    const facts = new Facts([{ query: REMEMBERED, value: { hosts: [], at: '', zone } }]);
    const question = docassemble.questions.find(({ id }) => id === 'settings.TIMEZONE');
    return question?.kind === 'text' ? question.suggestion?.({}, facts) : undefined;
  };

  it('is that of the computer of whoever sets it up', () => {
    expect(suggested('Europe/Lisbon')).toBe('Europe/Lisbon');
    expect(suggested('America/Argentina/Buenos_Aires')).toBe('America/Argentina/Buenos_Aires');
    expect(suggested('UTC')).toBe('UTC');
  });

  it('is what docassemble takes by itself where that says none', () => {
    expect(suggested('+02:00')).toBe('America/New_York');
  });
});
