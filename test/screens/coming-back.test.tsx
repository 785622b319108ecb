import { afterEach, describe, expect, test } from 'vitest';
import type { Item } from '../../source/interview.ts';
import type { KnownApp } from '../../source/status/known-apps.ts';
import { stage, strike } from './stage.tsx';
import { KEYS } from './terminal.ts';

const name: Item = {
  ask: { id: 'name', section: 'Name', kind: 'text', title: 'Which name?', help: '', example: 'x' },
};
const STUDY: KnownApp = {
  host: 'ssh://root@203.0.113.7',
  install: 'jatos',
  name: 'study.example.org',
  app: 'JATOS',
  place: '203.0.113.7',
};
const SHOP = { ...STUDY, install: 'shop', name: 'shop.example.org' };

afterEach(strike);

describe.each([
  [80, 24],
  [60, 20],
])('on %i by %i, whoever comes back', (columns, rows) => {
  test('is greeted with the apps that this computer knows of', async () => {
    const staged = stage({ columns, rows, script: [name], known: [STUDY, SHOP] });
    const frame = (await staged.terminal.until('❯ study.example.org')).join('\n');
    expect(frame).toContain('Welcome back');
    expect(frame).toContain('JATOS on 203.0.113.7');
    await staged.terminal.press(KEYS.down, '❯ shop.example.org');
    staged.terminal.send(KEYS.enter);
    expect(await staged.ending).toBe('elsewhere');
    expect(staged.back).toEqual([SHOP]);
    expect(staged.looks).toEqual([]);
  });

  test('can set up something as before', async () => {
    const staged = stage({ columns, rows, script: [name], known: [STUDY] });
    await staged.terminal.until('❯ study.example.org');
    await staged.terminal.press(KEYS.down, '❯ Set up something');
    await staged.terminal.press(KEYS.enter, 'Which name?');
    expect(staged.back).toEqual([]);
  });

  test('may mean one that this computer does not know', async () => {
    const staged = stage({ columns, rows, script: [name], known: [] });
    await staged.terminal.until('Enter begin');
    staged.terminal.send('b');
    expect(await staged.ending).toBe('elsewhere');
    expect(staged.back).toEqual([null]);
  });
});

test('What is chosen and is no work of steps ends the screens', async () => {
  const staged = stage({
    ...{ script: [name], errand: () => '' },
    leavesFor: (answers) => answers.name === 'logs',
  });
  await staged.terminal.until('Which name?');
  staged.terminal.send('logs');
  staged.terminal.send(KEYS.enter);
  expect(await staged.ending).toBe('elsewhere');
});

test('how an app is stands whole below a menu that scrolls', async () => {
  const choices = Array.from({ length: 14 }, (_, at) => ({
    value: `${at}`,
    label: `Errand ${at}`,
  }));
  const hint =
    'JATOS is up since 29 Nov 2026. Certificate: 89 days left. Disk: 71 % used. Last copy of its data: none.';
  const menu: Item = {
    ask: {
      ...({
        id: 'menu',
        section: 'App',
        kind: 'choice',
        title: 'study.example.org',
        help: '',
      } as const),
      ...{ hint, choices: () => choices, suggestion: () => '0' },
    },
  };
  const staged = stage({ columns: 60, rows: 20, script: [menu], errand: () => 'Changing' });
  const frame = (await staged.terminal.until('❯ Errand 0')).join(' ').replace(/\s+/g, ' ');
  expect(frame).toContain(hint);
  expect(frame).toContain('Errand 7');
});
