import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { execa } from 'execa';
import { oneAtATime } from '../range/lock.ts';
import { inCache } from '../range/places.ts';

/** The folder that holds `node` of that major version; downloaded once, as a package, into the range's cache. */
export async function nodeFolder(major: number): Promise<string> {
  const kept = inCache('node', String(major));
  const folder = `${kept}/node_modules/node-linux-${process.arch}/bin`;
  await oneAtATime(`node-${major}`, async () => {
    if (existsSync(`${folder}/node`)) return;
    const fresh = `${kept}.new`;
    await rm(fresh, { recursive: true, force: true });
    await mkdir(fresh, { recursive: true });
    const quietly = ['--no-audit', '--no-fund', '--no-save', '--silent', '--prefix', fresh];
    await execa('npm', ['install', ...quietly, `node-linux-${process.arch}@${major}`]);
    await rm(kept, { recursive: true, force: true });
    await rename(fresh, kept);
  });
  return folder;
}
