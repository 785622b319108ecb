import { describe, expect, it } from 'vitest';
import { renewalFinding, renewalProbe } from '../../source/facts/certificates/renewal.ts';
import { sealedFileProbe } from '../../source/facts/files/sealed-file.ts';
import { afterFailing } from '../../source/renewal/outcome.ts';
import { freshState, type InstallState, stateText } from '../../source/renewal/state.ts';
import type { Secret } from '../../source/secrets/secret.ts';

const NOW = new Date('2027-01-10T12:00:00Z');
const asked = { before: NOW.getTime() / 1000, after: NOW.getTime() / 1000 };
const well: InstallState = {
  ...freshState('study.example.org'),
  certificate: { serial: 'AB12', until: '2027-03-01T00:00:00.000Z' },
  due: { at: '2027-02-01T00:00:00.000Z', by: 'lifetime' },
};
const trouble = { code: 'acme.unreachable', what: 'The authority is down.' };
const failing = afterFailing(afterFailing(well, trouble, NOW, null), trouble, NOW, null);

function seen(state: InstallState, timer = 'active enabled', lookedAt = NOW.toISOString()) {
  const text = stateText({ lookedAt, installs: { study: state } });
  const tested = '{"of":"abc","ok":false,"says":"Nobody\\u0007 answers."}\n';
  const stdout = `timer ${timer}\n--tested\n${tested}--state\n${text}`;
  return renewalProbe.parse({ code: 0, stdout }, '', asked);
}

describe('the renewal on a server', () => {
  it('is read from its timer, its state and its last test message', () => {
    expect(seen(well)).toEqual({
      lookedAt: NOW.toISOString(),
      installs: { study: well },
      timer: 'active',
      seenAt: NOW.toISOString(),
      tested: { of: 'abc', ok: false, says: 'Nobody answers.' },
    });
    expect(renewalProbe.parse({ code: 90, stdout: '' }, '', asked)).toBeNull();
    const fresh = renewalProbe.parse({ code: 0, stdout: '--tested\n--state\n' }, '', asked);
    expect(fresh).toMatchObject({ timer: 'inactive', installs: {}, tested: null });
  });

  it.each<[string, InstallState, string, string]>([
    ['not enabled', well, 'active disabled', 'Nothing starts the renewal of certificates'],
    ['stopped', well, 'inactive enabled', 'Nothing starts the renewal of certificates'],
    [
      'failing',
      failing,
      'active enabled',
      'The certificate of study.example.org could not be renewed',
    ],
  ])('is a warning where it is %s', (_, state, timer, text) => {
    expect(renewalFinding(seen(state, timer))).toMatchObject({ status: 'warning', text });
  });

  it('is a warning where it is late, or has not looked for days', () => {
    const late = { ...well, due: { at: '2026-12-20T00:00:00.000Z', by: 'lifetime' as const } };
    expect(renewalFinding(seen(late))?.text).toContain('should have been renewed by now');
    const silent = renewalFinding(seen(well, 'active enabled', '2027-01-07T00:00:00.000Z'));
    expect(silent).toMatchObject({ status: 'warning', note: 'last on 2027-01-07' });
  });

  it('stops what it serves once the certificate has ended', () => {
    const certificate = { serial: 'AB12', until: '2027-01-09T00:00:00.000Z' };
    const found = renewalFinding(seen({ ...failing, certificate }));
    expect(found).toMatchObject({ status: 'stops' });
    expect(found?.note).toContain('The authority is down.');
  });

  it('is good where all is well, and says when the next is due', () => {
    const found = renewalFinding(seen(well));
    expect(found).toMatchObject({ status: 'good', note: 'next on 2027-02-01' });
    expect(renewalFinding(null)).toBeUndefined();
  });
});

it('a file with secrets is read with its mode; what is not ours counts as missing', () => {
  const read = (stdout: string, code = 0) =>
    sealedFileProbe.parse({ code, stdout }, '/file', asked);
  const found = read('600\n{"url": {"secret": "hush"}}\n');
  expect(found?.mode).toBe('600');
  const { url } = (found?.value ?? {}) as { url: Secret };
  expect(url.reveal()).toBe('hush');
  expect(JSON.stringify(found)).not.toContain('hush');
  expect(read('600\nnot JSON\n')).toBeNull();
  expect(read('', 90)).toBeNull();
  expect(() => read('', 1)).toThrow();
});
