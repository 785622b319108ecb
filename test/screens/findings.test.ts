import { expect, test } from 'vitest';
import { findingsWithin } from '../../screens/parts/findings.ts';
import type { Finding } from '../../source/facts/finding.ts';

const plain = (_: unknown, text: string) => text;
const good = (text: string, note?: string): Finding => {
  return { status: 'good', text, ...(note !== undefined && { note }) };
};
const lines = (findings: readonly Finding[], height: number) =>
  findingsWithin(findings, height, 60, plain);

test('all is shown where there is room', () => {
  expect(lines([good('Connected'), good('Debian 13')], 2)).toEqual(['✓ Connected', '✓ Debian 13']);
});

test('a finding is shown whole or not at all, and the rest is counted', () => {
  const key = good('Connected', 'fingerprint SHA256:C1Elt/LLi8PZRCaKNf9OYN3mBFE38cEw6eEkA74Gars');
  expect(lines([key, good('Debian 13'), good('2 cores')], 2)).toEqual([
    '✓ Debian 13',
    '… 2 more, all well',
  ]);
  expect(lines([key], 1)).toEqual([]);
  expect(lines([key, good('Debian 13')], 0)).toEqual([]);
});

test('what is not good comes before all others', () => {
  const warning: Finding = { status: 'warning', text: 'Only 5 GB free' };
  const stops: Finding = { status: 'stops', text: 'No way in' };
  expect(lines([good('Connected'), good('Debian 13'), warning, stops], 2)).toEqual([
    '✗ No way in',
    '… 3 more',
  ]);
  expect(lines([good('Connected'), good('Debian 13'), warning, stops], 3)).toEqual([
    '! Only 5 GB free',
    '✗ No way in',
    '… 2 more, all well',
  ]);
});
