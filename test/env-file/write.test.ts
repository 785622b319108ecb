import { describe, expect, test } from 'vitest';
import type { EnvEntry } from '../../source/apps/recipe.ts';
import {
  mergeEnv,
  parseEnvFile,
  problemWithValue,
  renderEnvFile,
  sameEnv,
  warningForValue,
} from '../../source/containers/env-file.ts';
import type { Generated } from '../../source/secrets/content.ts';
import { Secret } from '../../source/secrets/secret.ts';

const made: Generated = { generate: 'letters-and-digits', length: 40 };

describe('values that the format can or cannot carry', () => {
  test.each<[string, string, string | undefined]>([
    ['A', 'plain', undefined],
    ['A', '', undefined],
    ['A', '  "quotes" and spaces  ', undefined],
    ['A', '#=$`\\ tab\tß 日本 👩‍⚕️', undefined],
    ['server.port', '80', undefined],
    ['', '1', 'The name is missing.'],
    ['A B', '1', 'A name has no spaces, no "=" and does not begin with "#".'],
    ['A=B', '1', 'A name has no spaces, no "=" and does not begin with "#".'],
    ['#A', '1', 'A name has no spaces, no "=" and does not begin with "#".'],
    ['A\n', '1', 'A name has no spaces, no "=" and does not begin with "#".'],
    ['\ufeffA', '1', 'A name has no spaces, no "=" and does not begin with "#".'],
    [
      'A',
      'one\ntwo',
      'This must be a single line: Docker reads each line as a setting of its own.',
    ],
    ['A', 'one\r', 'This must be a single line: Docker reads each line as a setting of its own.'],
    ['A', 'a\0b', 'This has a NUL character, which no setting can hold.'],
    ['A', '\ud83d', 'This has a character that is not in Unicode.'],
    ['A', 'x'.repeat(65_533), undefined],
    ['A', 'x'.repeat(65_534), 'This is longer than the 64 KiB that Docker reads.'],
  ])('%j=%j', (name, value, problem) => {
    expect(problemWithValue(name, value)).toBe(problem);
    expect(problemWithValue(name, new Secret(value))).toBe(problem);
  });

  test('what can be carried is read back as it was', () => {
    const values = [
      '',
      ' x ',
      '"x"',
      "'",
      '#',
      'a=b',
      '$A',
      '\\n',
      '\t',
      '\u2028',
      '\ufeff',
      'x\u0085',
    ];
    const entries = values.map((value, index) => ({ name: `N${index}`, value }));
    const text = renderEnvFile(entries).join('');
    expect([...parseEnvFile(text).entries]).toEqual(
      entries.map(({ name, value }) => [name, value]),
    );
  });

  test.each<[string, string | undefined]>([
    ['x', undefined],
    ['"', undefined],
    ['"x\'', undefined],
    ['it is "quoted"', undefined],
    ['"x"', 'Docker keeps the quotes as part of the value.'],
    ["''", 'Docker keeps the quotes as part of the value.'],
    ['x ', 'The space at the beginning or end is part of the value.'],
  ])('warns about %j: %j', (value, warning) => {
    expect(warningForValue(value)).toBe(warning);
    expect(warningForValue(new Secret(value))).toBe(warning);
  });
});

describe('writing an env file', () => {
  test('secrets and values to be made up stay apart from the text', () => {
    const secret = new Secret('hunter2');
    const entries: EnvEntry[] = [
      { name: 'A', value: '1' },
      { name: 'B', value: secret },
      { name: 'C', value: made },
      { name: 'D', value: '2' },
    ];
    expect(renderEnvFile(entries)).toEqual(['A=1\nB=', secret, '\nC=', made, '\nD=2\n']);
    expect(renderEnvFile([])).toEqual([]);
  });

  test('a value with a second line can not smuggle in a setting', () => {
    const render = () => renderEnvFile([{ name: 'A', value: new Secret('x\nROOT=1') }]);
    expect(render).toThrow('The value of "A" can\'t be written to env.list.');
    expect(render).not.toThrow(/ROOT/);
  });
});

describe('merging what is there with what is wanted', () => {
  const existing = new Map([
    ['KEY', new Secret('made long ago')],
    ['OWN', new Secret('by hand')],
    ['A', new Secret('old')],
  ]);
  const revealed = (entries: EnvEntry[]) =>
    entries.map(({ name, value }) => [name, value instanceof Secret ? value.reveal() : value]);

  test('order, values by hand and generated values are kept; wanted values win; new ones come last', () => {
    const merged = mergeEnv(existing, {
      env: [
        { name: 'NEW', value: '1' },
        { name: 'A', value: 'new' },
        { name: 'KEY', value: made },
      ],
      unset: [],
    });
    expect(revealed(merged)).toEqual([
      ['KEY', 'made long ago'],
      ['OWN', 'by hand'],
      ['A', 'new'],
      ['NEW', '1'],
    ]);
  });

  test('without a file everything wanted is written, the last of a repeated name', () => {
    const merged = mergeEnv(null, {
      env: [
        { name: 'A', value: '1' },
        { name: 'KEY', value: made },
        { name: 'A', value: '2' },
      ],
      unset: [],
    });
    expect(merged).toEqual([
      { name: 'A', value: '2' },
      { name: 'KEY', value: made },
    ]);
  });

  test.each<[string, boolean, ReadonlyMap<string, Secret> | null, EnvEntry[]]>([
    ['nothing wanted', true, existing, []],
    ['the same value', true, existing, [{ name: 'A', value: 'old' }]],
    ['the same secret', true, existing, [{ name: 'A', value: new Secret('old') }]],
    ['a generated value that exists', true, existing, [{ name: 'KEY', value: made }]],
    ['another value', false, existing, [{ name: 'A', value: 'new' }]],
    ['another secret', false, existing, [{ name: 'A', value: new Secret('new') }]],
    ['a new name', false, existing, [{ name: 'B', value: '' }]],
    ['a generated value that is missing', false, existing, [{ name: 'B', value: made }]],
    ['no file', false, null, []],
  ])('%s: nothing to write is %s', (_title, same, present, wanted) => {
    expect(sameEnv(present, { env: wanted, unset: [] })).toBe(same);
  });
});

describe('names that a recipe takes out', () => {
  const existing = new Map([
    ['A', new Secret('1')],
    ['OLD', new Secret('2')],
    ['FOREIGN', new Secret('3')],
  ]);
  const env: EnvEntry[] = [{ name: 'A', value: '1' }];

  test('are left out, and others stay', () => {
    expect(mergeEnv(existing, { env, unset: ['OLD'] }).map(({ name }) => name)).toEqual([
      'A',
      'FOREIGN',
    ]);
    expect(mergeEnv(existing, { env, unset: 'others' }).map(({ name }) => name)).toEqual(['A']);
  });

  test('make a file that has them another one', () => {
    expect(sameEnv(existing, { env, unset: [] })).toBe(true);
    expect(sameEnv(existing, { env, unset: ['OLD'] })).toBe(false);
    expect(sameEnv(existing, { env, unset: ['NEVER_THERE'] })).toBe(true);
  });
});
