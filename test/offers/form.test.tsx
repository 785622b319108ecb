import { afterEach, expect, it } from 'vitest';
import type { Answers } from '../../source/answers/answers.ts';
import type { Item } from '../../source/interview.ts';
import { offerQueries, offerQuestions } from '../../source/offers/index.ts';
import { HOST } from '../core/example-goal.ts';
import { prepared } from '../screens/pretend-session.ts';
import { stage, strike } from '../screens/stage.tsx';
import { KEYS } from '../screens/terminal.ts';
import { allAccepted, server, troubled } from './given.ts';

const script: readonly Item[] = [
  { look: () => offerQueries(HOST) },
  ...offerQuestions.map((ask) => ({ ask })),
];

afterEach(strike);

it('takes the answers as they stand there, and what was seen of the server stays', async () => {
  const given: Answers[] = [];
  const { terminal, looks } = stage({
    ...{ script, answers: server, look: async (one) => troubled.get(one) },
    prepare: async (answers, facts) => {
      given.push(answers);
      return prepared(answers, facts);
    },
  });
  terminal.send(KEYS.enter);
  await terminal.until('Restart the server first?');
  terminal.send(KEYS.ctrlD);
  await terminal.until('This is what will happen');
  expect(given).toEqual([allAccepted]);
  expect(looks).toHaveLength(1);
});

it('asks all that is offered on one screen, nothing of it cut', async () => {
  const { terminal } = stage({ script, answers: server, look: async (one) => troubled.get(one) });
  terminal.send(KEYS.enter);
  const frame = await terminal.until('Restart the server first?');
  expect(frame.slice(3, 12)).toEqual([
    ' ❯ Restart the server first?              ‹ Yes, restart it ›',
    "   Keep the server's clock right?         Yes, by time servers",
    '   Make a swap file?                      Yes, make one',
    '   Port 80 is taken by nginx. What now?   Stop it for good',
    '   Open its firewall for the web?         Yes, open it',
    '   Give Docker other network addresses?   Yes, use others',
    '',
    '   [ Continue ]',
    '',
  ]);
  terminal.send(KEYS.down + KEYS.down + KEYS.down);
  await terminal.until('Browsers and the certificate authority ask there');
  terminal.send(KEYS.right);
  expect((await terminal.until('Which port instead of 80?')).join('\n')).toMatch(
    /instead of 443\? +8443/,
  );
});
