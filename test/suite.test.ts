import { expect, test } from 'vitest';
import { fileResults, lastTries } from './suite.ts';

const report = (...files: [name: string, status: string, tests: string[]][]) =>
  JSON.stringify({
    testResults: files.map(([name, status, tests]) => ({
      ...{ name, status, assertionResults: tests.map((each) => ({ status: each })) },
    })),
  });

test('what did not pass has failed: skipped tests, and files that could not be loaded', () => {
  const told = report(
    ['good', 'passed', ['passed', 'passed']],
    ['bad', 'failed', ['passed', 'failed', 'pending']],
    ['skips', 'passed', ['passed', 'skipped']],
    ['does not load', 'failed', []],
    ['does not clean up', 'failed', ['passed']],
  );
  expect(fileResults(told)).toEqual([
    { file: 'good', passed: 2, failed: 0 },
    { file: 'bad', passed: 1, failed: 2 },
    { file: 'skips', passed: 1, failed: 1 },
    { file: 'does not load', passed: 0, failed: 1 },
    { file: 'does not clean up', passed: 1, failed: 1 },
  ]);
});

test('a run that left no report has no files', () => {
  expect(fileResults('{}')).toEqual([]);
});

test('the second try of a file counts, for better or worse; without one, the first does', () => {
  const first = [
    { file: 'mends', passed: 1, failed: 2 },
    { file: 'stays', passed: 2, failed: 1 },
    { file: 'is not tried', passed: 0, failed: 4 },
    { file: 'good', passed: 3, failed: 0 },
  ];
  const second = [
    { file: 'mends', passed: 3, failed: 0 },
    { file: 'stays', passed: 1, failed: 2 },
  ];
  expect(lastTries(first, second)).toEqual([
    { file: 'mends', passed: 3, failed: 0 },
    { file: 'stays', passed: 1, failed: 2 },
    { file: 'is not tried', passed: 0, failed: 4 },
    { file: 'good', passed: 3, failed: 0 },
  ]);
});
