import { afterEach, describe, expect, test } from 'vitest';
import { rowsOf, textOfRows, withLines, withValue } from '../../screens/parts/variable-rows.ts';
import type { Item } from '../../source/interview.ts';
import { ownLinesQuestion } from '../../source/questions/own-lines.ts';
import { Secret } from '../../source/secrets/secret.ts';
import { prepared } from './pretend-session.ts';
import { type Stage, stage, strike } from './stage.tsx';
import { KEYS, pasted } from './terminal.ts';

const ALL = 'env.all';
const BEGAN = 'TIMEZONE=UTC\nDBPASSWORD=hunter2-and-more\nOLD=1\n';

const variables: Item = {
  ask: {
    id: ALL,
    section: 'Settings',
    kind: 'secret',
    lines: true,
    title: 'All variables of the app',
    hint: 'You see what changes before anything is done.',
    help: 'A variable is a setting with a name.',
    example: 'Lines.',
    begins: () => new Secret(BEGAN),
    variables: (name) => ({
      secret: name === 'DBPASSWORD',
      says: name === 'OLD' ? ['OLD is not read any more.'] : [],
    }),
  },
};

afterEach(strike);

function open(columns = 80, rows = 24): { staged: Stage; answer: () => string } {
  let answer = '';
  const staged = stage({
    script: [variables],
    columns,
    rows,
    prepare: async (answers, facts) => {
      answer = (answers[ALL] as Secret).reveal();
      return prepared(answers, facts);
    },
  });
  return { staged, answer: () => answer };
}

describe('the list of variables', () => {
  test('hides what is secret until that is wished', async () => {
    const { staged } = open();
    const { terminal } = staged;
    await terminal.press(KEYS.enter, 'All variables');
    expect(terminal.text()).toMatch(/TIMEZONE +UTC/);
    expect(terminal.text()).toMatch(/DBPASSWORD +••••••••/);
    await terminal.press(KEYS.ctrlR, 'hunter2-and-more');
    await terminal.press(KEYS.ctrlR, (text) => !text.includes('hunter2'));
  });

  test('changes, adds, removes and brings back, and marks what differs', async () => {
    const { staged, answer } = open();
    const { terminal } = staged;
    await terminal.press(KEYS.enter, '❯   TIMEZONE');
    await terminal.press(KEYS.enter, 'take it');
    await terminal.press([KEYS.ctrlU, 'Europe/Berlin', KEYS.enter], '* TIMEZONE');
    expect(terminal.text()).toContain('Changed. It was: UTC');
    await terminal.press([KEYS.down, KEYS.down], 'OLD is not read any more.');
    await terminal.press('d', '- OLD');
    await terminal.press('d', (text) => !text.includes('- OLD'));
    await terminal.press('d', 'to be removed');
    await terminal.press('a', 'take it');
    await terminal.press(['LOCALE=de', KEYS.enter], '+ LOCALE');
    await terminal.press(KEYS.ctrlD, 'things to do');
    expect(answer()).toBe('TIMEZONE=Europe/Berlin\nDBPASSWORD=hunter2-and-more\nLOCALE=de\n');
    expect(terminal.written).not.toContain('hunter2');
  });

  test('types over a secret without showing it', async () => {
    const { staged, answer } = open();
    const { terminal } = staged;
    await terminal.press([KEYS.enter, KEYS.down], '❯   DBPASSWORD');
    await terminal.press(KEYS.enter, 'take it');
    await terminal.press([KEYS.ctrlU, 'another', KEYS.enter], '* DBPASSWORD');
    await terminal.press(KEYS.ctrlD, 'things to do');
    expect(answer()).toContain('DBPASSWORD=another\n');
    expect(terminal.written).not.toContain('another');
  });

  test('says what is wrong with a line, and leaves it to be corrected', async () => {
    const { staged } = open();
    const { terminal } = staged;
    await terminal.press([KEYS.enter, 'a'], 'take it');
    await terminal.press(['NO NAME=1', KEYS.enter], 'This line has a space before the "=".');
    await terminal.press(KEYS.escape, '+ Add one');
    expect(terminal.text()).not.toContain('NO NAME');
  });

  test('takes several pasted lines at once', async () => {
    const { staged, answer } = open();
    const { terminal } = staged;
    await terminal.press(KEYS.enter, 'All variables');
    await terminal.press(pasted('# ours\nA=1\nTIMEZONE=CET\n'), '+ A');
    await terminal.press(KEYS.ctrlD, 'things to do');
    expect(answer()).toBe('TIMEZONE=CET\nDBPASSWORD=hunter2-and-more\nOLD=1\nA=1\n');
  });

  test('keeps what was done when somebody goes back to it', async () => {
    const { staged } = open();
    const { terminal } = staged;
    await terminal.press([KEYS.enter, KEYS.down, KEYS.down, 'd'], '- OLD');
    await terminal.press(KEYS.ctrlD, 'things to do');
    await terminal.press(KEYS.escape, '- OLD');
  });

  test.each([
    [40, 12],
    [60, 20],
    [120, 40],
  ])('fits on %i by %i', async (columns, rows) => {
    const { staged } = open(columns, rows);
    const { terminal } = staged;
    await terminal.press([KEYS.enter, KEYS.down, KEYS.down], 'OLD is not read');
    for (const frame of terminal.frames) {
      expect(frame.length).toBeLessThan(rows);
      for (const line of frame) expect(line.length).toBeLessThanOrEqual(columns);
    }
    expect(terminal.text()).toContain('Enter');
  });
});

