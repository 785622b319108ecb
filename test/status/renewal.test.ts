import { describe, expect, it } from 'vitest';
import { Facts, query } from '../../source/facts/facts.ts';
import type { CertificateFact } from '../../source/facts/objects.ts';
import { renewalLine } from '../../source/output/renewal-line.ts';
import { authorityFile, certificateFile } from '../../source/paths.ts';
import { freshState } from '../../source/renewal/state.ts';
import { dueOf } from '../../source/status/due.ts';
import { renewalReceipt } from '../../source/status/renewal-receipt.ts';
import { renewalSteps } from '../../source/status/renewal-steps.ts';
import { type Case, wishFor } from '../../source/status/renewal-wish.ts';
import { authorityText } from '../../source/steps/certificate-obtain.ts';
import { sha256 } from '../../source/text/sha256.ts';
import { goal, HOST, steps } from '../core/example-goal.ts';

const NOW = new Date('2026-11-21T12:00:00Z');
const CERTIFICATE: CertificateFact = {
  names: ['study.example.org'],
  from: '2026-11-01T00:00:00.000Z',
  until: '2027-01-30T00:00:00.000Z',
  issuer: 'R10',
  keyFits: true,
};
const OLD = { ...CERTIFICATE, from: '2026-09-01T00:00:00.000Z', until: '2026-11-30T00:00:00.000Z' };

const seen = (certificate: CertificateFact): Facts =>
  new Facts([
    { query: query('certificate', HOST, certificateFile('study')), value: certificate },
    {
      query: query('file', HOST, authorityFile('study')),
      value: { sha256: sha256(authorityText(goal.certificate.directory)), mode: '644', owner: '' },
    },
  ]);

const caseOf = (changes: Partial<Case> = {}): Case => {
  const { certificate = CERTIFICATE } = changes;
  return {
    install: 'study',
    names: ['study.example.org'],
    certificate,
    due: certificate && dueOf(HOST, 'study', certificate, undefined, NOW),
    obstacle: null,
    canRehearse: true,
    ...changes,
  };
};

describe('when a certificate is due', () => {
  it('is when a third of its life is left, or somewhat before', () => {
    const { at, by, due } = dueOf(HOST, 'study', CERTIFICATE, undefined, NOW);
    expect([by, due]).toEqual(['lifetime', false]);
    expect(at.getTime()).toBeLessThanOrEqual(Date.parse('2026-12-31T00:00:00Z'));
    expect(at.getTime()).toBeGreaterThan(Date.parse('2026-12-27T00:00:00Z'));
    expect(dueOf(HOST, 'study', OLD, undefined, NOW).due).toBe(true);
  });

  it('is what the authority suggested for it, and not for one before', () => {
    const due = { at: '2026-11-20T00:00:00.000Z', by: 'authority' } as const;
    const told = (until: string) => ({
      ...freshState('study.example.org'),
      certificate: { serial: '1', until },
      due,
    });
    expect(dueOf(HOST, 'study', CERTIFICATE, told(CERTIFICATE.until), NOW)).toEqual({
      at: new Date(due.at),
      by: 'authority',
      due: true,
    });
    expect(dueOf(HOST, 'study', CERTIFICATE, told(OLD.until), NOW).by).toBe('lifetime');
  });
});

