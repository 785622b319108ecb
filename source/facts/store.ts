import type { Finding } from './finding.ts';

/** Storage at a cloud company that can be used. Any other is an ExpectedError of the look. */
export interface StoreFact {
  /** As it is called within a sentence: `the bucket forms`. */
  readonly name: string;
  /** Whether the server itself tried it, or this computer for want of a program there. */
  readonly from: 'server' | 'here';
  /** Names of what lies there already, a few of them. */
  readonly holds: readonly string[];
}

export function storeFinding({ name, from, holds }: StoreFact): Finding {
  const text = `${name[0]?.toUpperCase()}${name.slice(1)} can be read and written`;
  const tried = from === 'here' ? 'tried from this computer' : 'tried from the server';
  const note = holds.length === 0 ? `${tried}; it is empty` : `${tried}; it holds ${some(holds)}`;
  return { status: 'good', text, note };
}

function some(names: readonly string[]): string {
  const shown = names.slice(0, 2).join(', ');
  return names.length > 2 ? `${shown} and more` : shown;
}
