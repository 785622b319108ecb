import { expect, it } from 'vitest';
import { partsLeft, removedReceipt } from '../../source/clouds/removed-receipt.ts';

it('tells that a machine is gone only where nothing of it was seen', () => {
  const receiptOf = (machine?: object) => removedReceipt('study', 'Amazon', partsLeft(machine));
  expect(receiptOf({ instance: null, address: null })).toMatchObject({
    headline: 'The server study is gone',
    lines: [{ text: expect.stringContaining('nothing of it is left at Amazon') }],
  });
  expect(receiptOf({ instance: null, address: { ip: '198.51.100.7' } })).toMatchObject({
    headline: 'Something of study is still there',
    lines: [{ text: 'Still there: address. Run the same once more.', tone: 'warning' }],
  });
  expect(receiptOf(undefined).headline).toBe('Something of study is still there');
});
