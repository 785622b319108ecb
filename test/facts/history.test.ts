import { describe, expect, it } from 'vitest';
import { wrapped } from '../../bin/command-line/help.ts';
import type { Event } from '../../source/event.ts';
import { historyProbe } from '../../source/facts/installs/history.ts';
import { historyLines } from '../../source/output/history-lines.ts';

const at = (minute: number) => `2026-11-21T10:${String(minute).padStart(2, '0')}:00.000Z`;
const noted = (minute: number, event: Event, by = 'anna@laptop') =>
  JSON.stringify({ at: at(minute), by, ...event });
const planned: Event = {
  type: 'planned',
  steps: [
    { step: 'app.stopped', title: 'Stop Study', holds: false },
    { step: 'record.write', title: 'Remember it', holds: false },
  ],
};
const finished = (step: string): Event => ({ type: 'finished', step, seconds: 1 });
const done = (outcome: 'complete' | 'failed', changed = 1): Event => ({
  type: 'done',
  outcome,
  changed,
});
const read = (ours: readonly string[], renewals: readonly string[] = []) => {
  const stdout = ['--ours', ...ours, '--renewals', ...renewals, ''].join('\n');
  return historyProbe.parse({ code: 0, stdout }, 'study', { before: 0, after: 0 });
};

describe('what was done with an app', () => {
  it('is told by run, with the steps that changed something', () => {
    const run = [
      noted(1, planned),
      noted(2, finished('app.stopped')),
      noted(3, finished('record.write')),
      noted(4, done('complete')),
    ];
    expect(read(run)).toEqual([
      {
        ...{ at: at(1), by: 'anna@laptop', outcome: 'complete', trouble: null },
        did: ['Stop Study', 'Remember it'],
      },
    ]);
  });

  it('leaves out runs that found everything as it should be', () => {
    expect(read([noted(1, planned), noted(2, done('complete', 0))])).toEqual([]);
  });

  it('tells what failed, and of a run without an end that it was cut off', () => {
    const trouble = { code: 'x', what: 'The disk is full.', why: 'No room.' };
    const entries = read([
      noted(1, planned),
      noted(2, { type: 'failed', step: 'app.stopped', trouble }),
      noted(3, done('failed', 0)),
      noted(4, planned, 'bea@work'),
      noted(5, finished('app.stopped'), 'bea@work'),
      noted(6, planned),
      noted(7, finished('app.stopped')),
      noted(8, done('complete')),
    ]);
    expect(entries.map(({ by, outcome, trouble: told }) => [by, outcome, told])).toEqual([
      ['anna@laptop', 'failed', 'The disk is full. No room.'],
      ['bea@work', 'cut-off', null],
      ['anna@laptop', 'complete', null],
    ]);
  });

  it('counts what undoes a failure to the same run', () => {
    const trouble = { code: 'x', what: 'It never answered.' };
    const entries = read([
      noted(1, planned),
      noted(2, { type: 'failed', step: 'app.stopped', trouble }),
      noted(3, planned),
      noted(4, finished('record.write')),
      noted(5, done('failed')),
    ]);
    expect(entries).toMatchObject([{ outcome: 'failed', did: ['Remember it'] }]);
  });

  it('has the renewals that the server did by itself, in the order of time', () => {
    const entries = read(
      [noted(1, planned), noted(5, finished('app.stopped')), noted(6, done('complete'))],
      [
        '2026-11-21T09:00:00Z study: visitors get the new certificate.',
        '2026-11-21T09:00:00Z study: It is due in a while. Next try: 2026-12-01.',
      ],
    );
    expect(entries.map(({ by }) => by)).toEqual([null, 'anna@laptop']);
  });

  it('is not disturbed by lines that are no events of ours', () => {
    expect(read(['', '{"type":"planned"}', 'half of a line"}', noted(1, finished('x'))])).toEqual(
      [],
    );
  });

  it('is shown to people in 80 columns', () => {
    const long = 'A title that goes on and on '.repeat(6).trim();
    const trouble = 'It did not work out.';
    const lines = historyLines(
      'study.example.org (study)',
      [
        { at: at(1), by: null, outcome: 'complete', did: [long], trouble: null },
        { at: at(2), by: 'anna@laptop', outcome: 'cut-off', did: [], trouble },
      ],
      wrapped,
    );
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(80);
    const text = lines.join('\n').replace(/\s+/g, ' ');
    expect(text).toContain('2026-11-21 10:01 UTC, the server itself + A title');
    expect(text).toContain('anna@laptop: cut off on the way Failed: It did not work out.');
  });
});
