import { afterEach, expect, test } from 'vitest';
import { ExpectedError } from '../../source/expected-error.ts';
import { query } from '../../source/facts/facts.ts';
import type { Item } from '../../source/interview.ts';
import { stage, strike } from './stage.tsx';
import { KEYS } from './terminal.ts';

afterEach(strike);

const errand = () => 'Growing';
const name: Item = {
  ask: {
    ...({ id: 'name', section: 'Name', kind: 'text', title: 'Which name?' } as const),
    ...{ help: '', example: 'study.example.org' },
  },
};

test('an errand that is left is not said to be kept', async () => {
  const { terminal, ending } = stage({ script: [name], errand });
  await terminal.until('Which name?');
  terminal.send(KEYS.ctrlC);
  expect(await ending).toBe('left');
  await terminal.until('Nothing was changed.');
  expect(terminal.scrollback()).toEqual(['Nothing was changed.']);
});

test('what keeps an errand from being begun is told without a place that it may not be about', async () => {
  const look: Item = { look: () => [query('system', 'ssh://root@203.0.113.8')] };
  const { terminal } = stage({
    ...{ script: [look], errand },
    look: async () => {
      throw new ExpectedError({
        code: 'no',
        what: '203.0.113.8 is not there.',
        next: ['Start it.'],
      });
    },
  });
  const frame = await terminal.until('Leave');
  expect(frame.join('\n')).toMatch(/✗ Looking\n/);
  expect(frame.join('\n')).toMatch(/Leave +nothing was changed/);
});

test('until the first step is known, it says what is waited for', async () => {
  const { terminal } = stage({ script: [], errand });
  await terminal.until('Enter do it');
  await terminal.press(KEYS.enter, 'Looking whether somebody else is at work there');
});

test('an app that rests when an errand is left is told of, with how it comes back', async () => {
  const { terminal, runs, ending } = stage({ script: [], errand });
  await terminal.until('Enter do it');
  await terminal.press(KEYS.enter, () => runs.length === 1);
  const steps = ['left.move.begin', 'left.app.stopped', 'app.start', 'app.ready'];
  const { events } = runs[0] ?? expect.fail();
  events.put({
    type: 'planned',
    steps: steps.map((step) => ({ step, title: step, holds: false })),
  });
  events.put({ type: 'finished', step: 'left.move.begin', seconds: 1 });
  events.put({ type: 'finished', step: 'left.app.stopped', seconds: 1 });
  events.put({ type: 'done', outcome: 'stopped', changed: 2 });
  events.close();
  expect(await ending).toBe('left');
  await terminal.until((text) => !terminal.alternate && text.endsWith('What is done stays done.'));
  const told = terminal.scrollback().join(' ');
  expect(told).toContain('The app rests now');
  expect(told).toContain('Or undo it there');
});
