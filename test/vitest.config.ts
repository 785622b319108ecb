import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { LongestFirst } from './longest-first.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const endToEnd = 'test/**/*.e2e.test.{ts,tsx}';
/** They stop the services that all others use. */
const alone = 'test/range/{faults,range}.e2e.test.ts';

const withServers = {
  globalSetup: 'test/job/bundle-folder.ts',
  testTimeout: 600_000,
  // On a new machine the first ones build the images of the range, and the others wait for them.
  hookTimeout: 1_800_000,
  // Machines are shared, and real servers wait for each other: what fails fails twice. Vitest tells what did once.
  retry: 1,
  expect: { poll: { timeout: 120_000, interval: 100 } },
};

/** `unit` needs nothing but Node; `e2e` and `range` build real servers and take minutes. */
const config = defineConfig({
  root,
  test: {
    // Many tests wait for a child or a frame: one worker less than cores (Vitest's way) idles.
    maxWorkers: availableParallelism() + 1,
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        root,
        test: {
          name: 'unit',
          include: ['test/**/*.test.{ts,tsx}'],
          exclude: [endToEnd],
          // Half of the work would be to load the same modules anew for each file.
          pool: 'threads',
          isolate: false,
          setupFiles: 'test/left-as-found.ts',
          // A machine may be ten times slower than this one.
          testTimeout: 120_000,
          expect: { poll: { timeout: 60_000 } },
          // Some files bundle the program first.
          hookTimeout: 300_000,
        },
      },
      {
        root,
        test: {
          name: 'e2e',
          include: [endToEnd],
          exclude: [alone],
          ...withServers,
          // Each waits most of the time, for a server to boot or to fetch something.
          maxWorkers: 4,
        },
      },
      {
        root,
        test: { name: 'range', include: [alone], ...withServers, fileParallelism: false },
      },
    ],
  },
});

// biome-ignore lint/style/noDefaultExport: Vitest reads its configuration from the default export.
export default config;
