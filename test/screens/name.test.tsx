import { afterEach, describe, expect, test } from 'vitest';
import { secretAnswer } from '../../source/answers/answers.ts';
import { ExpectedError } from '../../source/expected-error.ts';
import { query } from '../../source/facts/facts.ts';
import type { NameFact } from '../../source/facts/outside.ts';
import { hostKindOf } from '../../source/hosts/index.ts';
import type { Item } from '../../source/interview.ts';
import { accountLooks, dnsQuestions, nameChecks } from '../../source/questions/dns.ts';
import { nameQuestions, namesOf } from '../../source/questions/name.ts';
import { type Setting, type Stage, stage, strike } from './stage.tsx';
import { KEYS } from './terminal.ts';

const there = { server: '203.0.113.7', 'ssh.user': 'root' };

/** As the real script has it, after the server was seen. */
const script: readonly Item[] = [
  { look: (answers) => [query('addresses', hostKindOf(answers).address(answers))] },
  ...nameQuestions.map((ask) => ({ ask })),
  { look: (answers) => namesOf(answers).map((name) => query('name', '', name)) },
  { look: nameChecks },
  ...dnsQuestions.map((ask) => ({ ask })),
  { look: accountLooks },
];

const absent: NameFact = {
  a: [],
  aaaa: [],
  zone: 'example.org',
  servers: ['ada.ns.cloudflare.com', 'bob.ns.cloudflare.com'],
  agreed: true,
  problem: null,
};

const FACTS: Readonly<Record<string, unknown>> = {
  addresses: { v4: ['203.0.113.7'], v6: [] },
  name: absent,
  dnssec: 'fine',
  registration: null,
  wildcard: [],
  dnsAccount: { zone: 'example.org' },
};

afterEach(strike);

function begin(setting: Setting = {}): Stage {
  return stage({
    script,
    answers: there,
    look: async ({ fact }) => FACTS[fact],
    ...setting,
  });
}

const SIZES = [
  { columns: 80, rows: 24 },
  { columns: 60, rows: 20 },
];

const REFUSED = new ExpectedError({
  code: 'dns.refused',
  what: 'Cloudflare did not accept the API token.',
  why: 'Invalid API Token',
  next: ['Make a new one at dash.cloudflare.com, My Profile, API Tokens.'],
});

describe.each(SIZES)('on $columns columns and $rows rows', (size) => {
  test('a free name is offered, each on what it costs, and asked for as it must be', async () => {
    const { terminal } = begin(size);
    const offered = await terminal.until('Do you have a name for it?');
    expect(offered.join(' ')).toMatch(/No: a free one from deSEC\s+free, own limits:/);
    expect(offered.join(' ')).toContain('study.duckdns.org');
    const asked = await terminal.press([KEYS.down, KEYS.enter], 'What name should');
    expect(asked.join(' ')).toContain('It ends in .dedyn.io');
    expect(asked.join(' ')).toContain('For example: study.dedyn.io');
    const wrong = await terminal.press(['study.example.org', KEYS.enter], 'Go back (Esc)');
    expect(wrong.join(' ')).toContain('A name from deSEC is like study.dedyn.io.');
  });

  test('the company that runs the DNS comes first, and the record stands below', async () => {
    const { terminal } = begin({ ...size, answers: { ...there, hostname: 'study.example.org' } });
    const frame = (await terminal.until('Who should set the record?')).join('\n');
    expect(frame).toMatch(/setup-server, at Cloudflare[\s\S]+❯ I set it myself at Cloudflare/);
    expect(frame.replace(/\s+/g, ' ')).toContain(
      'Cloudflare runs the DNS of example.org. Create a record: type A, name study (study.example.org), value 203.0.113.7.',
    );
    expect(frame).not.toContain('more lines');
  });

  test('every provider can be reached where nobody knows who runs the DNS', async () => {
    const { terminal } = begin({
      ...size,
      answers: { ...there, hostname: 'study.example.org' },
      look: async ({ fact }) =>
        fact === 'name' ? { ...absent, servers: ['ns1.example.org'] } : FACTS[fact],
    });
    await terminal.until('❯ I set it myself');
    await terminal.press(Array(10).fill(KEYS.down), '❯ A name server that takes dynamic');
    await terminal.press(KEYS.enter, 'Which name server takes the updates?');
  });

  test('a token that is refused leads back to its field, which keeps what was typed', async () => {
    const tried: unknown[] = [];
    const staged = begin({
      ...size,
      answers: { ...there, hostname: 'study.example.org', 'dns.provider': 'cloudflare' },
      look: async ({ fact, subject }, _asker, _signal, answers) => {
        if (fact !== 'dnsAccount') return FACTS[fact];
        const token = secretAnswer(answers, 'dns.cloudflare.token')?.reveal();
        tried.push([subject, token]);
        if (token !== 'right-token') throw REFUSED;
        return FACTS[fact];
      },
    });
    const { terminal } = staged;
    await terminal.until('What is the API token of your Cloudflare account?');
    const failure = await terminal.press(['wrong-token', KEYS.enter], 'Invalid API Token');
    expect(failure.join(' ')).toContain('Cloudflare did not accept the API token.');
    const field = await terminal.press(KEYS.escape, 'What is the API token');
    expect(field.join(' ')).toContain('•');
    await terminal.press([KEYS.ctrlU, 'right-token', KEYS.enter], 'Review ●');
    const subject = 'cloudflare study.example.org';
    expect(tried).toEqual([
      [subject, 'wrong-token'],
      [subject, 'right-token'],
    ]);
    expect(JSON.stringify([staged.looks, terminal.frames])).not.toMatch(/(wrong|right)-token/);
  });
});

test('another token for the same account is tried again', async () => {
  const tried: unknown[] = [];
  const after: Item = {
    ask: {
      id: 'certificate.email',
      section: 'Certificate',
      kind: 'text',
      title: 'Which mail address?',
      help: 'Yours.',
      example: 'you@example.org',
    },
  };
  const { terminal } = begin({
    script: [...script, after],
    answers: { ...there, hostname: 'study.example.org', 'dns.provider': 'cloudflare' },
    look: async ({ fact }, _asker, _signal, answers) => {
      if (fact === 'dnsAccount')
        tried.push(secretAnswer(answers, 'dns.cloudflare.token')?.reveal());
      return FACTS[fact];
    },
  });
  await terminal.until('What is the API token');
  await terminal.press(['first-token', KEYS.enter], 'Which mail address?');
  await terminal.press(KEYS.escape, 'What is the API token');
  await terminal.press([KEYS.ctrlU, 'other-token', KEYS.enter], 'Which mail address?');
  expect(tried).toEqual(['first-token', 'other-token']);
});
