import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { SHARED, tracePaths, tracesProbe } from '../../source/facts/installs/traces.ts';
import { ShellCommand } from '../../source/shell.ts';
import { inShell, ownFolder } from './ask-here.ts';

const asked = { before: 0, after: 0 };

/** A server below a folder of this machine, where Docker and id answer as they are told. */
function server(install: string, files: readonly string[], docker: string, groups = '') {
  const root = ownFolder();
  const programs = join(root, 'bin');
  mkdirSync(programs);
  const program = (name: string, script: string) =>
    writeFileSync(join(programs, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  program('docker', docker);
  program('pidof', 'exit 0');
  program('id', `echo "${groups}"`);
  for (const path of files) {
    mkdirSync(join(root, path, '..'), { recursive: true });
    writeFileSync(join(root, path), LOG);
  }
  const text = tracesProbe.command(install).text.replaceAll(/\/(etc|var\/lib)\//g, `${root}/$1/`);
  const reply = inShell(new ShellCommand(text), `${programs}:${process.env.PATH}`);
  return tracesProbe.parse(
    { ...reply, stdout: reply.stdout.replaceAll(`${root}/`, '/') },
    install,
    asked,
  );
}

const LOG = [
  '{"type":"planned","steps":[{"step":"docker.group","title":"Let bea use Docker","holds":true}]}',
  '{"at":"","by":"x","type":"started","step":"docker.group","title":"Let anna use Docker"}',
  '',
].join('\n');

describe('what is there of an app', () => {
  it('is its containers, its network, its files, and which images others use', () => {
    const docker = `case "$*" in
      *"label=setup-server.install=study"*) echo 'container study'; echo 'container study-db' ;;
      network*) echo 'network setup-server-study' ;;
      *) echo 'image study:example/study:1'; echo 'image :theirs:2'; echo 'image front:nginx' ;;
    esac`;
    const site = '/etc/setup-server/front/sites/study.conf';
    const record = '/etc/setup-server/study/install.json';
    expect(server('study', [site, record, '/etc/setup-server/other/install.json'], docker)).toEqual(
      {
        containers: ['study', 'study-db'],
        network: true,
        files: [site, '/etc/setup-server/study'],
        usedImages: ['theirs:2', 'nginx'],
        dockerUsers: [],
      },
    );
  });

  it('is nothing where Docker is gone, too', () => {
    expect(server('study', [], 'exit 90').containers).toEqual([]);
  });

  it('is not known where Docker does not answer', () => {
    expect(() => server('study', [], 'echo "Cannot connect"; exit 1')).toThrow();
  });

  it('is, of what all share, whom setup-server let use Docker, and no other', () => {
    const log = '/var/lib/setup-server/log/study.log';
    expect(server(SHARED, [log], 'exit 0', 'anna sudo docker').dockerUsers).toEqual(['anna']);
    expect(server(SHARED, [log], 'exit 0', 'anna sudo').dockerUsers).toEqual([]);
    expect(server(SHARED, [], 'exit 0', 'anna sudo docker').dockerUsers).toEqual([]);
  });

  it('never is a folder of everybody', () => {
    for (const path of [...tracePaths('study'), ...tracePaths(SHARED)])
      expect(path).toMatch(
        /^\/(etc\/setup-server\/.|var\/lib\/setup-server\/.|etc\/(systemd|periodic)\/.*setup-server-)/,
      );
  });
});
