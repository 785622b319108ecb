import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { COMMAND_GROUPS } from '../../bin/command-line/command-groups.ts';
import { COMMANDS, commandNamed, EXAMPLES, PURPOSE } from '../../bin/command-line/declaration.ts';
import { help, wrapped } from '../../bin/command-line/help.ts';
import { parse } from '../../bin/command-line/parse.ts';
import { EXIT, EXIT_CODES } from '../../bin/exit-code.ts';
import { adoptQuestions } from '../../source/adoption/questions.ts';
import { ec2Remove } from '../../source/clouds/ec2/remove.ts';
import { providerRemove } from '../../source/clouds/provider/work.ts';
import { providers } from '../../source/clouds/providers.ts';
import { s3Remove } from '../../source/clouds/s3/launch.ts';
import { ec2TakeAlong } from '../../source/clouds/take-along/work.ts';
import { accountTask } from '../../source/errands/account.ts';
import { fetchTask } from '../../source/errands/away.ts';
import { configTask } from '../../source/errands/config.ts';
import { deleteCopyTask } from '../../source/errands/delete-copy.ts';
import { importTask } from '../../source/errands/env.ts';
import { moveTask } from '../../source/errands/move/move.ts';
import { removeTask } from '../../source/errands/remove/remove.ts';
import { restoreCopyTask } from '../../source/errands/restore/copy.ts';
import { restoreFileQuestions } from '../../source/errands/restore/file.ts';
import { restoreTask } from '../../source/errands/restore/restore.ts';
import { revokeTask } from '../../source/errands/revoke.ts';
import { drainTask } from '../../source/errands/servers/drain.ts';
import { growTask } from '../../source/errands/servers/grow.ts';
import { growFilesTask } from '../../source/errands/servers/grow-files.ts';
import { upgradeTask } from '../../source/errands/upgrade/upgrade.ts';
import { listedQuestions, questionListLines } from '../../source/output/question-list.ts';
import { questions } from '../../source/script.ts';

const main = commandNamed('');
if (!main) throw new Error('There is no main command.');

test.each(COMMANDS)('The help for "$name" fits 80 columns', (command) => {
  for (const line of help(command).split('\n')) expect(line.length).toBeLessThanOrEqual(80);
});

/** What is to be typed is not broken. */
const TYPED = /^ {2,}(npx |bash |zsh |fish |--\S|> )/;

test.each(COMMANDS)('The help for "$name" fits a narrow terminal', (command) => {
  for (const line of help(command, 40).split('\n'))
    if (!TYPED.test(line)) expect(line.length, line).toBeLessThanOrEqual(40);
});

test('The help begins with the purpose, then examples', () => {
  const lines = help(main).split('\n');
  expect(lines.slice(0, 2).join(' ')).toBe(PURPOSE);
  expect(lines[3]).toBe('Examples');
});

test('Every example in the help is a command line that is understood', () => {
  for (const { line } of EXAMPLES) {
    const [npx, name, ...words] = line.split(' ');
    expect([npx, name]).toEqual(['npx', 'setup-server']);
    expect(parse(words).command.name).toBe('');
  }
});

test('Every flag, command and exit code is in the help', () => {
  const text = help(main);
  for (const flag of main.flags) expect(text).toContain(`--${flag.name}`);
  for (const { name } of COMMANDS) expect(text).toContain(name);
  for (const code of Object.values(EXIT)) expect(text).toMatch(new RegExp(`^  ${code} `, 'm'));
  expect(EXIT_CODES.map(({ code }) => code)).toEqual(Object.values(EXIT));
});

test('Every command stands in one group of the help, and nothing else does', () => {
  const grouped = COMMAND_GROUPS.flatMap(({ names }) => names);
  const named = COMMANDS.map(({ name }) => name).filter((name) => name !== '');
  expect(grouped.toSorted()).toEqual(named.toSorted());
});

test('The reference in docs is what the declaration says', async () => {
  const text = await readFile(new URL('../../docs/command-line.md', import.meta.url), 'utf8');
  expect(text, 'Copy `setup-server --help` into docs/command-line.md.').toContain(
    `\`\`\`text\n${help(main)}\`\`\``,
  );
});

test('What a flag answers is a real question, and not a secret one', () => {
  const tasks = [
    ...[revokeTask, restoreTask, accountTask, importTask],
    ...[
      growTask,
      growFilesTask,
      upgradeTask,
      restoreCopyTask,
      deleteCopyTask,
      fetchTask,
      removeTask,
    ],
    ...[moveTask, configTask, drainTask],
  ];
  const all = [
    ...questions,
    ...tasks.flatMap((task) => task.questions),
    ...adoptQuestions,
    ...restoreFileQuestions,
    ...ec2Remove.questions,
    ...ec2TakeAlong.questions,
    ...s3Remove.questions,
    ...Object.values(providers).flatMap((each) => providerRemove(each).questions),
  ];
  const ids = COMMANDS.flatMap(({ flags }) =>
    flags.flatMap((flag) => Object.keys(flag.answers ?? {})),
  );
  expect(ids.length).toBeGreaterThan(10);
  const kindOf = (id: string) => all.find((question) => question.id === id)?.kind ?? 'unknown';
  expect(ids.filter((id) => ['unknown', 'secret'].includes(kindOf(id)))).toEqual([]);
});

test('The list of questions has each with its variable, and fits 80 columns but for long examples', () => {
  const lines = questionListLines(listedQuestions(questions), wrapped);
  for (const line of lines) if (!/\S{60}/.test(line)) expect(line.length).toBeLessThanOrEqual(80);
  const ids = lines.filter((line) => /^[a-z]/.test(line));
  expect(ids).toEqual(questions.map(({ id }) => id));
});

test('The list says where a question is asked, found by trying', () => {
  const listed = listedQuestions(questions);
  const when = (id: string) => listed.find((question) => question.id === id)?.when;
  expect(when('app')).toBe('always');
  expect(when('certificate.directory')).toBe('where certificate.authority is other');
  expect(when('image.reference')).toBe('where app is image');
});
