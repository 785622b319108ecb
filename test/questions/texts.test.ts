import { describe, expect, it } from 'vitest';
import { apps } from '../../source/apps/index.ts';
import { Facts } from '../../source/facts/facts.ts';
import { offerQuestions } from '../../source/offers/index.ts';
import { problemWith } from '../../source/questions/accept.ts';
import { againQuestions } from '../../source/questions/again.ts';
import { appQuestions } from '../../source/questions/app.ts';
import { certificateQuestions } from '../../source/questions/certificate.ts';
import { dnsQuestions } from '../../source/questions/dns.ts';
import { nameQuestions } from '../../source/questions/name.ts';
import { notifyQuestions } from '../../source/questions/notify.ts';
import { type Question, textOf } from '../../source/questions/question.ts';
import { serverQuestions } from '../../source/questions/server.ts';

const answers = { app: 'jatos', hostname: 'example.org' };
const none = new Facts();
const every: readonly Question[] = [
  ...appQuestions,
  ...serverQuestions,
  ...againQuestions,
  ...offerQuestions,
  ...nameQuestions,
  ...certificateQuestions,
  ...notifyQuestions,
  ...apps.flatMap(({ questions }) => questions),
  ...dnsQuestions,
];

it('gives every question an id of its own', () => {
  expect(every.map(({ id }) => id)).toEqual([...new Set(every.map(({ id }) => id))]);
});

describe.each(every.map((question) => [question.id, question] as const))('%s', (_, question) => {
  it('is explained in at most ten lines of 72 columns', () => {
    const lines = textOf(question.help, answers, none).split('\n');
    expect(lines.length).toBeLessThanOrEqual(10);
    expect(lines.filter((line) => line.length > 72)).toEqual([]);
  });

  it('has a title and a hint that fit on the screen, in our words', () => {
    const title = textOf(question.title, answers, none);
    const hint = textOf(question.hint ?? '', answers, none);
    expect(title.length).toBeLessThanOrEqual(76);
    expect(hint.length).toBeLessThanOrEqual(152);
    const all = [title, hint, textOf(question.help, answers, none)].join(' ');
    expect(all).not.toMatch(/\b(instance|deploy|provision|entity|invalid input|oops)\b/i);
  });

  it('takes its own example and its own suggestion', () => {
    if (question.kind === 'text' || question.kind === 'several') {
      expect(problemWith(question, question.example, answers, none)).toBeUndefined();
    }
    const suggestion =
      question.kind === 'secret' ? undefined : question.suggestion?.(answers, none);
    if (suggestion !== undefined) {
      expect(problemWith(question, suggestion, answers, none)).toBeUndefined();
    }
  });
});