describe('the rows of a list', () => {
  test('give back the text, values as they are', () => {
    const text = 'A=x\ry\nB= spaces \nC="q"\n';
    expect(textOfRows(rowsOf(text, ''))).toBe(text);
  });

  test('take a value with a line end for none', () => {
    expect(withValue(rowsOf('A=1', ''), 'A', 'x\ny')).toHaveProperty('problem');
    expect(withLines([], 'A')).toHaveProperty('problem');
  });
});

describe('among the other settings of an app', () => {
  const settings: Item[] = [
    {
      ask: {
        ...{ id: 'zone', section: 'Settings', form: 'settings', kind: 'text' },
        ...{ title: 'Time zone', help: 'Where the clock is.', example: 'UTC' },
        suggestion: () => 'UTC',
      },
    },
    { ask: ownLinesQuestion },
  ];
  const given = { app: 'docassemble' };

  test.each([
    { columns: 80, rows: 24 },
    { columns: 60, rows: 20 },
  ])(
    'it is a screen of its own, with what is known of each name ($columns by $rows)',
    async (size) => {
      let lines: Secret | undefined;
      const staged = stage({
        ...{ ...size, script: settings, answers: given },
        prepare: async (answers, facts) => {
          lines = answers['env.lines'] as Secret;
          return prepared(answers, facts);
        },
      });
      const { terminal } = staged;
      await terminal.press(KEYS.enter, 'Time zone');
      await terminal.press(KEYS.up, '❯ Time zone');
      await terminal.press(KEYS.down, '❯ ▸ More settings');
      await terminal.press(KEYS.enter, 'More variables');
      await terminal.press(KEYS.down, 'Enter add or change');
      expect(terminal.text()).toContain('none');
      await terminal.press(KEYS.enter, 'Add one');
      await terminal.press('a', 'take it');
      await terminal.press(['DAPYTHONVERSON=3', KEYS.enter], '+ DAPYTHONVERSON');
      await terminal.press(KEYS.up, (text) => /Perhaps\s+DAPYTHONVERSION is/.test(text));
      await terminal.press('a', 'take it');
      await terminal.press(['TIMEZONE=UTC', KEYS.enter], 'has a question of its own');
      await terminal.press(KEYS.up, '❯ + TIMEZONE');
      await terminal.press('d', (text) => !text.includes('TIMEZONE'));
      await terminal.press(KEYS.escape, '1 variable');
      await terminal.press(KEYS.ctrlD, 'things to do');
      expect(lines?.reveal()).toBe('DAPYTHONVERSON=3\n');
    },
  );

  test('none need be given', async () => {
    let lines: unknown;
    const staged = stage({
      ...{ script: settings, answers: given, columns: 80, rows: 24 },
      prepare: async (answers, facts) => {
        lines = answers['env.lines'];
        return prepared(answers, facts);
      },
    });
    await staged.terminal.press(KEYS.enter, 'Time zone');
    await staged.terminal.press(KEYS.ctrlD, 'things to do');
    expect(lines instanceof Secret && lines.isEmpty).toBe(true);
  });
});
