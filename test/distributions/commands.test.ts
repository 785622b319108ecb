import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { withCommunity } from '../../source/distributions/apk.ts';
import { dockerFromApt } from '../../source/distributions/apt.ts';
import { pacman } from '../../source/distributions/pacman.ts';
import { openrc, systemd } from '../../source/distributions/services.ts';
import { zypperManager } from '../../source/distributions/zypper.ts';
import { ShellCommand } from '../../source/shell.ts';
import { inShell, onlyTools, ownFolder } from '../facts/ask-here.ts';

/** A PATH on which a program prints how it was called, into a file, and ends with this code. */
function program(name: string, script: string): string {
  const folder = ownFolder();
  writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  return folder;
}

describe('zypper', () => {
  it.each([
    [0, 0],
    [102, 0],
    [103, 0],
    [106, 0],
    [107, 0],
    [4, 4],
    [7, 7],
    [104, 104],
  ])('that ends with %i counts as %i', (code, counts) => {
    const path = program(
      'zypper',
      `[ "$ZYPP_LOCK_TIMEOUT $*" = "600 --non-interactive install docker" ] && exit ${code}; exit 1`,
    );
    expect(inShell(zypperManager.install(['docker']).command, path).code).toBe(counts);
  });
});

describe("an older list of Docker's packages", () => {
  const URL = 'https://download.docker.com/linux/debian';
  const [first] = dockerFromApt(URL, 'bookworm').actions;

  /** What is left of the lists, after the command itself ran on a folder of ours. */
  const leftOf = (lists: Readonly<Record<string, string>>) => {
    const folder = ownFolder();
    for (const [name, text] of Object.entries(lists)) writeFileSync(join(folder, name), text);
    const text = first?.do === 'run' ? first.command.text : '';
    const own = text.replaceAll('/etc/apt/sources.list.d', folder);
    const { code } = inShell(new ShellCommand(own), onlyTools('grep', 'date', 'mv'));
    return [code, readdirSync(folder).sort()];
  };
  const byHand = `deb [arch=amd64 signed-by=/usr/share/keyrings/docker.gpg] ${URL} bookworm stable\n`;

  it('is put aside, under a name that apt overlooks', () => {
    expect(leftOf({ 'docker.list': `# by hand\n${byHand}` })).toEqual([
      0,
      [expect.stringMatching(/^docker\.list\.\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d\.save$/)],
    ]);
  });

  it.each([
    ['lists something else, too', `${byHand}deb http://deb.example.org stable main\n`],
    ['lists other packages', 'deb http://deb.example.org stable main\n'],
    ['is switched off', `# ${byHand}`],
    ['is empty', ''],
  ])('is left where it %s', (_where, text) => {
    expect(leftOf({ 'other.list': text })).toEqual([0, ['other.list']]);
  });

  it('is nowhere, mostly', () => {
    expect(leftOf({ 'docker.sources': `Types: deb\nURIs: ${URL}\n` })).toEqual([
      0,
      ['docker.sources'],
    ]);
    expect(leftOf({})).toEqual([0, []]);
  });
});

describe("Alpine's community repository", () => {
  /** The command itself, on a file of ours. */
  const added = (repositories: string) => {
    const file = join(ownFolder(), 'repositories');
    writeFileSync(file, repositories);
    const text = withCommunity.command.text.replaceAll('/etc/apk/repositories', file);
    const { code } = inShell(new ShellCommand(text), onlyTools('grep', 'sed', 'head'));
    return [code, readFileSync(file, 'utf8')];
  };
  const MAIN = 'https://dl-cdn.alpinelinux.org/alpine/v3.23/main\n';
  const COMMUNITY = 'https://dl-cdn.alpinelinux.org/alpine/v3.23/community\n';

  it('is added beside main, on the same mirror', () => {
    expect(added(MAIN)).toEqual([0, `${MAIN}${COMMUNITY}`]);
    expect(added(`#/media/cdrom/apks\n${MAIN}#${COMMUNITY}`)).toEqual([
      0,
      `#/media/cdrom/apks\n${MAIN}#${COMMUNITY}${COMMUNITY}`,
    ]);
  });

  it('is added once', () => {
    const [, once] = added(MAIN);
    expect(added(String(once))).toEqual([0, once]);
    expect(added(`${MAIN}${COMMUNITY}`)).toEqual([0, `${MAIN}${COMMUNITY}`]);
  });

  it('is not invented where there is no mirror', () => {
    const [code, after] = added('/media/cdrom/apks\n');
    expect([code, after]).toEqual([1, '/media/cdrom/apks\n']);
  });
});

describe('systemd', () => {
  it("tells the end of Docker's log where Docker does not start", () => {
    const folder = ownFolder();
    const said = join(folder, 'said');
    const path = [
      program('systemctl', 'exit 1'),
      program('journalctl', `echo "failed to start daemon" >${said}`),
      onlyTools('cat'),
    ].join(':');
    expect(inShell(systemd.startDocker, path).code).toBe(1);
    expect(readFileSync(said, 'utf8')).toBe('failed to start daemon\n');
    const works = [program('systemctl', 'exit 0'), program('docker', 'exit 0')].join(':');
    expect(inShell(systemd.startDocker, works).code).toBe(0);
  });
});

describe('OpenRC', () => {
  it('is waited for until the engine answers', () => {
    const calls = join(ownFolder(), 'calls');
    const note = (name: string) => program(name, `echo ${name} "$@" >>${calls}`);
    const docker = program(
      'docker',
      `echo asked >>${calls}; [ "$(grep -c asked ${calls})" -gt 2 ]`,
    );
    const tools = onlyTools('seq', 'grep');
    const path = [note('rc-update'), note('rc-service'), note('sleep'), docker, tools].join(':');
    expect(inShell(openrc.startDocker, path).code).toBe(0);
    expect(readFileSync(calls, 'utf8').trim().split('\n')).toEqual([
      'rc-update add docker default',
      'rc-service docker --ifstopped start',
      'asked',
      'sleep 1',
      'asked',
      'sleep 1',
      'asked',
      'asked',
    ]);
  });

  it('fails where the engine never answers', () => {
    const fine = ['rc-update', 'rc-service', 'sleep'].map((name) => program(name, 'exit 0'));
    const path = [...fine, program('docker', 'exit 1'), onlyTools('seq')].join(':');
    expect(inShell(openrc.startDocker, path).code).toBe(1);
  });
});

describe("pacman's forgotten lock", () => {
  const lock = () => {
    const file = join(ownFolder(), 'db.lck');
    writeFileSync(file, '');
    const text = pacman.repair.command.text.replaceAll('/var/lib/pacman/db.lck', file);
    return { file, command: new ShellCommand(text) };
  };
  const tools = onlyTools.bind(undefined, 'rm', 'cat');

  it('goes where no pacman runs, and stays where one does', () => {
    const left = lock();
    expect(inShell(left.command, `${program('pidof', 'exit 1')}:${tools()}`).code).toBe(0);
    expect(() => readFileSync(left.file)).toThrow('ENOENT');
    const held = lock();
    expect(inShell(held.command, `${program('pidof', 'echo 7')}:${tools()}`).code).toBe(0);
    expect(readFileSync(held.file, 'utf8')).toBe('');
  });
});
