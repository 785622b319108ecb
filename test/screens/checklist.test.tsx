import { afterEach, describe, expect, test } from 'vitest';
import { type Checks, checksOf, editChecks, shownChecks } from '../../screens/parts/checks.ts';
import { textOfLine } from '../../screens/parts/line.ts';
import { type Key, readKeys } from '../../screens/terminal/keys.ts';
import type { Item } from '../../source/interview.ts';
import { stage, strike } from './stage.tsx';
import { KEYS, pasted } from './terminal.ts';

afterEach(strike);

const TASKS = ['stroop', 'flanker', 'flanker-children', 'n-back'].map((value) => ({
  value,
  label: value,
  note: value === 'n-back' ? 'memory' : 'attention',
}));

function pressed(start: Checks, sent: string, others = true): Checks {
  const { keys } = readKeys('', sent);
  const step = (now: Checks, key: Key) => editChecks(now, key, TASKS, others, 3) ?? now;
  return keys.reduce(step, start);
}

const none = checksOf([]);
const shown = (checks: Checks, others = true) =>
  shownChecks(checks, TASKS, others).map(({ value }) => value);

describe('choosing several', () => {
  test.each<[string, string, string[]]>([
    ['Space chooses what is highlighted', ' ', ['stroop']],
    ['and once more it does not', '  ', []],
    ['Down goes on', `${KEYS.down} ${KEYS.down}${KEYS.down} `, ['flanker', 'n-back']],
    ['Up from the first is the last', `${KEYS.up} `, ['n-back']],
    ['letters search', 'chil ', ['flanker-children']],
    ['in the notes, too', 'memory ', ['n-back']],
    ['the search may be changed', `chil${KEYS.ctrlU}str `, ['stroop']],
    ['a pasted list is chosen as a whole', pasted('n-back, stroop\n'), ['n-back', 'stroop']],
    ['a name that is not on the list can be typed', 'my-own ', ['my-own']],
  ])('%s', (_, sent, chosen) => {
    expect(pressed(none, sent).chosen).toEqual(chosen);
  });

  test('where only the list counts, what is not on it can not be chosen', () => {
    expect(pressed(none, 'my-own ', false).chosen).toEqual([]);
  });

  test('what was chosen and is not on the list stands first', () => {
    expect(shown(checksOf(['stroop', 'gone']))).toEqual([
      'gone',
      ...TASKS.map(({ value }) => value),
    ]);
    expect(shown(pressed(none, 'flank'))).toEqual(['flanker', 'flanker-children', 'flank']);
  });

  test('a search begins at its first hit', () => {
    const checks = pressed(none, `${KEYS.down}${KEYS.down}fl`);
    expect([checks.index, textOfLine(checks.search)]).toEqual([0, 'fl']);
  });
});

const tasks: Item = {
  ask: {
    id: 'tasks',
    section: 'App',
    kind: 'several',
    title: 'Which tasks?',
    hint: 'Participants do them one after another.',
    help: 'A task is what a participant does.',
    example: 'stroop',
    choices: () => TASKS,
  },
};

describe('the screen', () => {
  test('is answered by searching, choosing and Enter; nothing chosen is told', async () => {
    const { terminal, drafts } = stage({ script: [tasks] });
    await terminal.press(KEYS.enter, '[ ] n-back');
    await terminal.press(KEYS.enter, 'Choose at least one.');
    await terminal.press('mem ', '[x] n-back');
    await terminal.until('1 of 4');
    await terminal.press([KEYS.ctrlU, ' '], '2 chosen: n-back, stroop');
    await terminal.press(KEYS.enter, 'things to do');
    expect(drafts.at(-1)?.answers.tasks).toBe('n-back,stroop');
  });

  test('explains itself by ? also while something is searched', async () => {
    const { terminal } = stage({ script: [tasks] });
    await terminal.press(KEYS.enter, '[ ] n-back');
    await terminal.press('fla', '2 of 4');
    await terminal.press('?', 'A task is what a participant does.');
  });
});
