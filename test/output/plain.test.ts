import { expect, test } from 'vitest';
import { written } from '../../source/clouds/take-along/written.ts';
import { describeAction } from '../../source/describe.ts';
import { Facts } from '../../source/facts/facts.ts';
import type { Message } from '../../source/output/message.ts';
import { PlainLines } from '../../source/output/plain.ts';
import { planLines, planMessage } from '../../source/output/plan-lines.ts';
import { plan } from '../../source/plan.ts';
import { stateless } from '../swarm/example-cluster.ts';
import { MESSAGES } from './messages.ts';

/** The lines for messages that come at the given seconds. */
function linesFor(...timed: readonly (readonly [seconds: number, message: Message])[]): string[] {
  const plain = new PlainLines({ details: true });
  return timed.flatMap(([seconds, message]) => plain.lines(message, seconds));
}

const all = (...messages: readonly Message[]) =>
  linesFor(...messages.map((message) => [0, message] as const));

const STARTED: Message = { type: 'started', step: 'docker.install', title: 'Install Docker' };

function progress(text: string, fraction: number | null): Message {
  return { type: 'progress', step: 'docker.install', text, fraction };
}

test('A run reads as finished sentences, each with its step', () => {
  expect(
    all(
      MESSAGES.planned,
      STARTED,
      { type: 'finished', step: 'docker.install', seconds: 71.6 },
      { type: 'skipped', step: 'docker.install', why: 'overridden' },
      MESSAGES.retried,
      MESSAGES.locked,
      MESSAGES.done,
    ),
  ).toEqual([
    'Install Docker: started.',
    'Install Docker: done after 1 min 12 s.',
    'Install Docker: left as it is, as you chose.',
    'Install Docker: The connection was lost. Trying again (1).',
    'anna@laptop has been working on this server since 2026-11-21T10:00:00Z. Waiting.',
    'Done. 3 steps changed something.',
  ]);
});

test('The whole plan: what holds, what is missing, why so, and the commands', () => {
  expect(all(MESSAGES.plan)).toEqual([
    'This is what will happen on study.example.org (ssh://root@203.0.113.7:22):',
    '  = Make a swap file: nothing to do.',
    '  + Install Docker',
    '      Warning: Its mirror was slow lately.',
    '      Because: Docker is not installed.',
    "      This way: Docker's own repository can be reached.",
    '      $ apt-get update &&',
    '        apt-get install docker-ce',
    '1 of 2 steps has something to do.',
  ]);
});

test('In a run the plan is only a list', () => {
  const plain = new PlainLines({ details: false });
  expect(plain.lines(MESSAGES.plan, 0)).toEqual([
    'This is what will happen on study.example.org (ssh://root@203.0.113.7:22):',
    '  = Make a swap file: nothing to do.',
    '  + Install Docker',
    '      Warning: Its mirror was slow lately.',
    '1 of 2 steps has something to do.',
  ]);
});

test('A plan that only writes files here says so', () => {
  const planned = plan([written('study-ecs/README.txt', 'Read me.')], new Facts());
  const message = planMessage({ goal: stateless, planned }, describeAction);
  expect(planLines(message, false)[0]).toBe('This is what will happen on this computer:');
});

test('What takes no time is just done', () => {
  expect(all(STARTED, { type: 'finished', step: 'docker.install', seconds: 0.4 })[1]).toBe(
    'Install Docker: done.',
  );
});

test('A plan with nothing to do says so', () => {
  const [holding] = MESSAGES.plan.steps;
  if (!holding) throw new Error('No step.');
  expect(all({ ...MESSAGES.plan, changes: 0, steps: [holding] })).toEqual([
    'JATOS on study.example.org (ssh://root@203.0.113.7:22): everything is as wanted.',
    '  = Make a swap file: nothing to do.',
    'Nothing is left to do.',
  ]);
});

test('Progress is told at every quarter', () => {
  const steps = Array.from({ length: 101 }, (_, percent) => percent / 100);
  const lines = all(STARTED, ...steps.map((fraction) => progress('Downloading', fraction)));
  expect(lines).toEqual([
    'Install Docker: started.',
    'Install Docker: Downloading, 0 %.',
    'Install Docker: Downloading, 25 %.',
    'Install Docker: Downloading, 50 %.',
    'Install Docker: Downloading, 75 %.',
    'Install Docker: Downloading, 100 %.',
  ]);
});

