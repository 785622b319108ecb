import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    bundleFolder: string;
  }
}

/** A folder of this test run alone: others build into dist/ while we test. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'bundle-'));
  project.provide('bundleFolder', folder);
  return () => rm(folder, { recursive: true, force: true });
}
