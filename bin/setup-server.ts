#!/usr/bin/env node
import module from 'node:module';
import { homedir } from 'node:os';
import { join } from 'node:path';

// Compiled code is kept in the person's own folder: in the shared default, others could plant some.
const cache = process.env.XDG_CACHE_HOME || process.env.LOCALAPPDATA || join(homedir(), '.cache');
// From Node 22.8 on; the types are those of Node 20.
const { enableCompileCache } = module as { enableCompileCache?: (folder: string) => unknown };
enableCompileCache?.(join(cache, 'setup-server', 'compiled'));

// Amazon's clients say that Node 20 will be too old for later ones: to whoever builds with them, not to our users.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';

const { main } = await import('./main.ts');
const { thisWorld } = await import('./world.ts');

const code = await main(thisWorld());
// What a pipe has not taken yet would be lost.
await Promise.all(
  [process.stdout, process.stderr].map(
    (stream) => stream.writableLength > 0 && new Promise((resolve) => stream.write('', resolve)),
  ),
);
process.exit(code);
