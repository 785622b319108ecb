import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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
  const failed = first.files.filter((each) => each.failed > 0).map(({ file }) => file);
  if (failed.length === 0 || failed.length > FEW) return counted(first);
  console.log(['Something failed in these files. They are run again:', ...failed].join('\n  '));
  const second = await run(project, failed);
  return counted({ files: lastTries(first.files, second.files), exitCode: second.exitCode });
}

/** What came of each file at last. One that the second try says nothing of stays as it was. */
export function lastTries(first: readonly FileResult[], second: readonly FileResult[]) {
  const again = new Map(second.map((each) => [each.file, each]));
  return first.map((each) => again.get(each.file) ?? each);
}

interface Results {
  readonly files: readonly FileResult[];
  readonly exitCode: number | undefined;
}

/** Errors outside of any test, and a run that left no results, are failures too. */
function counted({ files, exitCode }: Results): Count {
  const passed = files.reduce((sum, each) => sum + each.passed, 0);
  const failed = files.reduce((sum, each) => sum + each.failed, 0);
  return { passed, failed: exitCode === 0 ? failed : Math.max(failed, 1) };
}

async function run(project: string, files: readonly string[]): Promise<Results> {
  const folder = await mkdtemp(join(tmpdir(), 'results-'));
  const report = join(folder, 'results.json');
  const exitCode = await npx([
    ...['vitest', 'run', '--config', 'test/vitest.config.ts', '--project', project],
    ...['--reporter=default', '--reporter=./test/second-tries.ts'],
    ...['--reporter=json', `--outputFile.json=${report}`, ...files],
  ]);
  const text = await readFile(report, 'utf8').catch(() => '{}');
  await rm(folder, { recursive: true, force: true });
  return { files: fileResults(text), exitCode };
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
