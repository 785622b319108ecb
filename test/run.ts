import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { installPackages } from './range/needs.ts';

/**
 * `npm test`: everything, on a machine that has nothing but Node and npm (Debian, as root).
 * The last line is `N passed, N failed`. What can't run has failed.
 */
const PACKAGES = [
  ...['bash', 'bind9', 'bind9-dnsutils', 'busybox', 'ca-certificates', 'curl', 'docker.io', 'fish'],
  ...[
    'iproute2',
    'iptables',
    'mmdebstrap',
    'openssh-client',
    'openssh-server',
    'openssl',
    'pebble',
  ],
  ...['mksh', 'procps', 'python3', 'sudo', 'tcsh', 'tmux', 'util-linux', 'wget', 'zsh'],
];

interface Count {
  passed: number;
  failed: number;
}

const total: Count = { passed: 0, failed: 0 };
const say = (line: string) => console.log(line);

await installPackages(PACKAGES, say);
await one('Formatting and lint', ['biome', 'ci']);
await one('Types', ['tsc', '--noEmit', '-p', '.']);
await one('Bundle', ['tsx', 'bin/build.ts']);
await suite('unit');
await suite('e2e');
await suite('range');
say(`${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed === 0 ? 0 : 1;

/** A tool that passes or fails as a whole. */
async function one(title: string, argv: string[]): Promise<void> {
  const { exitCode } = await run(argv);
  add(title, exitCode === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 });
}

/** A suite of Vitest's. A file that could not be loaded counts as a failed test. */
async function suite(project: string): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'results-'));
  const file = join(folder, 'results.json');
  const { exitCode } = await run([
    ...['vitest', 'run', '--config', 'test/vitest.config.ts', '--project', project],
    ...['--reporter=default', '--reporter=./test/second-tries.ts'],
    ...['--reporter=json', `--outputFile.json=${file}`],
  ]);
  const results = JSON.parse(await readFile(file, 'utf8').catch(() => '{}'));
  await rm(folder, { recursive: true, force: true });
  const { numPassedTests: passed = 0, numFailedTests = 0, numTotalTests = 0 } = results;
  // Tests that were skipped, and errors outside of any test, are failures too.
  const unrun = numTotalTests - passed - numFailedTests;
  const failed = numFailedTests + unrun;
  add(project, { passed, failed: exitCode === 0 ? failed : Math.max(failed, 1) });
}

function add(title: string, { passed, failed }: Count): void {
  total.passed += passed;
  total.failed += failed;
  say(`${title}: ${passed} passed, ${failed} failed\n`);
}

async function run(argv: string[]) {
  return await execa('npx', ['--no-install', ...argv], { stdio: 'inherit', reject: false });
}
