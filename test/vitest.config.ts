import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const root = fileURLToPath(new URL('..', import.meta.url));
const endToEnd = 'test/**/*.e2e.test.{ts,tsx}';

/** `unit` needs nothing but Node; `e2e` builds real servers and takes minutes. */
const config = defineConfig({
  root,
  test: {
    projects: [
      {
        root,
        test: {
          name: 'unit',
          include: ['test/**/*.test.{ts,tsx}'],
          exclude: [endToEnd],
          testTimeout: 20_000,
        },
      },
      {
        root,
        test: {
          name: 'e2e',
          include: [endToEnd],
          globalSetup: 'test/job/bundle-folder.ts',
          testTimeout: 600_000,
          hookTimeout: 600_000,
          // They share the range's servers and two cores.
          fileParallelism: false,
        },
      },
    ],
  },
});

// biome-ignore lint/style/noDefaultExport: Vitest reads its configuration from the default export.
export default config;
