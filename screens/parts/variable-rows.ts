import { parseEnvFile, problemWithValue } from '../../source/containers/env-file.ts';

/** A variable in the list that is being edited. */
export interface VariableRow {
  readonly name: string;
  /** Null: it is to be removed. */
  readonly value: string | null;
  /** What it was when the list came up; null for a new one. */
  readonly was: string | null;
}

export type VariableRows = readonly VariableRow[];

/** The rows of a text as it is, beside the one with which the editing began. */
export function rowsOf(text: string, began: string): VariableRows {
  const now = parseEnvFile(text).entries;
  const before = parseEnvFile(began).entries;
  const names = [...new Set([...before.keys(), ...now.keys()])];
  return names.map((name) => ({
    name,
    value: now.get(name) ?? null,
    was: before.get(name) ?? null,
  }));
}

/** The text of a list as it is now. */
export function textOfRows(rows: VariableRows): string {
  return rows.map(({ name, value }) => (value === null ? '' : `${name}=${value}\n`)).join('');
}

/** How a row differs from what it was. */
export function changeOf({ value, was }: VariableRow): 'same' | 'added' | 'changed' | 'removed' {
  if (value === null) return 'removed';
  if (was === null) return 'added';
  return value === was ? 'same' : 'changed';
}

export type Edited = { readonly rows: VariableRows } | { readonly problem: string };

/** With another value for a name, which may be new. */
export function withValue(rows: VariableRows, name: string, value: string): Edited {
  const problem = problemWithValue(name, value);
  if (problem !== undefined) return { problem };
  const known = rows.some((row) => row.name === name);
  return {
    rows: known
      ? rows.map((row) => (row.name === name ? { ...row, value } : row))
      : [...rows, { name, value, was: null }],
  };
}

/** With the variables in a text that was typed or pasted: `NAME=value`, one a line. */
export function withLines(rows: VariableRows, text: string): Edited {
  const { entries, problems } = parseEnvFile(text);
  const [wrong] = problems.filter(({ stops }) => stops);
  if (wrong) return { problem: wrong.text };
  let edited: Edited = { rows };
  for (const [name, value] of entries) {
    if ('problem' in edited) break;
    edited = withValue(edited.rows, name, value);
  }
  return edited;
}

/** Removes it, or brings it back as it was; a new one goes altogether. */
export function toggled(rows: VariableRows, name: string): VariableRows {
  return rows.flatMap((row) => {
    if (row.name !== name) return [row];
    if (row.value === null) return [{ ...row, value: row.was }];
    return row.was === null ? [] : [{ ...row, value: null }];
  });
}
