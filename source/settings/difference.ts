import type { EnvEntry } from '../apps/recipe.ts';
import type { Secret } from '../secrets/secret.ts';

/** One line of env.list that comes, changes or goes. */
export interface LineChange {
  readonly name: string;
  readonly does: 'add' | 'change' | 'remove';
  /** What it was and what it will be, for a value that may be seen; null for any other. */
  readonly values: { readonly from: string | null; readonly to: string } | null;
}

/**
 * From what lies there to what shall lie there, in the latter's order. A value may be seen where
 * the app's own questions ask for it openly, so that it is wanted as a plain text.
 */
export function difference(
  present: ReadonlyMap<string, Secret>,
  wanted: readonly EnvEntry[],
): LineChange[] {
  const names = wanted.map(({ name }) => name);
  const coming = wanted.flatMap(({ name, value }): LineChange[] => {
    const before = present.get(name);
    const open = typeof value === 'string';
    if (before === undefined)
      return [{ name, does: 'add', values: open ? { from: null, to: value } : null }];
    const same = typeof value === 'string' || 'reveal' in value ? before.equals(value) : false;
    if (same) return [];
    return [{ name, does: 'change', values: open ? { from: before.reveal(), to: value } : null }];
  });
  const going = [...present.keys()]
    .filter((name) => !names.includes(name))
    .map((name): LineChange => ({ name, does: 'remove', values: null }));
  return [...coming, ...going];
}

/** "Adds A=1, changes B from 1 to 2 and C, removes D."; '' where nothing changes. */
export function differenceText(changes: readonly LineChange[]): string {
  const parts = (['add', 'change', 'remove'] as const).flatMap((does) => {
    const those = changes.filter((each) => each.does === does).map(changeText);
    return those.length === 0 ? [] : [`${VERBS[does]} ${listed(those)}`];
  });
  const text = parts.join('; ');
  return text === '' ? '' : `${text[0]?.toUpperCase()}${text.slice(1)}.`;
}

const VERBS = { add: 'adds', change: 'changes', remove: 'removes' } as const;

function changeText({ name, does, values }: LineChange): string {
  if (values === null) return name;
  const { from, to } = values;
  return does === 'add' || from === null
    ? `${name} = ${shown(to)}`
    : `${name} from ${shown(from)} to ${shown(to)}`;
}

const LONGEST = 60;

function shown(value: string): string {
  if (value === '') return '(nothing)';
  return value.length > LONGEST ? `${value.slice(0, LONGEST)}…` : value;
}

function listed(words: readonly string[]): string {
  if (words.length < 2) return words.join('');
  return `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}
