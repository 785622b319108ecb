import { describe, expect, it } from 'vitest';
import type { Answers } from '../../source/answers/answers.ts';
import { jatos } from '../../source/apps/jatos.ts';
import { Facts, query } from '../../source/facts/facts.ts';

const host = 'ssh://root@203.0.113.7:22';
const memory = { totalMB: 7954, availableMB: 7954, swapMB: 0 };
const facts = new Facts([{ query: query('memory', host), value: memory }]);
const fit: Answers = {
  'jatos.version': '3.10.4',
  'jatos.database': 'mariadb',
  'jatos.folder': '/mnt/shared/jatos',
};

const settingOf = (answers: Answers) => ({
  ...{ answers: { ...fit, ...answers }, facts, host },
  ...{ install: 'jatos', hostname: 'study.example.org' },
});
const spread = (answers: Answers = {}, copies = 2) => {
  const found = jatos.several?.spread({ ...settingOf(answers), copies });
  if (!found) throw new Error('JATOS does not know.');
  return found;
};

describe('JATOS on several servers', () => {
  it('is one copy where groups meet, and then as many as are wanted, all of one version', () => {
    const { roles, update, alike } = spread();
    expect(roles.map(({ name, runs }) => [name, runs])).toEqual([
      ['channels', 'once'],
      ['app', 'copies'],
    ]);
    expect([update, alike]).toEqual(['together', true]);
    for (const { command, volumes } of roles) {
      expect(command).toContain('-Djatos.multiNode=true');
      expect(command).toContain('-Dplay.http.session.secure=true');
      expect(volumes).toEqual([{ source: '/mnt/shared/jatos', target: '/opt/jatos_data' }]);
    }
  });

  it('leaves room for two of them and the database on the first server', () => {
    const heap = (words: readonly string[] = []) =>
      Number(/^-J-Xmx(\d+)M$/.exec(words[0] ?? '')?.[1]);
    const [alone, each] = [
      heap(jatos.recipe(settingOf({})).container.command),
      heap(spread().roles[0].command),
    ];
    expect(2 * each + 384 + 384).toBeLessThan(memory.totalMB);
    expect(each).toBeLessThan(alone);
  });

  it('takes what it was told of memory, and then needs no servers of one size', () => {
    const { roles, alike } = spread({ 'jatos.memory': '1500M' });
    expect(roles[0].command?.[0]).toBe('-J-Xmx1500M');
    expect(alike).toBeUndefined();
  });

  it.each([
    ['', 2, '25'],
    // As many each: one copy more has none started anew.
    ['', 3, '25'],
    ['300', 2, '75'],
    ['', 9, '8'],
    ['5', 9, '5'],
  ])(
    'shares the connections to the database (%j among %i copies and one more)',
    (all, copies, each) => {
      const { roles } = spread({ 'settings.JATOS_DB_CONNECTIONPOOL_SIZE': all }, copies);
      for (const { env } of roles)
        expect(env).toEqual([{ name: 'JATOS_DB_CONNECTIONPOOL_SIZE', value: each }]);
    },
  );

  it.each([
    ['/', '/publix/4f-07/group/join', true],
    ['/', '/publix/4f-07/group/leave', true],
    ['/', '/publix/4f-07/batch/open', true],
    ['/', '/publix/4f-07/end', true],
    ['/', '/publix/4f-07/c1/resultData', false],
    ['/', '/publix/4f-07/files/end', false],
    ['/', '/jatos/publix/4f-07/group/join', false],
    ['/lab/', '/lab/publix/4f-07/group/join', true],
    ['/lab/', '/publix/4f-07/group/join', false],
  ])('below %s has %s come to where groups meet: %s', (base, path, meets) => {
    const { paths = '' } = spread({ 'settings.JATOS_URL_BASE_PATH': base }).roles[0];
    expect(new RegExp(paths).test(path)).toBe(meets);
  });

  it.each<[string, Answers, RegExp, RegExp]>([
    ['has H2', { 'jatos.database': 'h2' }, /Its database is H2/, /jatos.database=mariadb/],
    ['keeps its files in a volume', { 'jatos.folder': '' }, /in a volume of this server/, /nfs4/],
    ['is of a version that nobody knows yet', { 'jatos.version': '4.0.0' }, /4\.0\.0/, /latest/],
    [
      'has people sign in by the directory of an institute',
      { 'jatos.signin': 'ldap', 'jatos.ldap.url': 'ldaps://ldap.example.edu' },
      /in a file of this server/,
      /jatos.signin=/,
    ],
  ])('is not possible where it %s', (_, answers, why, next) => {
    const found = jatos.several?.whyNot?.(settingOf(answers));
    expect(found?.why).toMatch(why);
    expect([found?.next].flat().join('\n')).toMatch(next);
  });

  it.each(['3.8.6', '3.9.7', '3.10.4', '3.10.12'])('is possible with %s', (version) => {
    expect(jatos.several?.whyNot?.(settingOf({ 'jatos.version': version }))).toBeUndefined();
  });
});
