import type { NameFact } from '../../source/facts/outside.ts';

/** A name of example.org that leads nowhere yet, but for what is given. */
export function nameFact(given: Partial<NameFact> = {}): NameFact {
  return {
    a: [],
    aaaa: [],
    zone: 'example.org',
    servers: ['ns1.example.org'],
    agreed: true,
    problem: null,
    ...given,
  };
}
