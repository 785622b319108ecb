import { cp, mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { beforeAll, describe, expect, it } from 'vitest';
import { dns, type Host, host, rangeUp } from '../range/range.ts';
import { bundled } from './bundle.ts';
import { nodeFolder } from './node-versions.ts';
import { answersFor, newOperator, type Operator } from './operator.ts';

const HOSTNAME = 'nodes.range.test';
const root = fileURLToPath(new URL('../..', import.meta.url));

describe('the package', () => {
  let folder: string;
  let tarball: string;
  let empty: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'package-'));
    const source = join(folder, 'source');
    await mkdir(source);
    for (const each of ['package.json', 'README.md', 'docs'])
      await cp(join(root, each), join(source, each), { recursive: true });
    await cp(dirname(await bundled()), join(source, 'dist'), { recursive: true });
    // It is built already: packing must not build into the checkout.
    const { stdout } = await execa('npm', ['pack', '--ignore-scripts', '--silent'], {
      cwd: source,
    });
    tarball = join(source, stdout.trim());
    empty = join(folder, 'empty');
    await mkdir(empty);
    return () => rm(folder, { recursive: true });
  });

  it('installs in an empty folder without downloading anything else', async () => {
    const quietly = ['--offline', '--no-audit', '--no-fund', '--silent'];
    await execa('npm', ['install', ...quietly, tarball], { cwd: empty });
    expect(await readdir(join(empty, 'node_modules'))).toEqual([
      '.bin',
      '.package-lock.json',
      'setup-server',
    ]);
    const { dependencies, scripts } = JSON.parse(
      await readFile(join(empty, 'node_modules/setup-server/package.json'), 'utf8'),
    );
    expect(dependencies).toBeUndefined();
    expect(Object.keys(scripts).filter((name) => /^(pre|post)?install$/.test(name))).toEqual([]);
  });

  it('holds what is needed to run it and to read about it', async () => {
    const { stdout } = await execa('tar', ['-tzf', tarball]);
    const others = stdout
      .split('\n')
      .filter((path) => !/^package\/(dist\/[\w.-]+\.js|docs\/[\w-]+\.md)$/.test(path));
    expect(others.sort()).toEqual([
      'package/README.md',
      'package/dist/THIRD-PARTY-LICENSES.txt',
      // What renews on the server.
      'package/dist/renewal.mjs',
      'package/package.json',
    ]);
  });

  it('runs by npx from an empty folder', async () => {
    const elsewhere = await mkdtemp(join(folder, 'elsewhere-'));
    const name = basename(tarball);
    await cp(tarball, join(elsewhere, name));
    const npx = ['--offline', '--yes', `./${name}`, '--version'];
    const { stdout } = await execa('npx', npx, { cwd: elsewhere });
    const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
    expect(stdout).toBe(version);
    expect(await readdir(elsewhere)).toEqual([name]);
  });

  describe.each([20, 22, 24])('on Node %i', (major) => {
    let server: Host;
    let operator: Operator;
    let env: Record<string, string>;
    let program: string;

    beforeAll(async () => {
      await rangeUp({ suites: ['trixie'], apps: [] });
      const found = await nodeFolder(major);
      env = { PATH: `${found}:${process.env.PATH}` };
      program = join(empty, 'node_modules/.bin/setup-server');
      server = await host('nodes', { suite: 'trixie', disk: 'tmpfs' });
      await dns.set(HOSTNAME, server.address);
      operator = await newOperator();
      return () => server.remove();
    });

    it('tells its version and its help', async () => {
      const node = await operator.program(['node', '--version'], { env });
      expect(node.stdout).toMatch(new RegExp(`^v${major}\\.`));
      const version = await operator.program([program, '--version'], { env });
      expect(version).toMatchObject({ code: 0, stderr: '' });
      expect(version.stdout).toMatch(/^\d+\.\d+\.\d+$/);
      const help = await operator.program([program, '--help'], { env });
      expect(help).toMatchObject({ code: 0, stderr: '' });
      expect(help.stdout).toMatch(/^Takes a server of yours /);
    });

    it('plans for a real server', async () => {
      const answers = { app: 'jatos', ...(await answersFor(server, HOSTNAME)) };
      const file = await operator.answers(answers);
      const ran = await operator.program([program, '--answers', file, '--plan', '--json'], { env });
      expect([ran.code, ran.stderr]).toEqual([2, '']);
      expect(ran.events.map(({ type }) => type)).toEqual([
        'begin',
        ...ran.events.filter(({ type }) => type === 'finding').map(() => 'finding'),
        'plan',
        'end',
      ]);
      const plan = ran.events.find(({ type }) => type === 'plan');
      expect(plan).toMatchObject({ app: 'JATOS', names: [HOSTNAME] });
      expect(ran.events.at(-1)).toMatchObject({ ending: 'changes-pending' });
    });
  });
});
