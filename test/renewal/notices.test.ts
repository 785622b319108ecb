import { describe, expect, it } from 'vitest';
import { NOT_HANDED_OVER } from '../../source/renewal/hand-over.ts';
import { messageFor, testMessage } from '../../source/renewal/message.ts';
import { afterTelling, noticeFor } from '../../source/renewal/notices.ts';
import { afterConfirming, afterFailing } from '../../source/renewal/outcome.ts';
import { freshState, type InstallState } from '../../source/renewal/state.ts';

const HOUR = 3600 * 1000;
const at = (hours: number) => new Date(Date.parse('2027-01-01T00:00:00Z') + hours * HOUR);
const trouble = { code: 'acme.unreachable', what: 'The authority is down.' };
// Due at hour 0, ends at hour 720.
const due: InstallState = {
  ...freshState('study.example.org'),
  certificate: { serial: 'AB12', until: at(720).toISOString() },
  due: { at: at(0).toISOString(), by: 'lifetime' },
};

/** Tries at these hours, each looked at and told of; false is a try that fails. */
function story(...tries: readonly (readonly [number, boolean])[]): string[] {
  let state = due;
  return tries.map(([hour, works]) => {
    const now = at(hour);
    const renewed = { certificate: { serial: 'CD34', until: at(2160).toISOString() } };
    const next = { ...renewed, due: { at: at(1440).toISOString(), by: 'lifetime' as const } };
    state = works
      ? { ...afterConfirming(state, now), ...next }
      : afterFailing(state, trouble, now, null);
    const notice = noticeFor('study', state, now);
    if (notice) state = afterTelling(state, notice, now);
    return notice?.about ?? '';
  });
}

it('A message says where it is the load balancer that lacks the new certificate', () => {
  const state = afterFailing(
    { ...due, failures: 1 },
    { code: NOT_HANDED_OVER, what: 'The load balancer did not get it.', why: 'No role.' },
    at(2),
    null,
  );
  const { title, lines } = messageFor({ install: 'study', about: 'failing', state });
  expect(title).toContain('the load balancer did not get the renewed certificate');
  expect(lines[0]).toContain('It still shows the one before');
  expect(lines[1]).toBe('The load balancer did not get it. No role.');
});

describe('a person is told', () => {
  it('nothing of one failure that passes', () => {
    expect(story([1, false], [2, true])).toEqual(['', '']);
  });

  it('once of failures in a row, and once that all is well', () => {
    expect(story([1, false], [2, false], [8, false], [32, false], [56, true], [80, true])).toEqual([
      '',
      'failing',
      '',
      '',
      'works-again',
      '',
    ]);
  });

  it('of each new fact once, the gravest first', () => {
    expect(story([1, false], [2, false], [179, false], [181, false], [182, false])).toEqual([
      '',
      'failing',
      '',
      'late',
      '',
    ]);
    expect(story([719, false], [721, false], [722, false])).toEqual(['late', 'ended', '']);
  });

  it('nothing of a certificate that is due again as soon as it is there', () => {
    const [from, until] = [at(0), new Date(at(0).getTime() + 60_000)];
    const short: InstallState = {
      ...due,
      certificate: { serial: 'CD34', until: until.toISOString() },
      due: { at: from.toISOString(), by: 'authority' },
    };
    const later = new Date(from.getTime() + 30_000);
    expect(noticeFor('study', afterConfirming(short, later), later)).toBeNull();
    expect(noticeFor('study', short, later)?.about).toBe('late');
  });

  it('again where the message could not be sent', () => {
    const failing = afterFailing(afterFailing(due, trouble, at(1), null), trouble, at(2), null);
    expect(noticeFor('study', failing, at(2))?.about).toBe('failing');
    expect(noticeFor('study', failing, at(3))?.about).toBe('failing');
  });
});

describe('the message', () => {
  const failing = afterFailing(afterFailing(due, trouble, at(1), null), trouble, at(2), null);
  const message = (state: InstallState, now: Date) => {
    const notice = noticeFor('study', state, now);
    if (!notice) throw new Error('There is nothing to tell.');
    return messageFor(notice);
  };

  it('says what happened, why, until when it works, and what to do', () => {
    const { title, lines, bad } = message(failing, at(2));
    expect(title).toBe('study.example.org: the certificate could not be renewed');
    expect(bad).toBe(true);
    const text = lines.join('\n');
    expect(text).toContain('until 31 Jan 2027, 00:00 UTC');
    expect(text).toContain('The authority is down.');
    expect(text).toContain('tries again after 1 Jan 2027, 08:00 UTC');
    expect(text).toContain('npx setup-server');
  });

  it('says that browsers warn, once it has ended', () => {
    expect(message(failing, at(721)).lines[0]).toBe('Browsers now warn everybody who visits.');
  });

  it('carries for programs what it is about', () => {
    expect(message(failing, at(2)).details).toEqual({
      ...{ install: 'study', name: 'study.example.org', until: at(720).toISOString() },
      ...{ failures: 2, code: 'acme.unreachable' },
    });
  });

  it('can be tried', () => {
    const { title, bad } = testMessage(['a.example.org', 'b.example.org']);
    expect(title).toBe('a.example.org, b.example.org: a test message from setup-server');
    expect(bad).toBe(false);
  });
});
