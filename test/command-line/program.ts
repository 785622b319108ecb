import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundle } from '../../bin/bundle/bundle.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The program as it is published, in a folder of its own with a home of its own. */
export class Program {
  readonly folder: string;
  readonly home: string;
  readonly entry: string;

  private constructor(folder: string) {
    this.folder = folder;
    this.home = join(folder, 'home');
    this.entry = join(folder, 'dist', 'setup-server.js');
  }

  static async build(): Promise<Program> {
    const program = new Program(await mkdtemp(join(tmpdir(), 'program-')));
    await bundle(root, join(program.folder, 'dist'));
    return program;
  }

  start(
    words: readonly string[],
    environment: Record<string, string> = {},
    command = process.execPath,
    before: readonly string[] = [this.entry],
  ): { child: ChildProcess; ended: Promise<Ended> } {
    const child = spawn(command, [...before, ...words], {
      cwd: this.folder,
      env: { PATH: process.env.PATH, HOME: this.home, ...environment },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    let stdout = '';
    let stderr = '';
    child.stdout?.setEncoding('utf8').on('data', (text) => {
      stdout += text;
    });
    child.stderr?.setEncoding('utf8').on('data', (text) => {
      stderr += text;
    });
    const ended = new Promise<Ended>((resolve) => {
      child.on('close', (code) => resolve({ code, stdout, stderr }));
    });
    return { child, ended };
  }

  /** Runs it to its end with nothing on standard input, or with `input`. */
  async run(
    words: readonly string[],
    environment: Record<string, string> = {},
    input = '',
  ): Promise<Ended> {
    const { child, ended } = this.start(words, environment);
    // One that has ended already reads nothing any more.
    child.stdin?.on('error', () => {});
    child.stdin?.end(input);
    return await ended;
  }

  async remove(): Promise<void> {
    await rm(this.folder, { recursive: true });
  }
}
