import { npx } from './npx.ts';
import { installPackages } from './range/needs.ts';
import { type Count, suite } from './suite.ts';

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

const total = { passed: 0, failed: 0 };
const say = (line: string) => console.log(line);

await installPackages(PACKAGES, say);
await one('Formatting and lint', ['biome', 'ci', '--colors=off']);
await one('Types', ['tsc', '--noEmit', '-p', '.']);
await one('Bundle', ['tsx', 'bin/bundle/build.ts']);
for (const project of ['unit', 'e2e', 'range']) add(project, await suite(project));
say(`${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed === 0 ? 0 : 1;

/** A tool that passes or fails as a whole. */
async function one(title: string, argv: string[]): Promise<void> {
  const exitCode = await npx(argv);
  add(title, exitCode === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 });
}

function add(title: string, { passed, failed }: Count): void {
  total.passed += passed;
  total.failed += failed;
  say(`${title}: ${passed} passed, ${failed} failed\n`);
}
