import { afterEach, describe, expect, it, test } from 'vitest';
import type { Event } from '../../source/event.ts';
import { ExpectedError } from '../../source/expected-error.ts';
import type { Finding } from '../../source/facts/finding.ts';
import type { Prompt } from '../../source/hosts/host.ts';
import { jsonLine } from '../../source/output/json.ts';
import type { Message } from '../../source/output/message.ts';
import { PlainLines } from '../../source/output/plain.ts';
import { problemLines } from '../../source/output/problem-lines.ts';
import { askerInLines } from '../../source/output/prompt-in-lines.ts';
import { TerminalLines } from '../../source/output/terminal-lines.ts';
import { MESSAGES } from '../output/messages.ts';
import { prepared, STEPS } from '../screens/pretend-session.ts';
import { type Setting, type Stage, stage, strike } from '../screens/stage.tsx';
import { KEYS } from '../screens/terminal.ts';

/** What a server may send to act on a terminal, around a text by which it is found again. */
const ACTS = [
  '\x1b]52;c;cm0gLXJmIC8=\x07',
  '\x1b]0;a title\x07',
  '\x1b]8;;https://evil.example\x1b\\',
  '\x1b[3J\x1b[5;5f\x1b[?1000h',
  '\x1b[8m\x1b[41m',
  '\x1bc\x1b(0',
  '\x1bP+q544e\x1b\\',
  '\x9b8m\x9d0;a title\x9c\x90q\x9c\x85',
  '\b\x07\x7f\0\x0e',
  '\u202e\u2066\u202a\u2069',
  '\x1b]52;c;',
];
const hostile = (text: string) => `${ACTS.join('')}${text}${ACTS.join('')}\x1b`;

const ACTING = /[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/;

/** All that the screens themselves send: where to draw, and how the roles look. */
const OURS =
  /\x1b\[(?:\?(?:1049|25|7|2004|2026)[hl]|2J|\d*;?\d*H|[JK]|(?:0|1|2|7|22|27|31|32|33|36|39)?m)|[\r\n]/g;

/** As the value, with every text in it made hostile but those that choose what it is. */
function poisoned<T>(value: T, key = ''): T {
  if (typeof value === 'string') return (FIXED.includes(key) ? value : hostile(value)) as T;
  if (Array.isArray(value)) return value.map((each) => poisoned(each)) as T;
  if (typeof value !== 'object' || value === null || value instanceof Error) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [name, poisoned(each, name)]),
  ) as T;
}
const FIXED = ['type', 'status', 'problem', 'ending', 'outcome', 'ask', 'why', 'tone'];

const messages = Object.values(MESSAGES) as readonly Message[];

describe('what others wrote, in lines', () => {
  test.each(messages.map((message) => [message.type, message]))('%s', (_, message) => {
    const plain = new PlainLines({ details: true });
    const before = { type: 'said', step: 'docker.install', line: hostile('it said') } as const;
    plain.lines(before, 0);
    for (const line of plain.lines(poisoned(message), 0)) expect(line).not.toMatch(ACTING);
    expect(jsonLine(poisoned(message), new Date()).trimEnd()).not.toMatch(ACTING);
  });

  it('is the same text for who reads the JSON', () => {
    const { text } = JSON.parse(jsonLine(poisoned(MESSAGES.note), new Date()));
    expect(text).toBe(hostile(MESSAGES.note.text));
  });

  it('names what is wrong with answers', () => {
    const { problems } = poisoned(MESSAGES.problems);
    expect(problemLines(problems).join('\n')).not.toMatch(ACTING);
  });
});

const where = { user: 'root', host: 'study.example.org' };
const PROMPTS: readonly Prompt[] = [
  { ask: 'host-key', host: 'study.example.org', keyType: 'ED25519', fingerprint: 'SHA256:x' },
  {
    ask: 'changed-host-key',
    host: 'study.example.org',
    keyType: 'ED25519',
    fingerprint: 'SHA256:new',
    known: { fingerprint: 'SHA256:old', file: '/home/anna/.ssh/known_hosts', line: 3 },
  },
  { ask: 'passphrase', keyFile: '/home/anna/.ssh/key', again: true },
  { ask: 'password', ...where, again: false },
  { ask: 'sudo-password', ...where, again: false },
  { ask: 'new-password', ...where, repeat: false, problem: 'it is too short' },
  { ask: 'notice', text: 'Touch your key' },
  { ask: 'other', text: 'One-time password:', echo: true },
];

describe.each(PROMPTS.map((prompt) => [prompt.ask, prompt]))('a prompt: %s', (_, prompt) => {
  it('acts on nothing in lines', async () => {
    let written = '';
    const heard: ((chunk: string) => void)[] = [];
    const lines = new TerminalLines({
      input: {
        on: (event: string, hear: (chunk: string) => void) => event === 'data' && heard.push(hear),
        off: () => {},
        pause: () => {},
        resume: () => heard.at(-1)?.('no\n'),
      } as never,
      output: { write: (text) => (written += text) },
      interrupt: () => {},
    });
    const signal = prompt.ask === 'notice' ? AbortSignal.abort() : new AbortController().signal;
    await askerInLines(lines)(poisoned(prompt), signal);
    expect(written.length).toBeGreaterThan(10);
    expect(written).not.toMatch(ACTING);
  });

  it('acts on nothing on the screen', async () => {
    const staged = stage(evil);
    await staged.terminal.until('begin');
    void staged.asker.ask(poisoned(prompt), new AbortController().signal);
    const [wanted] = /[\w-]+$/.exec(shownOf(prompt)) ?? [''];
    await staged.terminal.until(wanted);
    expectTame(staged);
  });
});

