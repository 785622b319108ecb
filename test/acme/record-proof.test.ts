import { describe, expect, test } from 'vitest';
import { showEverywhere, type TextLook } from '../../source/edges/acme/look-at-text.ts';
import { challengeName, type RecordProof, roundsOf } from '../../source/edges/acme/record-proof.ts';
import { readProblem } from '../../source/edges/acme/refusal.ts';
import { notShown, troubleOfRecord } from '../../source/edges/acme/refused-record.ts';

const look = (...texts: (readonly string[] | null)[]): TextLook => ({
  at: '_acme-challenge.lab.example.org',
  zone: 'example.org',
  servers: texts.map((each, index) => ({ address: `192.0.2.${index + 2}`, texts: each })),
});

describe('where a name is proved', () => {
  test.each([
    ['study.example.org', '_acme-challenge.study.example.org'],
    ['*.example.org', '_acme-challenge.example.org'],
  ])('%s: %s', (name, at) => {
    expect(challengeName(name)).toBe(at);
  });
});

describe('proofs at one name where only one text can stand', () => {
  const proof = (name: string) => ({ name, at: challengeName(name) }) as RecordProof;
  const proofs = ['*.a.org', 'a.org', 'b.org'].map(proof);

  test('come one after the other', () => {
    const rounds = roundsOf(proofs, false).map((round) => round.map(({ name }) => name));
    expect(rounds).toEqual([['*.a.org', 'b.org'], ['a.org']]);
  });

  test('come together everywhere else', () => {
    expect(roundsOf(proofs, true)).toEqual([proofs]);
  });
});

describe('a text is shown everywhere', () => {
  test.each([
    ['all have it', look(['other', 'v'], ['v']), true],
    ['one is behind', look(['v'], ['other']), false],
    ['one does not answer', look(['v'], null), true],
    ['none answers', look(null, null), false],
    ['none is known', look(), false],
  ])('%s: %#', (_title, seen, shown) => {
    expect(showEverywhere(seen, 'v')).toBe(shown);
  });
});

describe('a proof by DNS that failed', () => {
  const refused = (type: string, detail: string, seen = look(['v'])) =>
    troubleOfRecord({
      authority: "Let's Encrypt",
      name: '*.lab.example.org',
      problem: readProblem({ type: `urn:ietf:params:acme:error:${type}`, detail }),
      value: 'v',
      look: seen,
      others: ['b.example.org'],
    });

  test('is told with the place, and with what is seen from here', () => {
    const detail = 'Incorrect TXT record "old" found at _acme-challenge.lab.example.org';
    expect(refused('unauthorized', detail)).toEqual({
      code: 'acme.unauthorized',
      what: "Let's Encrypt did not find the proof of *.lab.example.org in the DNS.",
      why: 'The TXT record at _acme-challenge.lab.example.org was looked for. All of its name servers show the right one to this computer, so the authority remembers an earlier answer, or asked a server that was behind. The same goes for b.example.org.',
      next: [
        'Check again in some minutes.',
        'Remove TXT records at _acme-challenge.lab.example.org that are left from earlier tries.',
      ],
      detail: `*.lab.example.org: unauthorized: ${detail}`,
    });
    expect(refused('unauthorized', detail, look(['v'], [])).why).toContain(
      'Not all of its name servers show it.',
    );
  });

  test('because the zone is broken names the zone', () => {
    const detail = 'DNS problem: SERVFAIL looking up TXT for _acme-challenge.lab.example.org';
    expect(refused('dns', detail).why).toContain('The name servers of example.org answered');
  });

  test('because of CAA is told as CAA', () => {
    expect(refused('caa', 'CAA record prevents issuance')).toMatchObject({
      code: 'acme.caa',
      what: "The domain of *.lab.example.org does not allow certificates from Let's Encrypt.",
    });
  });

  test('before the CA was asked names the servers that are behind', () => {
    expect(notShown('v', look(['v'], [], null), 600)).toMatchObject({
      code: 'acme.record-not-shown',
      why: 'The TXT record at _acme-challenge.lab.example.org was set 10 minutes ago; 192.0.2.3 still does not show it. The authority was not asked to look.',
      passing: true,
    });
  });
});
