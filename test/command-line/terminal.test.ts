import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Program } from './program.ts';

let program: Program;
beforeAll(async () => {
  program = await Program.build();
});
afterAll(() => program.remove());

/** In a real terminal (a pty, by script(1)): types each text when the one before it is on the screen. */
async function typed(
  command: string,
  dialogue: readonly (readonly [seen: string, keys: string])[],
  environment: Record<string, string> = {},
) {
  const words = ['-qfec', command, '/dev/null'];
  const { child, ended } = program.start(words, environment, 'script', []);
  let shown = '';
  let next = 0;
  child.stdout?.on('data', (text: string) => {
    shown += text;
    const [seen, keys] = dialogue[next] ?? [];
    if (seen === undefined || keys === undefined || !shown.includes(seen)) return;
    next += 1;
    shown = '';
    child.stdin?.write(keys);
  });
  const { code, stdout } = await ended;
  expect(next, `Still waiting; on the screen:\n${stdout}`).toBe(dialogue.length);
  return { code, lines: stdout.split('\r\n') };
}

const run = (flags: string) => `'${process.execPath}' '${program.entry}' ${flags}`;
const NO_MOVEMENT = /[\u0000-\u0009\u000b\u000c\u000e-\u001f\u007f-\u009f]/;

test('On a dumb terminal questions are plain lines, and leaving keeps the answers', async () => {
  const first = await typed(
    run(''),
    [
      ['Type a number. ? explains, < goes back.\r\n> ', '1\n'],
      ['or type yes to see to it: ', '\n'],
      ['Where should it run?', '<\n'],
      ['What do you want to run?', '\n'],
      ['or type yes to see to it: ', '\x04'],
    ],
    { TERM: 'dumb' },
  );
  expect(first.code).toBe(130);
  expect(first.lines.join('\n')).not.toMatch(NO_MOVEMENT);
  const draft = join(program.home, '.local/state/setup-server/draft.json');
  expect(JSON.parse(await readFile(draft, 'utf8'))).toMatchObject({
    answers: { app: 'jatos' },
    confirmed: ['app'],
  });

  const second = await typed(run('--plain'), [
    ['after one answer.', '1\n'],
    ['or type yes to see to it: ', '\x03'],
  ]);
  expect(second.code).toBe(130);
});

test('A secret that is typed in a terminal is not to be seen there', async () => {
  const tsx = fileURLToPath(import.meta.resolve('tsx'));
  const fixture = fileURLToPath(new URL('secret-fixture.ts', import.meta.url));
  const { code, lines } = await typed(`'${process.execPath}' --import '${tsx}' '${fixture}'`, [
    ['Password: ', 'hunter2\r'],
    ['Name: ', 'Anna\n'],
  ]);
  expect(code).toBe(0);
  expect(lines).toEqual(['Password: ', 'Name: Anna', '7 characters for Anna', '']);
});
