import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { execa } from 'execa';
import { operatorCommand } from '../range/range.ts';
import type { Operator } from './operator.ts';

const PATIENCE_SECONDS = 180;

/** A real terminal (tmux) in which a person runs setup-server by keys. */
export interface Terminal {
  /** Types text, or keys by tmux's names: `Enter`, `Down`, `C-u`. */
  readonly press: (...keys: readonly string[]) => Promise<void>;
  readonly type: (text: string) => Promise<void>;
  /** What is on the screen, once it shows this. Throws with the screen if it does not come. */
  readonly until: (wanted: string | RegExp) => Promise<string>;
  readonly screen: () => Promise<string>;
  /** All that can be scrolled back to, and the screen. */
  readonly everything: () => Promise<string>;
  readonly resize: (columns: number, rows: number) => Promise<void>;
  /** The widest line ever seen, in columns over the width of that time; what a terminal wrapped counts as one line. */
  readonly overflow: () => number;
  readonly close: () => Promise<void>;
}

/** Starts a program of the operator's in a terminal, after the line "$ setup-server". */
export async function openTerminal(
  operator: Operator,
  argv: readonly string[],
  size: { columns: number; rows: number },
): Promise<Terminal> {
  const folder = await mkdtemp(join(tmpdir(), 'tmux-'));
  const settings = join(folder, 'tmux.conf');
  await writeFile(
    settings,
    'set -g status off\nset -g history-limit 10000\nset -sg escape-time 0\n',
  );
  const tmux = async (...words: string[]) =>
    (await execa('tmux', ['-S', join(folder, 'socket'), '-f', settings, ...words], options)).stdout;
  const { file, args, env } = await operatorCommand([process.execPath, ...argv], {
    home: operator.home,
    cwd: operator.folder,
  });
  const { PATH } = process.env;
  const options = { extendEnv: false, env: { PATH, LANG: 'C.UTF-8', ...env } };
  const shown = 'echo "$ setup-server"; "$@"; echo "exit code $?"; exec cat';
  let { columns, rows } = size;
  let overflow = 0;
  await tmux(
    ...['new-session', '-d', '-s', 'main', '-x', String(columns), '-y', String(rows)],
    ...['sh', '-c', shown, 'sh', file, ...args],
  );

  const capture = async (...words: string[]) => {
    const wide = columns;
    const text = await tmux('capture-pane', '-p', '-t', 'main', ...words);
    const joined = await tmux('capture-pane', '-p', '-J', '-t', 'main');
    if (wide === columns)
      for (const line of joined.split('\n'))
        overflow = Math.max(overflow, line.trimEnd().length - wide);
    return text;
  };

  const terminal: Terminal = {
    press: async (...keys) => void (await tmux('send-keys', '-t', 'main', ...keys)),
    type: async (text) => void (await tmux('send-keys', '-l', '-t', 'main', text)),
    async until(wanted) {
      const giveUp = Date.now() + PATIENCE_SECONDS * 1000;
      for (;;) {
        const screen = await capture();
        if (typeof wanted === 'string' ? screen.includes(wanted) : wanted.test(screen))
          return screen;
        if (Date.now() > giveUp)
          throw new Error(`${wanted} did not come. On the screen:\n${screen}`);
        await pause(100);
      }
    },
    screen: () => capture(),
    everything: () => capture('-S', '-'),
    async resize(width, height) {
      await tmux('resize-window', '-t', 'main', '-x', String(width), '-y', String(height));
      [columns, rows] = [width, height];
    },
    overflow: () => overflow,
    async close() {
      await tmux('kill-server').catch(() => '');
      await rm(folder, { recursive: true });
    },
  };
  return terminal;
}
