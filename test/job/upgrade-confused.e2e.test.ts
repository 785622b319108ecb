import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { only } from './messages.ts';
import { newOperator, started } from './operator.ts';
import { expectDone, NEXT, type Study, studyOn, troubles } from './upgraded-study.ts';

const RECORD = '/etc/setup-server/jatos/install.json';
const NOTE = '/var/lib/setup-server/changes/jatos.json';

describe('an upgrade', () => {
  let study: Study;

  beforeAll(async () => {
    study = await studyOn('upgrade-confused', { disk: 'tmpfs' });
    return () => study.server.remove();
  });
  afterEach(() => study.backToFirst());

  it('that somebody else is at is waited for, or another one refused', async () => {
    const { env, words } = study;
    const [ben, eva] = [await newOperator(), await newOperator()];
    const first = await study.begin();
    await first.until(started('app.stop'));
    // However slow the others are, it is still at it when they come.
    first.child.kill('SIGSTOP');
    const same = await ben.start(words(), { env });
    const [refused] = await Promise.all([
      eva.run(words('--to', '3.10.5'), { env }),
      same.until(({ type }) => type === 'locked'),
    ]).finally(() => first.child.kill('SIGCONT'));
    expect(troubles(refused)).toEqual(['upgrade.another']);
    expectDone(await first.ended);
    const waited = await same.ended;
    expect([waited.code, troubles(waited), only(waited, 'started')]).toEqual([0, [], []]);
    await study.expectToServe(NEXT);
  });

  it.each([
    ['a year slow', -365],
    ['a year fast', 365],
  ])('from a computer whose clock is %s can be made and undone', async (_how, days) => {
    const shift = `const D=Date,o=${days}*864e5;globalThis.Date=class extends D{constructor(...a){a.length?super(...a):super(D.now()+o)}static now(){return D.now()+o}}`;
    const preload = `--import=data:text/javascript,${encodeURIComponent(shift)}`;
    const clock = { ...study.env, NODE_OPTIONS: preload };
    const there = await study.operator.run(study.words('--to', '3.10.6'), { env: clock });
    expectDone(there);
    await study.expectToServe('3.10.6');
    const back = await study.operator.run(study.words('--undo'), { env: clock });
    expectDone(back);
  });

  it.each([
    ['deleted', `rm ${RECORD}`],
    ['garbled', `head -c 100 /dev/urandom > ${RECORD}`],
    ['empty', `: > ${RECORD}`],
  ])(
    'of an app whose record is %s is refused, and setting it up again mends that',
    async (_how, spoil) => {
      const { version } = await study.told();
      await study.server.exec(spoil);
      const refused = await study.upgrade('--to', '3.10.6');
      expect(refused.code).not.toBe(0);
      expect(only(refused, 'started')).toEqual([]);
      await study.expectToServe(String(version));
      const mended = await study.wholeJob(String(version));
      expectDone(mended);
      await study.expectToServe(String(version));
      expect(only(mended, 'started').map(({ step }) => step)).not.toContain('app.start');
    },
  );

  it('whose note is garbled is refused, and nothing is lost', async () => {
    expectDone(await study.upgrade('--to', '3.10.6'));
    await study.server.exec(`echo "{" > ${NOTE}`);
    const refused = await study.upgrade('--undo');
    expect(troubles(refused)).toEqual(['change.damaged']);
    await study.expectToServe('3.10.6');
    await study.server.exec(`mv ${NOTE} ${NOTE}.damaged`);
    expect(troubles(await study.upgrade('--undo'))).toEqual(['upgrade.none']);
    await study.expectToServe('3.10.6');
  });
});