/** A word that the prompt's screen shows. */
function shownOf(prompt: Prompt): string {
  if ('text' in prompt) return prompt.text.replace(/\W+$/, '');
  return prompt.ask === 'passphrase' ? 'passphrase' : 'study';
}

const trouble = poisoned({
  code: 'a',
  what: 'It went wrong',
  why: 'Because of that',
  next: ['Do this'],
  detail: 'raw message',
});

const FINDING: Finding = poisoned({ status: 'warning', text: 'A finding', note: 'a note' });

/** Every text that does not come from us, made hostile. */
const evil: Setting = {
  heading: () => hostile('JATOS'),
  target: () => hostile('study.example.org'),
  describe: () => [hostile('docker pull'), hostile('second line')],
  findings: { memory: FINDING, system: FINDING },
  script: [{ look: () => [{ fact: 'memory', host: 'h', subject: '' } as never] }],
  prepare: async (answers, facts) => ({
    ...prepared(answers, facts),
    planned: STEPS.map((step) => ({
      step: { ...step, title: hostile(String(step.title)) },
      title: hostile(String(step.title)),
      holds: false,
      why: hostile('It is not there'),
      because: hostile('as it is'),
      actions: [{ do: 'pull', image: hostile('image') }],
    })),
  }),
  receipt: async () => ({
    headline: hostile('It answers'),
    lines: [{ label: hostile('Do now'), text: hostile('sign in'), tone: 'warning' }],
  }),
};

function expectTame({ terminal }: Stage): void {
  expect(terminal.written.length).toBeGreaterThan(100);
  expect(terminal.written.replace(OURS, '')).not.toMatch(ACTING);
}

afterEach(strike);

/** Through to the run, whose events come from the test. */
async function running(setting: Setting = {}): Promise<Stage> {
  const staged = stage({ ...evil, ...setting });
  const { terminal, runs } = staged;
  await terminal.press(KEYS.enter, 'A finding');
  await terminal.press(KEYS.enter, 'things to do');
  await terminal.press('d', 'docker pull');
  await terminal.press('d', 'things to do');
  await terminal.press(KEYS.enter, () => runs.length === 1);
  return staged;
}

const EVENTS: readonly Event[] = messages.flatMap((message) =>
  [
    'begin',
    'note',
    'finding',
    'problems',
    'plan',
    'trouble',
    'receipt',
    'end',
    'check',
    'renewal',
    'status',
    'backups',
    'certificates',
    'variables',
    'log',
    'config',
    'history',
  ].includes(message.type) ||
  message.type === 'done' ||
  message.type === 'failed'
    ? []
    : [poisoned(message) as Event],
);

describe('what others wrote, on the screens', () => {
  test('looking fails', async () => {
    const staged = stage({
      ...evil,
      look: async () => {
        throw new ExpectedError(trouble);
      },
    });
    await staged.terminal.press(KEYS.enter, 'It went wrong');
    expectTame(staged);
  });

  test('the plan, the run, its log, a failure and what stays behind', async () => {
    const staged = await running();
    const { terminal, runs, ending } = staged;
    const put = (event: Event) => runs[0]?.events.put(event);
    const started = { type: 'started', step: 'a', title: hostile('A step') } as const;
    put({ type: 'planned', steps: [{ step: 'a', title: started.title, holds: false }] });
    put(started);
    for (const event of EVENTS) put('step' in event ? { ...event, step: 'a' } : event);
    put(started);
    put({ type: 'progress', step: 'a', text: hostile('going on'), fraction: null });
    put({ type: 'said', step: 'a', line: hostile('the server said') });
    await terminal.until('the server said');
    await terminal.press('l', 'by pages');
    terminal.send(KEYS.escape);
    put({
      ...MESSAGES.instructed,
      step: 'a',
      ...poisoned({ text: 'Make this record', fields: [{ label: 'Type', value: 'A' }] }),
    });
    await terminal.until('Make this record');
    put({ type: 'failed', step: 'a', trouble });
    put({ type: 'done', outcome: 'failed', changed: 0 });
    runs[0]?.events.close();
    await terminal.until('Do this');
    expectTame(staged);
    terminal.send(KEYS.end, KEYS.enter);
    expect(await ending).toBe('failed');
    await terminal.until((text) => !terminal.alternate && text.includes('Do this'));
    expectTame(staged);
  });

  test('the receipt, and what stays behind', async () => {
    const staged = await running();
    const { terminal, runs, ending } = staged;
    const title = hostile('A step');
    runs[0]?.events.put({ type: 'planned', steps: [{ step: 'a', title, holds: false }] });
    runs[0]?.events.put({ type: 'started', step: 'a', title });
    runs[0]?.events.put({ type: 'finished', step: 'a', seconds: 1 });
    runs[0]?.events.put({ type: 'done', outcome: 'complete', changed: 1 });
    runs[0]?.events.close();
    await terminal.until('It answers');
    terminal.send(KEYS.enter);
    expect(await ending).toBe('complete');
    await terminal.until((text) => !terminal.alternate && text.includes('It answers'));
    expectTame(staged);
  });
});
