import { afterEach, expect, test } from 'vitest';
import type { Item } from '../../source/interview.ts';
import { prepared } from './pretend-session.ts';
import { type Stage, stage, strike } from './stage.tsx';
import { KEYS } from './terminal.ts';

afterEach(strike);

/*
 * However large the terminal and however long the texts: the frame leaves the last row free, stays
 * within the columns, keeps its keys in sight, and marks what it leaves out.
 */

const LONG =
  'Ein Donaudampfschifffahrtsgesellschaftskapitän 日本語の長い文章 with 👩‍⚕️ emoji and more words '.repeat(
    4,
  );
const ITEMS = Array.from({ length: 40 }, (_, at) => ({
  value: `v${at}`,
  label: `Region ${at} 日本 ${'x'.repeat(at)}`,
  note: LONG.slice(0, 10 + at * 4),
}));

function question(id: string, rest: object): Item {
  const common = { id, section: 'Settings', title: LONG, hint: LONG, help: LONG, example: LONG };
  return { ask: { ...common, ...rest } as never };
}

const choice = question('choice', { kind: 'choice', choices: () => ITEMS });
const several = question('several', {
  kind: 'several',
  choices: () => ITEMS,
  unlisted: () => undefined,
  suggestion: () => ITEMS.map(({ value }) => value).join(','),
});
const text = question('text', { kind: 'text', suggestion: () => LONG, problem: () => LONG });
const lines = question('lines', {
  kind: 'text',
  lines: true,
  suggestion: () => Array(30).fill(LONG).join('\n'),
});
const form = Array.from({ length: 30 }, (_, at) =>
  question(`field${at}`, { kind: 'text', form: 'f', suggestion: () => LONG, expert: at > 20 }),
);

const ENDINGS = [-3, 0, 1, 12, 19].map((daysLeft, at) => ({
  ...{ host: 'ssh://root@203.0.113.7', install: `app${at}`, daysLeft },
  ...{ name: `${'a'.repeat(60)}${at}.example.org`, until: '2026-11-21', seen: '2026-09-01' },
}));
const KEPT = { app: 'earlier' } as const;

const SIZES = [
  [40, 12],
  [41, 13],
  [47, 16],
  [56, 17],
  [57, 18],
  [60, 20],
  [79, 12],
  [80, 24],
  [100, 15],
  [133, 60],
  [59, 24],
  [40, 50],
] as const;

const PLACES: readonly (readonly [string, () => Promise<Stage>])[] = [
  ['welcome', async () => stage({})],
  ['certificates that end', async () => stage({ endings: ENDINGS })],
  ['the same before kept answers', async () => stage({ endings: ENDINGS, given: KEPT })],
  ['a long choice', async () => asked(choice)],
  ['several of a long list', async () => asked(several)],
  ['a long text with a problem', async () => asked(text)],
  ['many lines', async () => asked(lines)],
  ['a long form', async () => asked(...form)],
  ['help', async () => pressed(asked(choice), '?', 'Esc back')],
  ['the review', async () => reviewed()],
  ['its details', async () => pressed(reviewed(), 'd', 'hide details')],
  ['running', async () => run('run')],
  ['an instruction', async () => run('instruct')],
  ['a failure', async () => run('fail')],
  ['the log', async () => pressed(run('run'), 'l', 'PgUp')],
  ['the receipt', async () => run('receipt')],
];

async function asked(...script: Item[]): Promise<Stage> {
  const staged = stage({ script, columns: 80, rows: 24, heading: () => LONG, target: () => LONG });
  await staged.terminal.press(KEYS.enter, 'Settings ●');
  return staged;
}

async function pressed(before: Promise<Stage>, key: string, wanted: string): Promise<Stage> {
  const staged = await before;
  await staged.terminal.press(key, wanted);
  return staged;
}

async function reviewed(): Promise<Stage> {
  const staged = stage({
    heading: () => LONG,
    target: () => LONG,
    describe: () => [`docker run ${LONG}`],
    prepare: async (answers, facts) => {
      const all = prepared(answers, facts);
      return {
        ...all,
        planned: all.planned.map((one) => ({ ...one, title: LONG, because: LONG })),
      };
    },
    receipt: async () => ({
      headline: LONG,
      lines: Array.from({ length: 9 }, (_, at) => ({ label: `Label ${at}`, text: LONG })),
    }),
  });
  await staged.terminal.press(KEYS.enter, 'Review ●');
  return staged;
}

async function run(how: 'run' | 'instruct' | 'fail' | 'receipt'): Promise<Stage> {
  const staged = await reviewed();
  staged.terminal.send(KEYS.enter);
  await expect.poll(() => staged.runs.length).toBe(1);
  const { events } = staged.runs[0] ?? expect.fail();
  const ids = Array.from({ length: 20 }, (_, at) => `step${at}`);
  events.put({
    type: 'planned',
    steps: ids.map((step, at) => ({ step, title: `${at} ${LONG}`, holds: at % 5 === 0 })),
  });
  for (const step of ids.slice(1, 4)) events.put({ type: 'started', step, title: LONG });
  for (let at = 0; at < 30; at += 1) events.put({ type: 'said', step: 'step1', line: LONG });
  const bytes = { done: 1e6, total: 2e9, perSecond: 3e6 };
  events.put({ type: 'progress', step: 'step1', text: LONG, fraction: 0.3, bytes });
  if (how === 'instruct') {
    const fields = ['Type', 'Name', 'Value'].map((label) => ({ label, value: LONG.slice(0, 60) }));
    events.put({ type: 'instructed', step: 'step2', text: LONG, fields, overridable: LONG });
    await staged.terminal.until('o go on');
  } else if (how === 'run') {
    await staged.terminal.until('%');
  } else {
    if (how === 'fail') {
      const trouble = { code: 'x', what: LONG, why: LONG, next: [LONG, LONG], detail: LONG };
      events.put({ type: 'failed', step: 'step1', trouble });
    }
    const outcome = how === 'fail' ? 'failed' : 'complete';
    events.put({ type: 'done', outcome, changed: 1 });
    events.close();
    await staged.terminal.until(how === 'fail' ? 'Try again' : 's save this page');
  }
  return staged;
}

test.each(PLACES)('%s fits every size', async (_name, arrive) => {
  const { terminal } = await arrive();
  for (const [columns, rows] of SIZES) {
    terminal.resize(columns, rows);
    const isRule = (line: string) => /^ ─+$/.test(line) && line.length <= columns - 1;
    const frame = await terminal.until((shown) => {
      const all = shown.split('\n');
      const rule = all.findLast(isRule)?.length;
      return rule === Math.min(columns - 2, 76) + 1 || rule === columns - 1;
    });
    const size = `${columns} by ${rows}`;
    expect(frame.length, size).toBeLessThanOrEqual(rows - 1);
    const rule = frame.findLastIndex(isRule);
    const keys = frame.slice(rule + 1);
    expect(keys.length, size).toBeGreaterThanOrEqual(1);
    expect(keys.join(' '), size).toMatch(/\^C|Esc|Enter/);
  }
  // Nothing was ever scrolled off, by whatever frame on the way.
  expect(terminal.scrollback()).toEqual([]);
});
