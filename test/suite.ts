import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OUTSIDE } from './errors-outside.ts';
import { npx } from './npx.ts';

export interface Count {
  readonly passed: number;
  readonly failed: number;
}

/** What came of one file: its tests that passed, and all others. A file that could not be loaded has one failed test. */
export interface FileResult extends Count {
  readonly file: string;
}

/** More than that don't fail by chance. */
const FEW = 8;

/**
 * Runs a project of Vitest's, and the files in which something failed a second time, from their beginning: machines
 * are shared, and real servers wait for each other. Both tries are printed; what fails fails twice.
 */
export async function suite(project: string): Promise<Count> {
  const first = await run(project, []);
  const failed = failedIn(first);
  if (failed.length === 0 || failed.length > FEW) return counted(first);
  console.log(['Something failed in these files. They are run again:', ...failed].join('\n  '));
  return counted(atLast(first, await run(project, failed)));
}

export interface Results {
  readonly files: readonly FileResult[];
  /** In which files something failed outside of any test; '' where that is not known. */
  readonly outside: readonly string[];
  readonly exitCode: number | undefined;
}

/** The files that are worth a second try, each once. */
export function failedIn({ files, outside }: Results): readonly string[] {
  const failed = files.filter((each) => each.failed > 0).map(({ file }) => file);
  return [...new Set([...failed, ...outside.filter((file) => file !== '')])];
}

/** What came of each file at last. One that the second try says nothing of stays as it was. */
export function atLast(first: Results, second: Results): Results {
  const again = new Map(second.files.map((each) => [each.file, each]));
  return {
    files: first.files.map((each) => again.get(each.file) ?? each),
    outside: [...first.outside.filter((file) => !again.has(file)), ...second.outside],
    exitCode: second.exitCode,
  };
}

/** Errors outside of any test, and a run that left no results, are failures too. */
export function counted({ files, outside, exitCode }: Results): Count {
  const passed = files.reduce((sum, each) => sum + each.passed, 0);
  const failed = files.reduce((sum, each) => sum + each.failed, 0);
  const good = exitCode === 0 && outside.length === 0;
  return { passed, failed: good ? failed : Math.max(failed, 1) };
}

async function run(project: string, files: readonly string[]): Promise<Results> {
  const folder = await mkdtemp(join(tmpdir(), 'results-'));
  const [report, errors] = [join(folder, 'results.json'), join(folder, 'errors.json')];
  const exitCode = await npx(
    [
      ...['vitest', 'run', '--config', 'test/vitest.config.ts', '--project', project],
      ...['--reporter=default', '--reporter=./test/second-tries.ts'],
      ...['--reporter=./test/errors-outside.ts'],
      ...['--reporter=json', `--outputFile.json=${report}`, ...files],
    ],
    { [OUTSIDE]: errors },
  );
  const text = await readFile(report, 'utf8').catch(() => '{}');
  const outside: string[] = JSON.parse(await readFile(errors, 'utf8').catch(() => '[]'));
  await rm(folder, { recursive: true, force: true });
  return { files: fileResults(text), outside, exitCode };
}

/** Reads what Vitest's reporter `json` writes. Tests that were skipped did not pass. */
export function fileResults(json: string): FileResult[] {
  const { testResults = [] } = JSON.parse(json) as { testResults?: JsonTestResult[] };
  return testResults.map(({ name, status, assertionResults }) => {
    const passed = assertionResults.filter((each) => each.status === 'passed').length;
    const failed = assertionResults.length - passed;
    return { file: name, passed, failed: status === 'passed' ? failed : Math.max(failed, 1) };
  });
}

interface JsonTestResult {
  name: string;
  status: string;
  assertionResults: { status: string }[];
}
