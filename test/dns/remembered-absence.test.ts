import { expect, it } from 'vitest';
import { notSeenBefore } from '../../source/dns/remembered-absence.ts';
import type { NameFact } from '../../source/facts/outside.ts';

const named = (absentUntil?: string) => ({
  name: 'study.example.org',
  fact: { ...({} as NameFact), ...(absentUntil === undefined ? {} : { absentUntil }) },
});

it('says until when a name that was asked for too early stays unseen', () => {
  expect(
    notSeenBefore([named('2026-11-21T13:27:01Z'), named('2026-11-21T12:00:00Z')], 'Europe/Berlin'),
  ).toEqual(['Networks that looked for it too early may not see it before 14:30.']);
});

it('says nothing where nobody remembers anything', () => {
  expect(notSeenBefore([named(), named()])).toEqual([]);
});
