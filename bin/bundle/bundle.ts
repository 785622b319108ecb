import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { type BuildOptions, type BuildResult, build, type Plugin } from 'esbuild';
import { licences } from './licences.ts';

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
  'node-forge',
];

const leaveOut: Plugin = {
  name: 'leave-out',
  setup({ onResolve, onLoad }) {
    const names = new RegExp(`^(${LEFT_OUT.join('|')})(/|$)`);
    // Ink's developer tools, with a WebSocket server of theirs.
    onResolve({ filter: /^\.\/devtools\.js$/ }, ({ path }) => ({ path, namespace: 'left-out' }));
    onResolve({ filter: names }, ({ path }) => ({ path, namespace: 'left-out' }));
    onLoad({ filter: /.*/, namespace: 'left-out' }, ({ path }) => ({
      contents: `
        const missing = new Proxy(
          () => { throw new Error(${JSON.stringify(`${path} is not part of setup-server.`)}); },
          { get: (_, key) => key === '__esModule' || typeof key === 'symbol' ? undefined : missing },
        );
        module.exports = missing;
      `,
    }));
  },
};

/** How it is built, whatever is built: also what it is measured against. */
export const BUNDLING = {
  write: false,
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
  // docker-modem's copy of what Node has itself.
  alias: {
    'readable-stream': 'node:stream',
    // Imported lazily, a CommonJS package has only its default export here: their ES modules.
    ...Object.fromEntries(
      [
        ...['client-acm', 'client-ec2', 'client-elastic-load-balancing-v2', 'client-iam'],
        ...['client-pricing', 'client-rds', 'client-route-53', 'client-s3'],
      ].map((name) => [`@aws-sdk/${name}`, `./node_modules/@aws-sdk/${name}/dist-es/index.js`]),
    ),
  },
  plugins: [leaveOut],
  // CommonJS parts ask for Node's own modules by `require`, which ES modules don't have.
  banner: {
    js: "import{createRequire as makeRequire}from'node:module';const require=makeRequire(import.meta.url);",
  },
  logLevel: 'warning',
} satisfies BuildOptions;

/** Libraries leave out what they have for their own developers. */
export const PUBLISHED = { 'process.env.NODE_ENV': '"production"' };

/** Yoga fetches its own code from a data URL, and with `fetch` comes all of Node's HTTP client. */
const yogaWithoutFetch: Plugin = {
  name: 'yoga-without-fetch',
  setup({ onLoad }) {
    onLoad({ filter: /yoga-wasm-base64-esm\.js$/ }, async ({ path }) => ({
      contents: `const fetch = undefined;\n${await readFile(path, 'utf8')}`,
    }));
  },
};

/** The program that renews certificates on a server: one file, for nothing but Node is there. */
export async function renewalBundle(
  root: string,
): Promise<BuildResult<{ metafile: true; write: false }>> {
  return await build({
    ...BUNDLING,
    splitting: false,
    metafile: true,
    absWorkingDir: root,
    entryPoints: { renewal: 'bin/renewal.ts' },
    outdir: root,
    outExtension: { '.js': '.mjs' },
    define: PUBLISHED,
  });
}

/**
 * Builds what is published into `folder`, from the checkout at `root`. What was there is replaced
 * only when the build is right. Gives the size of each file, in bytes.
 */
export async function bundle(root: string, folder: string): Promise<ReadonlyMap<string, number>> {
  const manifest = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
  const { metafile, outputFiles } = await build({
    ...BUNDLING,
    absWorkingDir: root,
    entryPoints: { 'setup-server': 'bin/setup-server.ts' },
    outdir: folder,
    metafile: true,
    plugins: [...BUNDLING.plugins, yogaWithoutFetch],
    alias: {
      ...BUNDLING.alias,
      // Ink's own version begins with a pattern for all emoji, which takes V8 30 ms to build and use.
      'string-width': join(root, 'node_modules', 'string-width'),
    },
    define: {
      ...PUBLISHED,
      SETUP_SERVER_MANIFEST: JSON.stringify({
        version: manifest.version,
        bugs: typeof manifest.bugs === 'string' ? manifest.bugs : manifest.bugs?.url,
      }),
    },
  });
  const renewal = await renewalBundle(root);
  const notice = await licences(root, [metafile, renewal.metafile]);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const files = [
    ...outputFiles,
    ...renewal.outputFiles.map((file) => ({ ...file, path: join(folder, basename(file.path)) })),
  ];
  for (const { path, contents } of files)
    await writeFile(path, contents, { mode: path.endsWith('setup-server.js') ? 0o755 : 0o644 });
  await writeFile(join(folder, 'THIRD-PARTY-LICENSES.txt'), notice);
  return new Map(files.map(({ path, contents }) => [path, contents.length]));
}
