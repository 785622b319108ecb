import { afterEach, describe, expect, test } from 'vitest';
import type { Item } from '../../source/interview.ts';
import type { EndingCertificate } from '../../source/status/ending-certificates.ts';
import { stage, strike } from './stage.tsx';
import { KEYS } from './terminal.ts';

const name: Item = {
  ask: { id: 'name', section: 'Name', kind: 'text', title: 'Which name?', help: '', example: 'x' },
};

const ENDED: EndingCertificate = {
  host: 'ssh://root@203.0.113.7',
  install: 'jatos',
  name: 'study.example.org',
  until: '2026-11-18T00:00:00Z',
  daysLeft: -4,
  seen: '2026-08-20T00:00:00Z',
};
const SOON = { ...ENDED, install: 'two', name: 'two.example.org', daysLeft: 12 };

afterEach(strike);

describe.each([
  [80, 24],
  [60, 20],
])('on %i by %i, the first screen', (columns, rows) => {
  test('says loudly that a certificate has ended, and offers to renew it', async () => {
    const staged = stage({ columns, rows, script: [name], endings: [ENDED] });
    const frame = (await staged.terminal.until('❯ Renew it now')).join(' ').replace(/\s+/g, ' ');
    expect(frame).toContain('A certificate has ended');
    expect(frame).toContain('! The certificate of study.example.org ended on 18 Nov 2026.');
    expect(frame).toContain('Seen last on 20 Aug 2026.');
    staged.terminal.send(KEYS.enter);
    expect(await staged.ending).toBe('elsewhere');
    expect(staged.renewed).toEqual([ENDED]);
    expect(staged.looks).toEqual([]);
  });

  test('lets one of several be chosen, or something else', async () => {
    const staged = stage({ columns, rows, script: [name], endings: [ENDED, SOON] });
    await staged.terminal.until('❯ Renew study.example.org now');
    await staged.terminal.press(KEYS.down, '❯ Renew two.example.org now');
    await staged.terminal.press(KEYS.down, '❯ Something else');
    await staged.terminal.press(KEYS.enter, 'Which name?');
    expect(staged.renewed).toEqual([]);
  });

  test('says it before answers that were kept, too', async () => {
    const endings = [SOON];
    const given = { name: 'earlier' } as const;
    const staged = stage({ columns, rows, script: [name], endings, given });
    await staged.terminal.until('A certificate ends soon');
    await staged.terminal.until('Go on where you were');
    staged.terminal.send(KEYS.enter);
    expect(await staged.ending).toBe('elsewhere');
    expect(staged.renewed).toEqual([SOON]);
  });
});

test('A renewal begins without a welcome, and is called so while it runs', async () => {
  const staged = stage({ errand: () => 'Renewing', endings: [] });
  await staged.terminal.press(KEYS.enter, 'things to do');
  // It has no way of so many parts.
  expect(staged.terminal.text()).not.toContain('●');
  staged.terminal.send(KEYS.enter);
  await staged.terminal.until('Renewing study.example.org');
});
