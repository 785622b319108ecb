import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { jsonLine } from '../../source/output/json.ts';
import { ENDINGS, type Message } from '../../source/output/message.ts';
import { Secret } from '../../source/secrets/secret.ts';
import { withoutSecretsIn } from '../../source/secrets/secrets-in.ts';
import { MESSAGES } from './messages.ts';

const NOW = new Date('2026-11-21T10:00:00Z');
const messages = Object.values(MESSAGES) as readonly Message[];

/** The fields that `docs/json.md` has in the table below each heading, as `type.field`. */
async function documented(): Promise<Map<string, string>> {
  const text = await readFile(new URL('../../docs/json.md', import.meta.url), 'utf8');
  const fields = new Map<string, string>();
  let heading = '';
  for (const line of text.split('\n')) {
    heading = /^### `(.+)`$/.exec(line)?.[1] ?? heading;
    const [, field, kind] = /^\| `([^`]+)` +\| ([^|]+?) +\|/.exec(line) ?? [];
    if (field && kind) fields.set(`${heading}.${field}`, kind);
  }
  return fields;
}

test('Each line is one JSON object with its type and time first', () => {
  for (const message of messages) {
    const line = jsonLine(message, NOW);
    expect(line.indexOf('\n')).toBe(line.length - 1);
    expect(Object.keys(JSON.parse(line)).slice(0, 2)).toEqual(['type', 'time']);
    expect(JSON.parse(line)).toMatchObject({
      type: message.type,
      time: '2026-11-21T10:00:00.000Z',
    });
  }
});

test('docs/json.md has every field of every message, and no other', async () => {
  const real = messages.flatMap((message) => fieldsOf(message.type, parsed(message)));
  const listed = [...(await documented()).keys()];
  expect([...new Set(real)].sort()).toEqual(listed.sort());
});

test('docs/json.md names the kind of every field rightly', async () => {
  const kinds = await documented();
  for (const message of messages) checkKinds(message.type, parsed(message), kinds);
  expect.hasAssertions();
});

test('docs/json.md names every way to end', async () => {
  const kind = (await documented()).get('end.ending');
  expect(kind).toBe(ENDINGS.map((ending) => `\`${ending}\``).join(', '));
});

test('A cause, which is another program’s error, is left out', () => {
  expect(jsonLine(MESSAGES.trouble, NOW)).not.toContain('cause');
  expect(jsonLine(MESSAGES.failed, NOW)).not.toContain('cause');
});

test('A secret that another program repeats is hidden in every text', () => {
  const secret = new Secret('hunter2 "quoted"\n');
  const line = 'login with hunter2 "quoted"\n failed';
  const clean = withoutSecretsIn(
    {
      ...MESSAGES.failed,
      trouble: { code: 'x', what: line, next: [line], detail: line },
    } satisfies Message,
    [secret],
  );
  expect(jsonLine(clean, NOW)).not.toContain('hunter2');
  expect(clean.trouble.what).toBe('login with [secret] failed');
});

function parsed(message: Message): Record<string, unknown> {
  return JSON.parse(jsonLine(message, NOW));
}

/** `problems.problems[].id` for what is inside lists; type and time are the same everywhere. */
function fieldsOf(path: string, value: object): string[] {
  return Object.entries(value).flatMap(([key, each]) => {
    if (key === 'type' || key === 'time') return [];
    const here = `${path}.${key}`;
    const [first] = Array.isArray(each) ? each : [];
    if (Array.isArray(each))
      return [here, ...(isObject(first) ? each.flatMap((one) => fieldsOf(`${here}[]`, one)) : [])];
    return [here, ...(isObject(each) ? fieldsOf(here, each) : [])];
  });
}

function checkKinds(path: string, value: object, kinds: ReadonlyMap<string, string>): void {
  for (const [key, each] of Object.entries(value)) {
    if (key === 'type' || key === 'time') continue;
    const here = `${path}.${key}`;
    expect(`${here}: ${kinds.get(here)}`).toMatch(new RegExp(`: .*${kindOf(each)}`));
    if (Array.isArray(each))
      for (const one of each) if (isObject(one)) checkKinds(`${here}[]`, one, kinds);
    if (isObject(each) && !Array.isArray(each)) checkKinds(here, each, kinds);
  }
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'list';
  if (typeof value === 'string') return `(text|\`${value}\`)`;
  return typeof value === 'boolean' ? 'true or false' : typeof value;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
