import { execa } from 'execa';
import { describe, expect, it } from 'vitest';
import { asLine, framed, LAUNCHER, newMarks } from '../../source/edges/ssh/launcher.ts';
import { FramedOutput } from '../../source/edges/ssh/output.ts';
import { sh } from '../../source/shell.ts';
import { nastyTexts } from './nasty-texts.ts';

// sshd runs the login shell with -c and the command: so does this, for every shell that is here.
const shells = ['sh', 'bash', 'dash', 'zsh', 'mksh', 'fish', 'tcsh', 'csh', 'busybox sh'];
const here = await Promise.all(
  shells.map(async (shell) => ({ shell, works: await isInstalled(shell) })),
);

describe.each(here.filter(({ works }) => works))('the login shell $shell', ({ shell }) => {
  it('passes every text on unharmed', async () => {
    const command = sh`printf '%s\\0' ${[...nastyTexts]}; cat; exit 5`;
    const marks = newMarks();
    const [program = '', ...before] = shell.split(' ');
    const { stdout, exitCode } = await execa(program, [...before, '-c', LAUNCHER], {
      input: `${asLine(framed(command, marks))}what follows\n`,
      encoding: 'buffer',
      reject: false,
    });
    const output = new FramedOutput(marks);
    output.take(Buffer.from(stdout));
    output.take(null);
    expect(output.text().split('\0')).toEqual([...nastyTexts, 'what follows\n']);
    expect(output.status).toBe(5);
    expect(exitCode).toBe(5);
  });
});

it('always meets some', () => {
  expect(here.filter(({ works }) => works).map(({ shell }) => shell)).toContain('sh');
});

async function isInstalled(shell: string): Promise<boolean> {
  const [program = '', ...rest] = shell.split(' ');
  const { failed } = await execa(program, [...rest, '-c', 'true'], { reject: false });
  return !failed;
}