describe('what is done about a certificate', () => {
  const RENEW = { force: false, rehearse: false };

  it.each<[string, Partial<Case>, Partial<typeof RENEW>, string, string]>([
    ['is good', {}, {}, 'wait', ''],
    ['is good, by force', {}, { force: true }, 'renew', 'You asked for it.'],
    ['is due', { certificate: OLD }, {}, 'renew', ''],
    ['is not there', { certificate: null, due: null }, {}, 'renew', 'There is no certificate.'],
    [
      'names another',
      { names: ['study.example.org', 'www.example.org'] },
      {},
      'renew',
      'The certificate does not name www.example.org.',
    ],
    [
      'has another key',
      { certificate: { ...CERTIFICATE, keyFits: false } },
      {},
      'renew',
      'The certificate and its key do not belong together.',
    ],
    ['is rehearsed', {}, { rehearse: true }, 'rehearse', ''],
    [
      'cannot be rehearsed',
      { canRehearse: false },
      { rehearse: true },
      'impossible',
      'Its certificate authority has no practice address to rehearse at.',
    ],
    [
      'is not ours',
      { obstacle: 'It is their own.' },
      { force: true },
      'impossible',
      'It is their own.',
    ],
  ])('that %s', (_, changes, wishes, does, why) => {
    const wish = wishFor(caseOf(changes), { ...RENEW, ...wishes });
    expect([wish.does, wish.why]).toEqual([does, why]);
    expect(renewalLine(wish)).toMatch(/^study\.example\.org \(study\): /);
  });

  it('is said with when and why', () => {
    expect(renewalLine(wishFor(caseOf(), RENEW))).toMatch(
      /^study.example.org \(study\): nothing to do. It ends on 30 Jan 2027, and is to be renewed on \d+ Dec 2026, when /,
    );
    expect(renewalLine(wishFor(caseOf({ certificate: OLD }), RENEW))).toMatch(
      /: to be renewed. It ends on 30 Nov 2026, and was to be renewed from \d+ Oct 2026 on, when /,
    );
  });
});

describe('the steps of a renewal', () => {
  const wished = (changes: Partial<Case>, force = false, rehearse = false) => {
    const { certificate = CERTIFICATE } = changes;
    const at = { before: certificate?.from ?? null, stamp: 'study-1' };
    return renewalSteps(steps, goal, wishFor(caseOf(changes), { force, rehearse }), at);
  };

  it('are those that get it and take it up, and need no other', () => {
    const renewal = wished({}, true);
    expect(renewal.map(({ id, needs }) => [id, needs])).toEqual([
      ['certificate.obtain', []],
      ['site.open', ['certificate.obtain']],
    ]);
  });

  it('hold only once another certificate is there', () => {
    const [obtain] = wished({}, true);
    expect(obtain?.check(seen(CERTIFICATE)).holds).toBe(false);
    expect(obtain?.check(seen({ ...CERTIFICATE, from: '2026-11-21T12:00:00.000Z' })).holds).toBe(
      true,
    );
    const [due] = wished({ certificate: OLD });
    expect(due?.check(seen(OLD)).holds).toBe(false);
    expect(due?.check(seen(CERTIFICATE)).holds).toBe(true);
  });

  it('ask the authority itself at once: what worked needs no rehearsal', () => {
    const actions = wished({}, true)[0]?.actions(seen(CERTIFICATE));
    expect(actions).toMatchObject([
      {
        do: 'certificate',
        order: {
          directory: goal.certificate.directory,
          rehearsal: null,
          folder: '/etc/setup-server/front/certificates/study',
        },
      },
    ]);
  });

  it('rehearse at the practice address, into a folder that nobody serves', () => {
    const [rehearse, ...others] = wished({}, false, true);
    expect(others).toEqual([]);
    expect(rehearse?.actions(seen(CERTIFICATE))).toMatchObject([
      { do: 'run' },
      {
        do: 'certificate',
        order: {
          directory: goal.certificate.rehearsal,
          rehearsal: null,
          folder: '/run/setup-server/rehearsal/study-1',
          accounts: '/run/setup-server/rehearsal/study-1/accounts',
        },
      },
    ]);
    expect(rehearse?.check(seen(CERTIFICATE)).holds).toBe(false);
  });

  it('are none where nothing is due', () => {
    expect(wished({})).toEqual([]);
  });
});

describe('the receipt of a renewal', () => {
  it.each([
    [true, false, 'study.example.org has a new certificate, until 30 Jan 2027'],
    [false, true, 'The rehearsal went well: the certificate of study.example.org can be renewed'],
    [false, false, 'The certificate of study.example.org need not be renewed yet'],
  ])('says what stands now (force %s, rehearsed %s)', (force, rehearse, headline) => {
    const wish = wishFor(caseOf(), { force, rehearse });
    const next = dueOf(HOST, 'study', CERTIFICATE, undefined, NOW);
    const receipt = renewalReceipt(goal, wish, CERTIFICATE, next);
    expect(receipt.headline).toBe(headline);
    expect(receipt.lines.map(({ text }) => text).join(' ')).toContain('30 Jan 2027');
  });
});
