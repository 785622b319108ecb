import { describe, expect, it } from 'vitest';
import { Facts } from '../../source/facts/facts.ts';
import { REMEMBERED } from '../../source/hosts/remembered.ts';
import { offerRenewal } from '../../source/output/offer-renewal.ts';
import { endingCertificates, endingWords } from '../../source/status/ending-certificates.ts';

const NOW = '2026-11-21T12:00:00Z';

function remembering(untils: Readonly<Record<string, string | undefined>>): Facts {
  const hosts = Object.entries(untils).map(([name, until], at) => ({
    address: `ssh://root@203.0.113.${at}`,
    installs: [{ install: `app${at}`, app: 'App', names: [name], ...(until && { until }) }],
    lastUsed: '2026-10-01T00:00:00Z',
  }));
  return new Facts([{ query: REMEMBERED, value: { hosts, at: NOW } }]);
}

describe('certificates that end soon, as far as this computer knows', () => {
  it.each([
    ['2026-11-21T11:59:59Z', 'The certificate of a.example ended on 21 Nov 2026.'],
    ['2026-11-21T12:00:01Z', 'The certificate of a.example ends today (21 Nov 2026).'],
    ['2026-11-22T12:00:01Z', 'The certificate of a.example ends tomorrow (22 Nov 2026).'],
    ['2026-12-11T11:59:59Z', 'The certificate of a.example ends in 19 days (11 Dec 2026).'],
    ['2026-12-11T12:00:00Z', undefined],
    [undefined, undefined],
  ])('says of one until %s: %s', (until, words) => {
    const [ending] = endingCertificates(remembering({ 'a.example': until }));
    if (words === undefined) expect(ending).toBeUndefined();
    else expect(ending && endingWords(ending)).toContain(words);
  });

  it('names the most urgent one first', () => {
    const facts = remembering({
      'later.example': '2026-12-01T00:00:00Z',
      'fine.example': '2027-02-01T00:00:00Z',
      'first.example': '2026-11-01T00:00:00Z',
    });
    expect(endingCertificates(facts)).toMatchObject([
      { name: 'first.example', host: 'ssh://root@203.0.113.2', install: 'app2', daysLeft: -21 },
      { name: 'later.example' },
    ]);
    expect(endingCertificates(new Facts())).toEqual([]);
  });

  it.each([
    ['1', 'first.example'],
    ['2', 'second.example'],
    ['3', null],
  ])('can be renewed at once by those who read lines: %s', async (typed, wanted) => {
    const said: string[] = [];
    const endings = endingCertificates(
      remembering({ 'first.example': '2026-11-01', 'second.example': '2026-11-30' }),
    );
    const lines = { say: (line: string) => void said.push(line), ask: async () => typed };
    const chosen = await offerRenewal(endings, lines, new AbortController().signal);
    expect(said[0]).toContain('Warning: The certificate of first.example ended');
    if (wanted === null) expect(chosen).toBeNull();
    else expect(chosen).toMatchObject({ name: wanted });
  });

  it('asks nothing where none ends', async () => {
    const never = () => expect.fail('It said something.');
    const signal = new AbortController().signal;
    expect(await offerRenewal([], { say: never, ask: never }, signal)).toBeNull();
  });
});
