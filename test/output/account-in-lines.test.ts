import { expect, test } from 'vitest';
import { secretAnswer } from '../../source/answers/answers.ts';
import { ExpectedError } from '../../source/expected-error.ts';
import { Facts, query, type Sighting } from '../../source/facts/facts.ts';
import { hostKindOf } from '../../source/hosts/index.ts';
import { interviewInLines } from '../../source/output/interview-in-lines.ts';
import type { Lines } from '../../source/output/lines.ts';
import { accountLooks, dnsQuestions } from '../../source/questions/dns.ts';
import { nameFact } from '../dns/name-fact.ts';

const answers = {
  server: '203.0.113.7',
  'ssh.user': 'root',
  hostname: 'study.example.org',
  'dns.provider': 'cloudflare',
};
const facts = new Facts([
  {
    query: query('addresses', hostKindOf(answers).address(answers)),
    value: { v4: ['203.0.113.7'], v6: [] },
  },
  {
    query: query('name', '', 'study.example.org'),
    value: nameFact({ servers: ['ada.ns.cloudflare.com'] }),
  },
]);

test('A token that is refused is asked for again, and another one is tried', async () => {
  const typed = ['wrong-token', '2', 'right-token'];
  const transcript: string[] = [];
  const tried: unknown[] = [];
  const lines: Lines = {
    say: (line) => void transcript.push(line),
    ask: async (prompt) => {
      transcript.push(prompt);
      return typed.shift() ?? null;
    },
  };
  const done = await interviewInLines(
    {
      script: [...dnsQuestions.map((ask) => ({ ask })), { look: accountLooks }],
      session: {
        look: async function* (queries, _signal, given = {}) {
          const token = secretAnswer(given, 'dns.cloudflare.token')?.reveal();
          tried.push(token);
          if (token !== 'right-token') {
            throw new ExpectedError({ code: 'dns.refused', what: 'It did not accept the token.' });
          }
          for (const each of queries)
            yield { query: each, value: { zone: 'example.org' } } as Sighting;
        },
        finding: () => undefined,
      },
      lines,
      signal: new AbortController().signal,
      remember: async () => {},
    },
    { answers, facts, confirmed: Object.keys(answers) },
  );
  expect(tried).toEqual(['wrong-token', 'right-token']);
  expect(done?.confirmed).toContain('dns.cloudflare.token');
  expect(typed).toEqual([]);
  expect(transcript.join('\n')).toContain('It did not accept the token.');
  expect(transcript.join('\n')).not.toMatch(/(wrong|right)-token/);
});