test('Progress without a measure is told once, and then at most every ten seconds', () => {
  const timed = Array.from({ length: 25 }, (_, second) => {
    return [second, progress(`Waiting, try ${second}`, null)] as const;
  });
  expect(linesFor([0, STARTED], ...timed)).toEqual([
    'Install Docker: started.',
    'Install Docker: Waiting, try 0.',
    'Install Docker: Waiting, try 10.',
    'Install Docker: Waiting, try 20.',
  ]);
});

test('Bytes are told in megabytes with their rate', () => {
  expect(all(STARTED, MESSAGES.progress)).toEqual([
    'Install Docker: started.',
    'Install Docker: Downloading, 50 %, 128 of 256 MB, 12 MB/s.',
  ]);
});

test('What a step said is shown only when it fails, its last lines before the trouble', () => {
  const said = Array.from({ length: 30 }, (_, index): Message => {
    return { type: 'said', step: 'docker.install', line: `line ${index}` };
  });
  expect(all(STARTED, ...said)).toEqual(['Install Docker: started.']);
  expect(all(STARTED, ...said, MESSAGES.failed).slice(1)).toEqual([
    'Install Docker: failed.',
    ...Array.from({ length: 20 }, (_, index) => `  | line ${index + 10}`),
    '  The disk is full.',
    '  Why: apt said so.',
    '  Next: Make room.',
    '    or: Take a larger server.',
  ]);
});

test('What only the person can do stands apart, with its fields to copy', () => {
  expect(all(MESSAGES.instructed)).toEqual([
    'name.record: there is something for you to do.',
    '  Create this record where your name is managed.',
    '    Type: A',
    '  It goes on by itself as soon as this is done.',
  ]);
});

test('Problems are listed with example and variable', () => {
  expect(all(MESSAGES.problems)).toEqual([
    'One answer is missing or wrong. Nothing was changed.',
    '',
    'hostname: wrong (study.yaml, line 3).',
    '  A name has a dot.',
    '  For example: study.example.org',
    '  Variable: SETUP_SERVER_HOSTNAME',
    '',
    'Answer in a file (--answers FILE), by --set ID=VALUE, or by the variable.',
    'npx setup-server questions explains each.',
  ]);
});

test('The receipt is a page of labelled lines', () => {
  expect(all(MESSAGES.receipt)).toEqual([
    'JATOS answers at https://study.example.org.',
    '  Do now     Warning: Change the password.',
    '  Your data  volume jatos-data',
  ]);
});

test('A trouble is what, why and what next', () => {
  expect(all(MESSAGES.trouble)).toEqual([
    'Nobody answers at 203.0.113.7.',
    'Why: Port 22 is closed.',
    'Next: Is the server on?',
  ]);
});

test('Findings say how they are meant without colour', () => {
  expect(
    all(
      MESSAGES.finding,
      { type: 'finding', status: 'warning', text: 'Port 80 is taken' },
      { type: 'finding', status: 'stops', text: 'The disk is full.' },
    ),
  ).toEqual([
    'Good: Debian 12 (enough for JATOS).',
    'Warning: Port 80 is taken.',
    'This stops us: The disk is full.',
  ]);
});

test('Nothing that another program wrote moves the cursor or colours anything', () => {
  const evil = '\u001b[31mred\u001b[0m\u001b]0;title\u0007\rover\u001b[2J';
  const lines = all(
    STARTED,
    { type: 'said', step: 'docker.install', line: evil },
    { ...MESSAGES.failed, trouble: { code: 'x', what: evil, why: evil, next: [evil] } },
  );
  expect(lines.join('\n')).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
});

test.each(Object.values(MESSAGES))(
  '$type has plain lines without a line break in them',
  (message) => {
    for (const line of all(message as Message)) expect(line).not.toMatch(/[\r\n]/);
  },
);

test('An app that rests at the end of a run that was stopped is told of', () => {
  const ids = ['app.stop', 'backup.make', 'app.start', 'app.ready'];
  const steps = ids.map((step) => ({ step, title: step, holds: false }));
  const stopped: Message = { type: 'done', outcome: 'stopped', changed: 1 };
  const rested: Message = { type: 'finished', step: 'app.stop', seconds: 1 };
  const told = all({ type: 'planned', steps }, rested, stopped);
  expect(told.at(-1)).toMatch(/^The app rests now/);
  expect(all({ type: 'planned', steps }, stopped).join()).not.toContain('rests');
});
