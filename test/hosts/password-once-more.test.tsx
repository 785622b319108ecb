import { afterEach, expect, it } from 'vitest';
import { Facts } from '../../source/facts/facts.ts';
import type { ConnectionFact } from '../../source/facts/network/connection.ts';
import { sshHost } from '../../source/hosts/ssh.ts';
import type { Item } from '../../source/interview.ts';
import { interviewInLines } from '../../source/output/interview-in-lines.ts';
import type { Lines } from '../../source/output/lines.ts';
import { smallSession } from '../output/small-session.ts';
import { stage, strike } from '../screens/stage.tsx';
import { KEYS } from '../screens/terminal.ts';

/*
 * The server let no key in and asked for the password, and the person pressed Esc. That leads to the
 * question about a key file, and from there back to the password.
 */

const REFUSED: ConnectionFact = {
  open: false,
  refusal: 'key-refused',
  asksPassword: true,
  says: 'No key was let in, and no password was given (ssh.password).',
};
const OPEN: ConnectionFact = { open: true, user: 'root', fingerprint: null, password: true };

const script: Item[] = [
  ...sshHost.questions.map((question) => ({ ask: question })),
  { look: (answers) => sshHost.looks(answers) },
  {
    ask: {
      ...{ id: 'hostname', section: 'Name', kind: 'text', title: 'Which name?' },
      ...{ help: 'A name.', example: 'study.example.org' },
    },
  },
];
const HINT = 'The server let none of your keys in. Left empty, it asks for the password again.';

afterEach(strike);

it('on screens', async () => {
  const connections = [REFUSED, REFUSED, OPEN];
  const { terminal, looks } = stage({
    script,
    look: async () => connections.shift(),
    findings: {},
  });
  await terminal.press(KEYS.enter, 'the address of your server');
  await terminal.press(['203.0.113.7', KEYS.enter], 'Who do you log in as?');
  const flat = (shown: string) => shown.replace(/\s+/g, ' ');
  await terminal.press(KEYS.enter, (shown) => flat(shown).includes(HINT));
  terminal.send(KEYS.enter);
  await expect.poll(() => looks).toHaveLength(2);
  await terminal.until((shown) => flat(shown).includes(HINT));
  await terminal.press(KEYS.enter, 'Which name?');
  expect(looks).toHaveLength(3);
});

it('in lines', async () => {
  const typed = ['203.0.113.7', 'root', '', '', '', 'study.example.org'];
  const shown: string[] = [];
  const lines: Lines = {
    say: (line) => void shown.push(line),
    ask: async () => typed.shift() ?? null,
  };
  const { session, calls } = smallSession({ connections: [REFUSED, REFUSED] });
  const ended = await interviewInLines(
    { script, session, lines, signal: new AbortController().signal, remember: async () => {} },
    { answers: {}, facts: new Facts(), confirmed: [] },
  );
  expect(shown.filter((line) => line === HINT)).toHaveLength(2);
  expect(calls.filter((call) => call === 'look')).toHaveLength(3);
  expect(ended?.answers.hostname).toBe('study.example.org');
});
