import { writeFileSync } from 'node:fs';
import type { SerializedError, TestModule } from 'vitest/node';
import type { Reporter } from 'vitest/reporters';

/** Names the file that is written, to the process that runs the tests. */
export const OUTSIDE = 'SETUP_SERVER_TEST_ERRORS';

/** Vitest's own report leaves out what failed outside of any test: in which files that was, '' where that is not known. */
// biome-ignore lint/style/noDefaultExport: Vitest takes a reporter from the default export.
export default class ErrorsOutside implements Reporter {
  onTestRunEnd(_: readonly TestModule[], errors: readonly SerializedError[]): void {
    const path = process.env[OUTSIDE];
    const files = errors.map(({ VITEST_TEST_PATH: file }) =>
      typeof file === 'string' ? file : '',
    );
    if (path !== undefined) writeFileSync(path, JSON.stringify(files));
  }
}
