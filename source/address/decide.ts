import type { PublicAddresses } from '../dns/judge-name.ts';
import type { Trouble } from '../expected-error.ts';
import type { FollowedNames } from './state.ts';

const MINUTE = 60 * 1000;
/** So often the provider is asked whether the names are still as they should be. */
const CHECKS_MINUTES = 6 * 60;
/** After so many failures in a row. Providers take offence at more. */
const WAITS_MINUTES = [5, 15, 60];
const MOST_WAIT_MINUTES = 60;
/** A failure by itself may pass: a provider that restarts, a line that is dialled anew. */
const PATIENCE = 1;

export type Decision =
  | { readonly do: 'set'; readonly why: string }
  | { readonly do: 'wait'; readonly why: string };

/** Whether the provider is to be asked now; `found` is where the world reaches the server. */
export function decideAddress(
  { set, names, notBefore, failures }: FollowedNames,
  wanted: readonly string[],
  found: PublicAddresses,
  now: Date,
  forced = false,
): Decision {
  const reason = reasonFor();
  if (forced) return { do: 'set', why: reason ?? 'It was asked for.' };
  if (reason === undefined) return { do: 'wait', why: `Still ${inWords(found)}.` };
  const wait = Date.parse(notBefore ?? '') - now.getTime();
  // What is further off was noted while the clock was ahead.
  if (wait > 0 && wait <= MOST_WAIT_MINUTES * MINUTE) {
    return { do: 'wait', why: `${reason} The last try failed; the next is after ${notBefore}.` };
  }
  return { do: 'set', why: reason };

  function reasonFor(): string | undefined {
    if (set === null || !same(names, wanted)) return `The address is ${inWords(found)}.`;
    if (!same(set.v4, found.v4) || !same(set.v6, found.v6))
      return `The address changed from ${inWords(set)} to ${inWords(found)}.`;
    if (failures > 0) return 'The last try failed.';
    const checked = now.getTime() - Date.parse(set.checkedAt);
    return checked >= CHECKS_MINUTES * MINUTE || checked < -MINUTE
      ? 'It is time to look at the records.'
      : undefined;
  }
}

/** The names lead to these addresses, as the provider has it. */
export function afterSetting(
  state: FollowedNames,
  names: readonly string[],
  { v4, v6 }: PublicAddresses,
  now: Date,
): FollowedNames {
  const at = now.toISOString();
  const { set } = state;
  const before = set && same(set.v4, v4) && same(set.v6, v6) ? set.since : at;
  return {
    ...state,
    ...{ names, trouble: null, failures: 0, notBefore: null },
    set: { v4, v6, since: before, checkedAt: at },
  };
}

/** `asked`: whether it was the provider who refused; whoever only learns an address bothers nobody. */
export function afterNotSetting(
  state: FollowedNames,
  { code, what, why }: Trouble,
  now: Date,
  asked: boolean,
): FollowedNames {
  const failures = state.failures + 1;
  const minutes = WAITS_MINUTES[failures - 1] ?? MOST_WAIT_MINUTES;
  const until = new Date(now.getTime() + minutes * MINUTE).toISOString();
  const says = [what, why].filter(Boolean).join(' ');
  return {
    ...state,
    trouble: { code, says, at: now.toISOString() },
    failures,
    notBefore: asked ? until : null,
  };
}

/** What a person is to be told now, if anything. */
export function newsOf({ failures, told }: FollowedNames): 'failing' | 'works-again' | null {
  if (failures > PATIENCE) return told ? null : 'failing';
  return told && failures === 0 ? 'works-again' : null;
}

/** Whether it fails for longer than passes by itself. */
export function isFailing({ failures }: FollowedNames): boolean {
  return failures > PATIENCE;
}

function inWords({ v4, v6 }: PublicAddresses): string {
  return [...v4, ...v6].join(' and ') || 'none';
}

function same(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((each) => other.includes(each));
}
