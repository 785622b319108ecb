import { execFile, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { HostFactName, ProbeReply } from '../../source/facts/probe.ts';
import { probes } from '../../source/facts/probes.ts';
import { type ShellCommand, sh } from '../../source/shell.ts';

/** Runs a command in a real shell of this machine. */
export function inShell(
  { text }: ShellCommand,
  path?: string,
  env: Readonly<Record<string, string>> = {},
): ProbeReply {
  const { status, stdout } = spawnSync('/bin/sh', ['-c', text], {
    encoding: 'utf8',
    env: { ...env, PATH: path ?? process.env.PATH, LC_ALL: 'C' },
    stdio: ['ignore', 'pipe', 'ignore'],
    maxBuffer: 1e8,
  });
  return { code: status ?? 255, stdout };
}

/** Asks this machine as a probe asks a host. */
export function askHere(
  fact: HostFactName,
  subject = '',
  path?: string,
  env?: Readonly<Record<string, string>>,
): ProbeReply {
  return inShell(sh`${probes[fact].command(subject)}`, path, env);
}

/** The same, while this process goes on: it may be the one that answers. */
export function askHereAsync(fact: HostFactName, subject: string, path: string) {
  const { text } = probes[fact].command(subject);
  const env = { PATH: path, LC_ALL: 'C' };
  return new Promise<ProbeReply>((resolve) => {
    execFile('/bin/sh', ['-c', text], { env, maxBuffer: 1e8 }, (error, stdout) =>
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, stdout }),
    );
  });
}

/** An empty folder that goes with the test. */
export function ownFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'setup-server-facts-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A PATH with these programs of this machine and no others. */
export function onlyTools(...names: readonly string[]): string {
  const folder = ownFolder();
  for (const name of names) {
    const place = ['/usr/bin', '/usr/sbin', '/bin', '/sbin'].find((each) =>
      existsSync(join(each, name)),
    );
    if (place === undefined) throw new Error(`This machine has no ${name}.`);
    symlinkSync(join(place, name), join(folder, name));
  }
  return folder;
}
