import type { Secret } from '../../secrets/secret.ts';

/** A compose file of the person's own computer, read and filled in; what it asks for is for the app to say. */
export interface ComposeFact {
  readonly is: 'compose';
  /** The folder that its paths are meant from. */
  readonly folder: string;
  /** A `ComposeText` as JSON: its variables may be passwords. */
  readonly content: Secret;
}

export interface ComposeText {
  readonly document: unknown;
  /** The texts of the env files that it names, by the path as it stands there. */
  readonly envFiles: Readonly<Record<string, string>>;
  /** Variables that it uses and that are set nowhere. */
  readonly unset: readonly string[];
}

/** A value in which every `${VARIABLE}` is filled in, as Compose does it (docs.docker.com/reference/compose-file/interpolation). */
export function filledIn(
  value: unknown,
  variables: ReadonlyMap<string, string>,
  unset: Set<string>,
): unknown {
  if (typeof value === 'string') return fill(value, variables, unset);
  if (Array.isArray(value)) return value.map((each) => filledIn(each, variables, unset));
  if (value === null || typeof value !== 'object') return value;
  const entries = Object.entries(value).map(([key, each]) => [
    key,
    filledIn(each, variables, unset),
  ]);
  return Object.fromEntries(entries);
}

const VARIABLE = /\$(?:\$|([A-Za-z_]\w*)|\{([A-Za-z_]\w*)(?:(:?[-+?])((?:[^{}]|\{[^{}]*\})*))?\})/g;

function fill(text: string, variables: ReadonlyMap<string, string>, unset: Set<string>): string {
  return text.replace(VARIABLE, (whole, plain, braced, operator = '', other = '') => {
    if (whole === '$$') return '$';
    const name: string = plain ?? braced;
    const value = variables.get(name);
    const there = value !== undefined && (value !== '' || !operator.startsWith(':'));
    if (operator.endsWith('+')) return there ? fill(other, variables, unset) : '';
    if (there) return value;
    if (operator.endsWith('-')) return fill(other, variables, unset);
    unset.add(name);
    return value ?? '';
  });
}

/** The variables of the file `.env` beside it: quotes are taken off, comments left out. */
export function dotEnv(text: string): Map<string, string> {
  const variables = new Map<string, string>();
  for (const line of text.split(/\r?\n/)) {
    const [, name, raw = ''] = /^\s*(?:export\s+)?([A-Za-z_]\w*)\s*=\s*(.*?)\s*$/.exec(line) ?? [];
    if (name === undefined) continue;
    const [, quoted] = /^(?:'([^']*)'|"(?:[^"\\]|\\.)*")/.exec(raw) ?? [];
    if (quoted !== undefined) variables.set(name, quoted);
    else if (raw.startsWith('"')) variables.set(name, unescaped(raw));
    else variables.set(name, raw.replace(/\s+#.*$/, ''));
  }
  return variables;
}

function unescaped(raw: string): string {
  const [, inner = ''] = /^"((?:[^"\\]|\\.)*)"/.exec(raw) ?? [];
  return inner.replace(/\\(.)/g, (_, char) => (char === 'n' ? '\n' : char));
}
