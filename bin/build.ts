import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Metafile, type Plugin } from 'esbuild';
import { licences } from './licences.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const manifest = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));

/**
 * What our libraries ask for and we never reach: dockerode's ssh, BuildKit and archive ways,
 * acme-client's older way of cryptography, Ink's developer tools. Asking for one of them is an
 * error, at the moment it is asked for.
 */
const LEFT_OUT = [
  'ssh2',
  '@grpc/grpc-js',
  '@grpc/proto-loader',
  'protobufjs',
  'tar-fs',
  '@balena/dockerignore',
  'node-forge',
  'react-devtools-core',
];

const leaveOut: Plugin = {
  name: 'leave-out',
  setup({ onResolve, onLoad }) {
    const names = new RegExp(`^(${LEFT_OUT.join('|')})(/|$)`);
    onResolve({ filter: names }, ({ path }) => ({ path, namespace: 'left-out' }));
    onLoad({ filter: /.*/, namespace: 'left-out' }, ({ path }) => ({
      contents: `
        const missing = () => { throw new Error(${JSON.stringify(`${path} is not part of setup-server.`)}); };
        module.exports = new Proxy(missing, { get: (_, key) => key === '__esModule' ? undefined : missing });
      `,
    }));
  },
};

await rm(join(root, 'dist'), { recursive: true, force: true });
const { metafile } = await build({
  absWorkingDir: root,
  entryPoints: { 'setup-server': 'bin/setup-server.ts' },
  outdir: 'dist',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  chunkNames: 'part-[hash]',
  // Whole names stay: a stack trace that a person sends us can be read.
  minifyWhitespace: true,
  minifySyntax: true,
  legalComments: 'none',
  metafile: true,
  plugins: [leaveOut],
  define: {
    'process.env.NODE_ENV': '"production"',
    // Ink would load its developer tools.
    'process.env.DEV': '"false"',
    SETUP_SERVER_MANIFEST: JSON.stringify({
      version: manifest.version,
      bugs: typeof manifest.bugs === 'string' ? manifest.bugs : manifest.bugs?.url,
    }),
  },
  // CommonJS parts ask for Node's own modules by `require`, which ES modules don't have.
  banner: {
    js: "import{createRequire as makeRequire}from'node:module';const require=makeRequire(import.meta.url);",
  },
  logLevel: 'warning',
});

await writeFile(join(root, 'dist', 'THIRD-PARTY-LICENSES.txt'), await licences(root, metafile));
report(metafile);

function report({ outputs }: Metafile): void {
  const sizes = Object.entries(outputs).map(([path, { bytes }]) => ({ path, bytes }));
  const total = sizes.reduce((sum, { bytes }) => sum + bytes, 0);
  console.log(`${sizes.length} files, ${Math.round(total / 1000)} kB`);
}
