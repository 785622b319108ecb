import { expect, test } from 'vitest';
import { atLast, counted, failedIn, fileResults, type Results } from './suite.ts';

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

const ran = (
  files: readonly [file: string, passed: number, failed: number][],
  outside: readonly string[] = [],
): Results => ({
  files: files.map(([file, passed, failed]) => ({ file, passed, failed })),
  outside,
  exitCode: outside.length > 0 || files.some(([, , failed]) => failed > 0) ? 1 : 0,
});

test('the second try of a file counts, for better or worse; without one, the first does', () => {
  const first = ran([
    ['mends', 1, 2],
    ['stays', 2, 1],
    ['is not tried', 0, 4],
    ['good', 3, 0],
  ]);
  const second = ran([
    ['mends', 3, 0],
    ['stays', 1, 2],
  ]);
  expect(failedIn(first)).toEqual(['mends', 'stays', 'is not tried']);
  const { files } = atLast(first, second);
  expect(files).toEqual(
    ran([
      ['mends', 3, 0],
      ['stays', 1, 2],
      ['is not tried', 0, 4],
      ['good', 3, 0],
    ]).files,
  );
});

test('an error outside of any test is a failure, whatever else failed and was mended', () => {
  const first = ran([['mends', 1, 1]], ['']);
  expect(failedIn(first)).toEqual(['mends']);
  expect(counted(atLast(first, ran([['mends', 2, 0]])))).toEqual({ passed: 2, failed: 1 });
  expect(counted(ran([['good', 2, 0]], ['']))).toEqual({ passed: 2, failed: 1 });
});

test('an error outside of any test has its file tried again, once', () => {
  const first = ran(
    [
      ['mends', 1, 1],
      ['good', 3, 0],
    ],
    ['good', 'mends'],
  );
  expect(failedIn(first)).toEqual(['mends', 'good']);
  const second = (outside: readonly string[]) =>
    ran(
      [
        ['mends', 2, 0],
        ['good', 3, 0],
      ],
      outside,
    );
  expect(counted(atLast(first, second([])))).toEqual({ passed: 5, failed: 0 });
  expect(counted(atLast(first, second(['good'])))).toEqual({ passed: 5, failed: 1 });
});
