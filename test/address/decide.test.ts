import { describe, expect, it } from 'vitest';
import {
  afterNotSetting,
  afterSetting,
  decideAddress,
  isFailing,
  newsOf,
} from '../../source/address/decide.ts';
import { addressMessage } from '../../source/address/message.ts';
import { addressStateText, freshNames, readAddressState } from '../../source/address/state.ts';

const NAMES = ['study.example.org'];
const HERE = { v4: ['203.0.113.7'], v6: [] };
const THERE = { v4: ['198.51.100.9'], v6: [] };
const at = (minutes: number) => new Date(Date.parse('2026-11-21T12:00:00Z') + minutes * 60_000);
const set = afterSetting(freshNames(NAMES), NAMES, HERE, at(0));
const trouble = { code: 'dns.refused', what: 'DuckDNS did not accept the token.', why: 'KO.' };

describe('whether the provider is asked', () => {
  it.each([
    ['at first', freshNames(NAMES), HERE, 0, 'set', 'The address is 203.0.113.7.'],
    ['not while all is as it was', set, HERE, 5, 'wait', 'Still 203.0.113.7.'],
    [
      'when the address changed',
      set,
      THERE,
      5,
      'set',
      'The address changed from 203.0.113.7 to 198.51.100.9.',
    ],
    ['every six hours', set, HERE, 360, 'set', 'It is time to look at the records.'],
  ] as const)('%s', (_, state, found, minutes, does, why) => {
    expect(decideAddress(state, NAMES, found, at(minutes))).toEqual({ do: does, why });
  });

  it('for names that are new, and whenever somebody wants it', () => {
    const more = [...NAMES, 'www.study.example.org'];
    expect(decideAddress(set, more, HERE, at(5)).do).toBe('set');
    expect(decideAddress(set, NAMES, HERE, at(5), true).do).toBe('set');
  });

  it('at once where the last try was while the clock was ahead', () => {
    const ahead = at(12 * 365 * 24 * 60);
    const failed = afterNotSetting(set, trouble, ahead, true);
    expect(decideAddress(failed, NAMES, THERE, at(5)).do).toBe('set');
    const checked = afterSetting(set, NAMES, HERE, ahead);
    expect(decideAddress(checked, NAMES, HERE, at(5)).do).toBe('set');
  });

  it('less often after each failure, and at once where it never was', () => {
    let state = set;
    const waits: number[] = [];
    for (let count = 0; count < 5; count += 1) {
      const now = at(10 + count);
      state = afterNotSetting(state, trouble, now, true);
      expect(decideAddress(state, NAMES, THERE, now).do).toBe('wait');
      waits.push((Date.parse(state.notBefore ?? '') - now.getTime()) / 60_000);
      expect(decideAddress(state, NAMES, THERE, new Date(state.notBefore ?? '')).do).toBe('set');
    }
    expect(waits).toEqual([5, 15, 60, 60, 60]);
    const unasked = afterNotSetting(set, trouble, at(10), false);
    expect(decideAddress(unasked, NAMES, THERE, at(10)).do).toBe('set');
  });
});

describe('what is remembered', () => {
  it('is since when the names lead there, and what went wrong', () => {
    const later = afterSetting(set, NAMES, HERE, at(360));
    expect(later.set).toMatchObject({
      since: at(0).toISOString(),
      checkedAt: at(360).toISOString(),
    });
    expect(afterSetting(later, NAMES, THERE, at(365)).set?.since).toBe(at(365).toISOString());
    const failed = afterNotSetting(set, trouble, at(5), true);
    expect(failed.trouble?.says).toBe('DuckDNS did not accept the token. KO.');
    expect(afterSetting(failed, NAMES, THERE, at(10))).toMatchObject({
      trouble: null,
      failures: 0,
    });
  });

  it('survives being written and read; a damaged file counts as none', () => {
    const state = { lookedAt: at(0).toISOString(), installs: { study: set } };
    expect(readAddressState(addressStateText(state))).toEqual(state);
    for (const damaged of ['', '{', '{"lookedAt": 1}', 'null'])
      expect(readAddressState(damaged).installs).toEqual({});
  });
});

describe('a person', () => {
  const once = afterNotSetting(set, trouble, at(5), true);
  const twice = afterNotSetting(once, trouble, at(10), true);

  it('is told when it failed twice, once, and when all is well again', () => {
    expect([set, once, twice].map(newsOf)).toEqual([null, null, 'failing']);
    expect([once, twice].map(isFailing)).toEqual([false, true]);
    const told = { ...twice, told: true };
    expect(newsOf(afterNotSetting(told, trouble, at(60), true))).toBe(null);
    expect(newsOf(afterSetting(told, NAMES, THERE, at(60)))).toBe('works-again');
  });

  it('reads what happened, what it means, and what to do', () => {
    const { event, title, lines, bad } = addressMessage('study', 'failing', twice);
    expect([event, bad]).toEqual(['address.failing', true]);
    expect(title).toBe("study.example.org: the name could not be set to the server's address");
    expect(lines.join('\n')).toContain('DuckDNS did not accept the token. KO.');
    expect(lines.join('\n')).toContain('It was last set to 203.0.113.7.');
    expect(addressMessage('study', 'works-again', set)).toMatchObject({
      event: 'address.works-again',
      lines: ['All is well. study.example.org leads to 203.0.113.7.'],
    });
  });
});
