import { spawn } from 'node:child_process';
import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { stripVTControlCharacters } from 'node:util';
import type { Built } from './build.ts';
import type { Comparison } from './comparison.ts';
import { type Samples, takeTurns } from './samples.ts';

const ROUNDS = 15;
const PATIENCE_MILLISECONDS = 30_000;

/**
 * From the start of the program in a terminal to the first text: the first time in a home of its
 * own (nothing compiled is kept there yet), and later. Node alone is what nobody can go below.
 */
export async function firstFrame(
  built: Built,
  say: (line: string) => void,
): Promise<{ comparisons: Comparison[]; nodeAlone: Samples }> {
  const fresh = () => mkdtemp(join(built.scratch, 'home-'));
  const programs = {
    ours: [built.setupServer],
    least: [built.leastInk],
    node: ['-e', 'console.log("Hello"); setInterval(() => {}, 1000)'],
  };
  const homes = { ours: await fresh(), least: await fresh(), node: await fresh() };
  const inKept = (name: keyof typeof programs) => () => untilText(programs[name], homes[name]);
  const inFresh = (name: keyof typeof programs) => async () =>
    await untilText(programs[name], await fresh());

  say('First frame');
  // The files themselves are in memory for all from here on.
  for (const name of ['ours', 'least', 'node'] as const) await inKept(name)();
  const first = await takeTurns(ROUNDS, { ours: inFresh('ours'), least: inFresh('least') });
  const later = await takeTurns(ROUNDS, {
    ours: inKept('ours'),
    least: inKept('least'),
    node: inKept('node'),
  });
  const peer = 'least Ink program';
  return {
    comparisons: [
      {
        ...{ what: 'First frame, first start', unit: 'ms', aim: 1.3 },
        ours: first.ours,
        peer: { name: peer, samples: first.least },
      },
      {
        ...{ what: 'First frame, later starts', unit: 'ms', aim: 1.3 },
        ours: later.ours,
        peer: { name: peer, samples: later.least },
      },
    ],
    nodeAlone: later.node,
  };
}

/** Milliseconds from the start to text on a terminal of 80 columns and 24 rows. */
async function untilText(words: readonly string[], home: string): Promise<number> {
  const command = [process.execPath, ...words].map((word) => `'${word}'`).join(' ');
  const began = performance.now();
  // util-linux makes the terminal.
  const terminal = spawn('script', ['-qfc', `stty cols 80 rows 24; exec ${command}`, '/dev/null'], {
    cwd: home,
    env: { HOME: home, PATH: process.env.PATH, TERM: 'xterm-256color', LANG: 'C.UTF-8' },
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  terminal.stdin.on('error', () => {});
  const ended = new Promise((resolve) => terminal.once('close', resolve));
  const patience = setTimeout(() => terminal.kill('SIGKILL'), PATIENCE_MILLISECONDS);
  try {
    return await new Promise<number>((resolve, reject) => {
      let shown = '';
      terminal.stdout.on('data', (chunk: Buffer) => {
        shown += chunk.toString();
        if (stripVTControlCharacters(shown).trim() !== '') resolve(performance.now() - began);
      });
      void ended.then(() => reject(new Error(`Nothing was shown by: ${command}`)));
    });
  } finally {
    // Ctrl-C; who does not hear it sees its terminal go away.
    terminal.stdin.write('\x03');
    const deaf = setTimeout(() => terminal.kill('SIGKILL'), 2000);
    await ended;
    for (const timer of [patience, deaf]) clearTimeout(timer);
  }
}
