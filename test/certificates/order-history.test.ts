import { describe, expect, test } from 'vitest';
import {
  historyText,
  obstacle,
  type PastOrder,
  readHistory,
  troubleOfObstacle,
} from '../../source/certificates/order-history.ts';

const now = new Date('2031-02-03T12:00:00Z');
const ago = (minutes: number) => new Date(now.getTime() - minutes * 60_000).toISOString();
const order = (minutes: number, outcome: PastOrder['outcome'], ...names: string[]): PastOrder => ({
  at: ago(minutes),
  names: names.length > 0 ? names : ['a.org'],
  outcome,
});
const LIMIT = { certificates: 5, refillHours: 34 };
const inTheWay = (...history: PastOrder[]) => {
  const found = obstacle(history, ['a.org'], LIMIT, now);
  return found && `${found.of} until ${found.until.toISOString()}`;
};

describe('after refusals', () => {
  test.each<[string, PastOrder[], string | null]>([
    ['one', [order(5, 'refused')], null],
    [
      'two within an hour',
      [order(50, 'refused'), order(5, 'refused')],
      'refusals until 2031-02-03T12:07:00.000Z',
    ],
    ['two, the last one a while ago', [order(50, 'refused'), order(13, 'refused')], null],
    ['two in two hours', [order(70, 'refused'), order(5, 'refused')], null],
    ['of other names', [order(6, 'refused', 'b.org'), order(5, 'refused', 'c.org')], null],
    [
      'of another name and this one together',
      [order(6, 'refused', 'a.org', 'b.org'), order(5, 'refused')],
      'refusals until 2031-02-03T12:07:00.000Z',
    ],
  ])('%s', (_title, history, expected) => {
    expect(inTheWay(...history)).toBe(expected);
  });
});

describe('after certificates for the same names', () => {
  const issued = (count: number, minutes: number, ...names: string[]) =>
    Array.from({ length: count }, () => order(minutes, 'issued', ...names));

  test.each<[string, PastOrder[], string | null]>([
    ['four', issued(4, 60), null],
    ['five at once: 34 hours later', issued(5, 60), 'same-names until 2031-02-04T21:00:00.000Z'],
    ['five, 35 hours ago', issued(5, 35 * 60), null],
    [
      'five, 35 hours ago, and another one since',
      [...issued(5, 35 * 60), order(5, 'issued')],
      'same-names until 2031-02-04T21:00:00.000Z',
    ],
    ['with another name beside', issued(9, 60, 'a.org', 'www.a.org'), null],
  ])('%s', (_title, history, expected) => {
    expect(inTheWay(...history)).toBe(expected);
  });

  test('at an authority whose limits are not known, nothing is in the way', () => {
    expect(obstacle(issued(9, 60), ['a.org'], null, now)).toBeNull();
  });
});

test('is written and read, and forgets what no longer counts', () => {
  const old = order(9 * 24 * 60, 'issued');
  const text = historyText([old, order(60, 'issued')], order(0, 'refused'));
  expect(readHistory(text)).toEqual([order(60, 'issued'), order(0, 'refused')]);
  expect(readHistory(`rubbish\n{"at":"soon","names":[],"outcome":"issued"}\n${text}`)).toHaveLength(
    2,
  );
});

test.each(['refusals', 'same-names'] as const)(
  '%s are told with the time when it works again',
  (of) => {
    const { why, next } = troubleOfObstacle(
      { of, until: now },
      'The CA',
      'a.org',
      'Monday at 12:00',
    );
    expect(why).toContain('Monday at 12:00');
    expect(next?.at(-1)).toContain('Monday at 12:00');
  },
);
