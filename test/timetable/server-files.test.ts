import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import type { Companion } from '../../source/apps/companion.ts';
import { systemd } from '../../source/distributions/services.ts';
import { Facts } from '../../source/facts/facts.ts';
import { timetableFinding, timetableProbe } from '../../source/facts/installs/timetable.ts';
import type { Goal } from '../../source/goal.ts';
import { readSealed, sealedText } from '../../source/renewal/sealed.ts';
import { aboutTimetable, timetableStatus } from '../../source/status/copying.ts';
import { copyScript } from '../../source/timetable/copy-script.ts';
import {
  orderToSeal,
  orderToWrite,
  readTimetableOrder,
  readTimetableOrderText,
  type TimetableOrder,
} from '../../source/timetable/order.ts';
import { timetableScript } from '../../source/timetable/run-script.ts';
import {
  type CopyState,
  NEW_COPY_STATE,
  timetableStateText,
} from '../../source/timetable/state.ts';
import { KEEP } from '../../source/timetable/timetable.ts';
import { goal } from '../core/example-goal.ts';

const IMAGE = `node@sha256:${'a'.repeat(64)}`;
const SHELLS = [['dash'], ['bash'], ['busybox', 'sh']];
const database: Companion = {
  ...{ name: 'db', label: 'MariaDB', env: [] },
  container: {
    ...{ image: 'mariadb:11', volumes: [{ source: 'study-db', target: '/var/lib/mysql' }] },
    stop: { timeoutSeconds: 60, proof: { exitCode: 0, says: ["it's", 'over'] } },
  },
  ready: { command: ['healthcheck.sh', '--connect'], patienceSeconds: 60 },
};
const beside: Goal = { ...goal, recipe: { ...goal.recipe, companions: [database] } };
const copy = (of: Goal) =>
  copyScript(of, [{ kind: 'volume', source: 'study-data' }], new Facts(), '0.1.0');

describe('the scripts on the server', () => {
  it.each(SHELLS)('can be read by %s', (...shell) => {
    const [program = '', ...words] = shell;
    for (const input of [timetableScript(IMAGE), copy(goal), copy(beside)]) {
      const { status, stderr, error } = spawnSync(program, [...words, '-n'], {
        input,
        encoding: 'utf8',
      });
      // Not every machine has every shell.
      if (error) return expect((error as NodeJS.ErrnoException).code).toBe('ENOENT');
      expect([status, stderr]).toEqual([0, '']);
    }
  });

  it('let the program decide, and see no data and nothing of the app but its copies', () => {
    const script = timetableScript(IMAGE);
    for (const word of ['--read-only', '--cap-drop ALL', '--security-opt no-new-privileges'])
      expect(script).toContain(word);
    const mounts = [...script.matchAll(/--mount "type=bind,source=[^,]+,target=([^"]+)"/g)];
    expect(mounts.map(([, target]) => target)).toEqual([
      '$here,readonly',
      '/etc/setup-server/renewal,readonly',
      '/var/lib/setup-server/backups,readonly',
      '$state',
      '/roots.crt,readonly',
    ]);
    expect(script).not.toContain('docker.sock');
  });

  it('stop the app before what it works with, and start it after that is ready', () => {
    const script = copy(beside);
    const at = (text: string) => {
      const found = script.indexOf(text);
      return found < 0 ? expect.fail(`${text} is not in the script.`) : found;
    };
    expect(at('docker stop -t 5 study ')).toBeLessThan(at('docker stop -t 60 study-db'));
    expect(at('docker start study-db')).toBeLessThan(at('healthcheck.sh --connect'));
    expect(at('healthcheck.sh --connect')).toBeLessThan(at('docker start study\n'));
    expect(at('docker start study\n')).toBeLessThan(at('"http://$ip:"9000/ping'));
  });

  it('may take hours: systemd does not end a copy', () => {
    const job = { name: 'x', does: 'Copy', script: '/x', often: 'every-few-minutes' } as const;
    const [service] = systemd.repeat({ ...job, mayTake: '12h' }).files;
    expect(service?.text).toContain('TimeoutStartSec=12h\n');
    expect(systemd.repeat(job).files[0]?.text).toContain('TimeoutStartSec=1h\n');
  });
});

describe('the order that lies on the server', () => {
  const wanted: Omit<TimetableOrder, 'since'> = {
    ...{ install: 'study', label: 'JATOS', every: 'day', time: '03:00', zone: 'UTC' },
    keep: KEEP.day,
  };
  const before = orderToWrite(wanted, undefined, new Date('2026-11-01T10:00:00Z'));
  const later = new Date('2026-11-29T10:00:00Z');

  it('is so since it was written first, and anew where another time is wanted', () => {
    expect(before.since).toBe('2026-11-01T10:00:00.000Z');
    const found = readSealed(sealedText(orderToSeal(before)).reveal());
    expect(orderToWrite(wanted, found, later)).toEqual(before);
    expect(orderToWrite({ ...wanted, time: '04:00' }, found, later).since).toBe(
      later.toISOString(),
    );
  });

  it.each([
    ['', '{}', '[]'],
    [JSON.stringify({ ...before, time: '24:00' })],
    [JSON.stringify({ ...before, zone: 'Nowhere' })],
    [JSON.stringify({ ...before, keep: { daily: -1, weekly: 4 } })],
  ])('is none of ours: %s', (...texts) => {
    for (const text of texts) expect(readTimetableOrderText(text)).toBeNull();
    expect(readTimetableOrder(orderToSeal(before))).toEqual(before);
  });

  describe('and what is seen of it', () => {
    const asked = { before: later.getTime() / 1000, after: later.getTime() / 1000 };
    const seen = (state: Partial<CopyState>, timer = 'active enabled') => {
      const installs = { study: { ...NEW_COPY_STATE, ...state } };
      const text = timetableStateText({ lookedAt: later.toISOString(), installs });
      const order = sealedText(orderToSeal(before)).reveal();
      const stdout = `timer ${timer}\n--order\n${order}--state\n${text}`;
      return timetableProbe.parse({ code: 0, stdout }, '', asked);
    };
    const last = { at: '2026-11-29T03:00:10Z', restedSeconds: 12 };

    it('is good while it works, and worth no line', () => {
      expect(timetableFinding(seen({ last }))).toMatchObject({ status: 'good', quiet: true });
      expect(timetableProbe.parse({ code: 90, stdout: '' }, '', asked)).toBeNull();
      expect(timetableFinding(null)).toBeUndefined();
      expect(aboutTimetable(seen({ last }))).toEqual([]);
      expect(timetableStatus('study', before, seen({ last }))).toEqual({
        ...{ when: 'every day at 03:00 (UTC)', lastAt: last.at, restedSeconds: 12, says: null },
      });
    });

    it.each([
      [
        'failing',
        seen({ last, trouble: { at: last.at, says: 'There is no room.' } }),
        'The last copy of the data of JATOS by the timetable went wrong',
        'There is no room.',
      ],
      [
        'late',
        seen({ last: { ...last, at: '2026-11-20T03:00:10Z' } }),
        'The data of JATOS should have been copied by now',
        'the last time on 2026-11-20',
      ],
      [
        'off',
        seen({ last }, 'inactive disabled'),
        'Nothing starts the copies of the data of JATOS',
        'the timer is off',
      ],
    ])('is a warning where it is %s', (_, fact, text, note) => {
      expect(timetableFinding(fact)).toMatchObject({ status: 'warning', text, note });
      expect(aboutTimetable(fact)).toMatchObject([{ status: 'warning', text: expect.any(String) }]);
    });
  });
});
