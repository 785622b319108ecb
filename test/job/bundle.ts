import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inject } from 'vitest';
import { bundle } from '../../bin/bundle/bundle.ts';
import { oneAtATime } from '../range/lock.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** The program as it is published, built when first asked for in this test run. Gives its path. */
export async function bundled(): Promise<string> {
  const folder = join(inject('bundleFolder'), 'dist');
  const program = join(folder, 'setup-server.js');
  await oneAtATime('bundle', async () => {
    if (!existsSync(program)) await bundle(root, folder);
  });
  return program;
}
