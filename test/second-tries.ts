import type { TestCase } from 'vitest/node';
import type { Reporter } from 'vitest/reporters';

/** Says why a test needed a second try: what fails by chance fails for a reason, too. */
// biome-ignore lint/style/noDefaultExport: Vitest takes a reporter from the default export.
export default class SecondTries implements Reporter {
  onTestCaseResult(test: TestCase): void {
    const result = test.result();
    if (result.state !== 'passed') return;
    for (const { message, diff = '', stacks = [] } of result.errors ?? []) {
      const where = stacks.map(({ file, line }) => `  at ${file}:${line}`);
      const name = `${test.module.relativeModuleId} > ${test.fullName}`;
      console.log([`Second try of ${name}:`, message, diff, ...where].join('\n'));
    }
  }
}
