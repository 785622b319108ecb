import { expect, test } from 'vitest';
import { parse } from '../../bin/command-line/parse.ts';
import { ExpectedError } from '../../source/expected-error.ts';

function refusal(words: readonly string[]) {
  try {
    parse(words);
  } catch (error) {
    if (error instanceof ExpectedError) return [error.trouble.what, error.trouble.next?.[0]];
  }
  throw new Error('It was not refused.');
}

test('Without a word it is the wizard', () => {
  const { command, switches, values } = parse([]);
  expect([command.name, switches.size, values.size]).toEqual(['', 0, 0]);
});

test('Flags, short flags and values in every form are read', () => {
  const { switches, values } = parse(
    '-y --plan -a study.yaml --set app=jatos -s a.b=c=d --acme-directory=https://ca/dir'.split(' '),
  );
  expect([...switches]).toEqual(['yes', 'plan']);
  expect([...values]).toEqual([
    ['answers', ['study.yaml']],
    ['set', ['app=jatos', 'a.b=c=d']],
    ['acme-directory', ['https://ca/dir']],
  ]);
});

test('Commands and their words are read', () => {
  expect(parse(['questions', '--json'])).toMatchObject({ command: { name: 'questions' } });
  expect(parse(['completion', 'zsh'])).toMatchObject({ operand: 'zsh' });
  expect(parse(['hosts'])).toMatchObject({ command: { name: 'hosts' }, operand: undefined });
  expect(parse(['hosts', 'forget', 'a b'])).toMatchObject({ operand: 'forget', object: 'a b' });
});

test('The word help asks for the help, too', () => {
  expect(parse(['help'])).toMatchObject({ command: { name: '' }, switches: new Set(['help']) });
  expect(parse(['help', 'backup'])).toMatchObject({
    ...{ command: { name: 'backup' }, switches: new Set(['help']) },
  });
});

test('Standard input is a file, and a value may begin with a dash behind =', () => {
  expect(parse(['--answers', '-']).values.get('answers')).toEqual(['-']);
  expect(parse(['--answers=-x.yaml']).values.get('answers')).toEqual(['-x.yaml']);
});

const explains = (command: string) => `npx setup-server ${command} --help explains it.`;

test.each([
  [['--anwsers', 'x'], 'There is no flag --anwsers.', 'Did you mean --answers?'],
  [['--jsn'], 'There is no flag --jsn.', 'Did you mean --json?'],
  [['-z'], 'There is no flag -z.', 'npx setup-server --help shows all of them.'],
  [['qestions'], 'There is no command "qestions".', 'Did you mean questions?'],
  [
    ['completion', 'fis'],
    'completion does not know "fis", only bash, zsh, fish.',
    'Did you mean fish?',
  ],
  [['completion'], 'completion wants one of: bash, zsh, fish.', explains('completion')],
  [['hosts', 'forget'], 'hosts forget wants NAME.', explains('hosts')],
  [['hosts', 'forget', 'a', 'b'], 'hosts forget takes one NAME: b', explains('hosts')],
  [
    ['hosts', 'forgett', 'a'],
    'hosts does not know "forgett", only forget.',
    'Did you mean forget?',
  ],
  [
    ['completion', 'zsh', 'x'],
    'completion takes one word after it, not: x',
    explains('completion'),
  ],
  [['questions', '--yes'], '--yes means nothing with questions.', explains('questions')],
  [['questions', 'all'], 'questions takes nothing after it: all', explains('questions')],
  [['status', '-z'], 'There is no flag -z.', explains('status')],
  [['help', 'qestions'], 'There is no command "qestions".', 'Did you mean questions?'],
  [['--answers'], '--answers wants a value: --answers FILE', undefined],
  [['--answers', '--yes'], '--answers wants a value: --answers FILE', undefined],
  [['--answers='], '--answers wants a value: --answers FILE', undefined],
  [['-a', 'x', '--answers', 'y'], '--answers was given twice; once is enough.', undefined],
  [['--yes=no'], '--yes takes no value.', undefined],
])('%j is refused in words that help', (words, what, next) => {
  const [said, hint] = refusal(words);
  expect(said).toBe(what);
  expect(hint).toBe(next ?? 'npx setup-server --help shows all of them.');
});

test('A flag is a switch for one command and has a value for another', () => {
  const move = parse(['move', 'web1', '--confirm', '--yes']);
  expect([...move.switches].sort()).toEqual(['confirm', 'yes']);
  expect(parse(['certificate', 'revoke', '--confirm', 'revoke']).values.get('confirm')).toEqual([
    'revoke',
  ]);
});
