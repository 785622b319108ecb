import type { Answers } from '../answers/answers.ts';
import type { FactsFromHere } from './facts-from-here.ts';
import type { HostFacts } from './host-facts.ts';

/**
 * Everything that can be looked at, by name, and what a look gives.
 * In `Facts`, absent = not looked at; null = looked, and it is not there.
 */
export interface FactTypes extends HostFacts, FactsFromHere {}

export type FactName = keyof FactTypes;

/** One thing to look at: on which host ('' is the person's own machine), which fact, of what. */
export interface Query<Name extends FactName = FactName> {
  readonly fact: Name;
  readonly host: string;
  readonly subject: string;
}

/** What is to be looked at, on which host ('' is here), and of what. */
export function query<Name extends FactName>(fact: Name, host: string, subject = ''): Query<Name> {
  return { fact, host, subject };
}

/** The one text that stands for a query, for maps and messages. */
export function keyOf({ host, fact, subject }: Query): string {
  return [host, fact, subject].join('\n');
}

/** Each query once, in the order in which they first came. */
export function distinct(queries: readonly Query[]): Query[] {
  return [...new Map(queries.map((each) => [keyOf(each), each])).values()];
}

/** One fact as it arrived. */
export interface Sighting<Name extends FactName = FactName> {
  readonly query: Query<Name>;
  readonly value: FactTypes[Name];
}

/** Whether it is of one of these facts. */
export function isOf<Name extends FactName>(
  sighting: Sighting,
  ...names: readonly Name[]
): sighting is Sighting<Name> {
  return names.some((name) => name === sighting.query.fact);
}

/** What has been looked at so far. Never changes; `with` gives a new one. */
export class Facts {
  readonly #seen: ReadonlyMap<string, Sighting>;

  constructor(sightings: Iterable<Sighting> = []) {
    this.#seen = new Map([...sightings].map((sighting) => [keyOf(sighting.query), sighting]));
  }

  get<Name extends FactName>(wanted: Query<Name>): FactTypes[Name] | undefined {
    return this.#seen.get(keyOf(wanted))?.value as FactTypes[Name] | undefined;
  }

  has(wanted: Query): boolean {
    return this.#seen.has(keyOf(wanted));
  }

  with(sightings: Iterable<Sighting>): Facts {
    return new Facts([...this.#seen.values(), ...sightings]);
  }

  /** Without what was seen on a host: after it was replaced, or another one was chosen. */
  without(host: string): Facts {
    return new Facts([...this.#seen.values()].filter(({ query: seen }) => seen.host !== host));
  }

  /** Without one fact, of whatever: what it was seen with has changed. */
  withoutFact(name: FactName): Facts {
    return new Facts([...this.#seen.values()].filter(({ query: seen }) => seen.fact !== name));
  }

  sightings(): Sighting[] {
    return [...this.#seen.values()];
  }
}

/**
 * How facts are got. Yields each as it arrives; a fact that cannot be had is an ExpectedError. The
 * answers are for what only credentials open; a query itself never holds one.
 */
export type Look = (
  queries: readonly Query[],
  signal: AbortSignal,
  answers?: Answers,
) => AsyncIterable<Sighting>;
