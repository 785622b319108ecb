import { expect, test } from 'vitest';
import {
  historyText,
  type PastOrder,
  readHistory,
} from '../../source/certificates/order-history.ts';

const now = new Date('2031-02-03T12:00:00Z');
const order = (minutes: number, outcome: PastOrder['outcome']): PastOrder => ({
  at: new Date(now.getTime() - minutes * 60_000).toISOString(),
  names: ['a.org'],
  outcome,
});

test('is written and read, and forgets what no longer counts', () => {
  const old = order(9 * 24 * 60, 'issued');
  const renewal = { ...order(60, 'issued'), exempt: true } as const;
  const text = historyText([old, renewal], order(0, 'refused'));
  expect(readHistory(text)).toEqual([renewal, order(0, 'refused')]);
  expect(readHistory(`rubbish\n{"at":"soon","names":[],"outcome":"issued"}\n${text}`)).toHaveLength(
    2,
  );
});
