import { basename } from 'node:path';

/*
 * Everything that is otherwise with OpenSSH on Windows: no shared logins (ControlMaster), named
 * pipes in place of sockets, a program of its own kind for prompts, other commands for permissions.
 */

/** Windows has named pipes, outside of all folders. The folder's random name keeps them apart. */
export function pipePath(directory: string, name: string): string {
  return `\\\\.\\pipe\\${basename(directory.replaceAll('\\', '/'))}-${name}`;
}

/**
 * Whether prompts can come to us, by what `ssh -V` says. Before 8.4 there is no
 * SSH_ASKPASS_REQUIRE; before 8.5 a server could choose how a prompt begins, and so what Node takes
 * for a flag. Windows 10 has 8.1, Windows 11 at least 8.6.
 */
export function promptsReachUs(version: string): boolean {
  const [, major, minor] = /OpenSSH_(?:for_Windows_)?(\d+)\.(\d+)/.exec(version) ?? [];
  return Number(major) > 8 || (Number(major) === 8 && Number(minor) >= 5);
}

/**
 * What makes Node itself the askpass program: it must be an .exe (a .cmd would hand the prompt,
 * which a server words, to cmd.exe). Node is started with the prompt as its only argument; before it
 * takes that for a script, it loads ours.
 */
export function askpassVariables(node: string, preload: string): Record<string, string> {
  const path = preload.replaceAll('\\', '/').replaceAll('"', '\\"');
  return { SSH_ASKPASS: node, NODE_OPTIONS: `--require "${path}"` };
}

/**
 * Run by that Node: hands the prompt to the program that carries it, and ends with it. The prompt is
 * taken from the report, as in process.argv it was made a path. A Node that was given a script that
 * is there (a ProxyCommand) is let alone.
 */
export function preloadScript(carrier: string): string {
  return `'use strict';
process.report.excludeNetwork = true;
const [, text, ...more] = process.report.getReport().header.commandLine;
if (text !== undefined && more.length === 0 && !require('node:fs').existsSync(text)) {
  const env = { ...process.env };
  delete env.NODE_OPTIONS;
  const carrier = require('node:path').join(__dirname, '${carrier}');
  const { status } = require('node:child_process').spawnSync(
    process.execPath,
    [carrier, text, String(process.ppid)],
    { env, stdio: ['ignore', 'inherit', 'inherit'], windowsHide: true },
  );
  process.exit(status ?? 1);
}
`;
}

/**
 * Makes a file readable by its owner alone (Microsoft's documentation of icacls). With the name
 * itself: %USERNAME% means nothing to PowerShell.
 */
export function ownFileCommand(file: string, owner: string): string {
  return `icacls "${file}" /inheritance:r /grant:r "${owner}:R"`;
}
