import {
  type FactName,
  Facts,
  type FactTypes,
  query,
  type Sighting,
} from '../../source/facts/facts.ts';
import type { Finding, Needs } from '../../source/facts/finding.ts';
import { finding, type Surroundings } from '../../source/facts/findings.ts';

const needs = { app: 'JATOS', memoryMB: 2048, diskMB: 10_240 };

/** A finding as one line: `·` is quiet, and `~` a warning that waits for no key. */
export function say<Name extends FactName>(
  fact: Name,
  value: FactTypes[Name],
  subject = '',
  surroundings?: Surroundings,
  changed?: Partial<Needs>,
): string | undefined {
  const found = judge(fact, value, subject, surroundings, changed);
  return found && line(found);
}

export function judge<Name extends FactName>(
  fact: Name,
  value: FactTypes[Name],
  subject = '',
  surroundings?: Surroundings,
  changed: Partial<Needs> = {},
): Finding | undefined {
  const wanted = { ...needs, ...changed };
  return finding({ query: query(fact, 'h', subject), value }, wanted, surroundings);
}

/** What else was seen of the same host. */
export function besides(seen: { readonly [Name in FactName]?: FactTypes[Name] }): Surroundings {
  const sightings = Object.entries(seen).map(
    ([fact, value]) => ({ query: query(fact as FactName, 'h'), value }) as Sighting,
  );
  return { seen: new Facts(sightings) };
}

const line = ({ status, text, note, quiet, aside }: Finding) => {
  const sign = quiet ? '·' : aside ? '~' : { good: '✓', warning: '!', stops: '✗' }[status];
  return `${sign} ${text}${note ? ` | ${note}` : ''}`;
};
