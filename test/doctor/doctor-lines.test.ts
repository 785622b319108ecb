import { expect, it } from 'vitest';
import { wrapped } from '../../bin/command-line/help.ts';
import type { Check } from '../../source/doctor/check.ts';
import { doctorLines } from '../../source/output/doctor-lines.ts';

const check = (id: string, more: Partial<Check> = {}): Check => ({
  id,
  group: 'Server',
  status: 'good',
  text: `${id} is fine`,
  ignored: false,
  details: null,
  ...more,
});

const lines = (...checks: Check[]) => doctorLines(checks, 'web1', wrapped);

it('tells what needs attention first, the worst of each group before the others', () => {
  const told = lines(
    check('system', { note: 'as it should be' }),
    check('clock', { status: 'warning', text: 'The clocks differ', note: 'by 3 minutes' }),
    check('jatos.app.ready', {
      group: 'JATOS (study.example.org)',
      status: 'stops',
      text: 'JATOS does not answer yet',
      advice: ['npx setup-server puts this right.', 'Look at its log.'],
    }),
    check('jatos.app.start', { group: 'JATOS (study.example.org)' }),
    check('login', { status: 'stops', text: 'No root' }),
    check('docker', { group: 'Docker' }),
    check('memory', { status: 'warning', ignored: true }),
  );
  expect(told).toEqual([
    'Server',
    '  Does not work: No root. [login]',
    '  Warning: The clocks differ (by 3 minutes). [clock]',
    '',
    'JATOS (study.example.org)',
    '  Does not work: JATOS does not answer yet. [jatos.app.ready]',
    '    Do: npx setup-server puts this right.',
    '    or: Look at its log.',
    '',
    'Good',
    '  Server',
    '    system is fine (as it should be)',
    '  Docker',
    '    docker is fine',
    '  JATOS (study.example.org): 1 check',
    '',
    'Ignored: memory.',
    'web1: 2 do not work, 1 warning, 3 good. See to login, clock, jatos.app.ready.',
  ]);
});

it('is short where all is well', () => {
  expect(lines(check('system')).at(-1)).toBe('web1: 1 good. All is well.');
});

it('names only what is good where a small terminal has no room for more', () => {
  const good = Array.from({ length: 30 }, (_, index) => check(`fact-${index}`));
  const told = doctorLines([check('a', { status: 'stops' }), ...good], 'web1', wrapped, 23);
  expect(told.length).toBeLessThanOrEqual(23);
  expect(told.join(' ')).toMatch(/fact-0, fact-1, .* fact-29/);
  expect(told[1]).toContain('[a]');
});

it('fits 80 columns, but for single words that are longer', () => {
  const text = 'a sentence of many words '.repeat(12).trim();
  const long = check('x', { status: 'warning', text, advice: [text, text] });
  const told = lines(long, check('y', { text }));
  expect(told.length).toBeGreaterThan(12);
  for (const line of told) expect(line.length).toBeLessThanOrEqual(80);
});
