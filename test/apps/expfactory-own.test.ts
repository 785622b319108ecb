import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { Answers } from '../../source/answers/answers.ts';
import { expfactory } from '../../source/apps/expfactory.ts';
import { lookAtOwnExperiments } from '../../source/edges/local/own-experiments.ts';
import { openContext } from '../../source/edges/local/own-image.ts';
import { ExpectedError } from '../../source/expected-error.ts';
import { Facts, query } from '../../source/facts/facts.ts';
import type { OwnExperimentsFact } from '../../source/facts/installs/own-experiments.ts';
import type { RecordFact } from '../../source/facts/installs/record.ts';
import type { HostFolder } from '../../source/image/source.ts';
import { back, nextMove } from '../../source/interview.ts';
import { accept } from '../../source/questions/accept.ts';
import { isExpert, isOptional } from '../../source/questions/question.ts';
import { script } from '../../source/script.ts';
import { folderWith } from '../image/folders.ts';
import { namesIn } from '../image/sent.ts';

const HOST = 'ssh://root@203.0.113.7';
const removing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const remove of removing.splice(0)) await remove();
});

const config = (id: string, more: object = {}) =>
  JSON.stringify({
    name: id,
    exp_id: id,
    url: 'https://example.org',
    description: 'A task',
    time: 5,
    ...more,
  });

async function folder(files: Record<string, string>): Promise<string> {
  const { path, remove } = await folderWith(files);
  removing.push(remove);
  return path;
}

async function whyNot(files: Record<string, string>): Promise<string | undefined> {
  const path = await folder(files);
  const error = await lookAtOwnExperiments(path).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(ExpectedError);
  return (error as ExpectedError).trouble.why;
}

describe('a folder on this computer', () => {
  it('holds experiments in folders of their own, whatever those are called', async () => {
    const path = await folder({
      'memory task/config.json': config('memory-task'),
      'memory task/index.html': '<html>',
      'go-nogo/config.json': `\uFEFF${config('go-nogo')}`,
      'notes/todo.txt': 'no experiment',
    });
    expect(await lookAtOwnExperiments(path)).toMatchObject({
      files: 4,
      experiments: [
        { id: 'go-nogo', folder: 'go-nogo' },
        { id: 'memory-task', folder: 'memory task' },
      ],
    });
  });

  it('is one itself', async () => {
    const path = await folder({ 'config.json': config('memory-task'), 'index.html': '<html>' });
    const { experiments } = await lookAtOwnExperiments(path);
    expect(experiments).toEqual([{ id: 'memory-task', folder: '.' }]);
  });

  it.each([
    [{ 'index.html': '' }, 'There is no config.json in it, nor in a folder of it.'],
    [{ 'config.json': '[]' }, 'config.json is no JSON object.'],
    [
      { 'a/config.json': '{"exp_id": "a"}' },
      'a/config.json lacks name, url, description (a text each).',
    ],
    [
      { 'a/config.json': config('a', { time: '5' }) },
      'a/config.json lacks time (a whole number, in minutes).',
    ],
    [
      { 'a/config.json': config('My Task') },
      'a/config.json has the exp_id "My Task". Only small letters, digits, - and _ are taken.',
    ],
    [
      { 'a/config.json': config('a'), 'b/config.json': config('a') },
      'Two of them have the exp_id a.',
    ],
  ])('is refused where its builder would leave it out: %j', async (files, why) => {
    expect(await whyNot(files)).toBe(why);
  });

  it('is refused where it is not there, or no folder', async () => {
    const path = await folder({ 'a.txt': '' });
    for (const [typed, why] of [
      [join(path, 'nothing'), 'There is no such folder on this computer.'],
      [join(path, 'a.txt'), 'That is a file, and no folder.'],
    ] as const) {
      const error = await lookAtOwnExperiments(typed).catch((reason: unknown) => reason);
      expect((error as ExpectedError).trouble).toMatchObject({
        code: 'own-experiments.not-read',
        why,
      });
    }
  });

  it('is another one with any change but to its history', async () => {
    const path = await folder({ 'config.json': config('memory-task') });
    const { sha256 } = await lookAtOwnExperiments(path);
    await mkdir(join(path, '.git'));
    await writeFile(join(path, '.git', 'HEAD'), 'ref');
    expect((await lookAtOwnExperiments(path)).sha256).toBe(sha256);
    await writeFile(join(path, 'index.html'), '<html>');
    expect((await lookAtOwnExperiments(path)).sha256).not.toBe(sha256);
  });

  it('goes along beside a Dockerfile of ours, without its history', async () => {
    const path = await folder({
      ...{ 'config.json': config('memory-task'), '.git/HEAD': 'ref', Dockerfile: 'FROM own' },
    });
    const { sha256 } = await lookAtOwnExperiments(path);
    const own = `localhost/own:${sha256.slice(0, 16)}`;
    const { context } = await openContext(path, own, 'FROM scratch\n');
    expect(await namesIn(context)).toEqual([
      'Dockerfile',
      'content',
      'content/Dockerfile',
      'content/config.json',
    ]);
  });
});

const SHA = 'ab'.repeat(32);
const PATH = '~/experiments';
const seen: OwnExperimentsFact = {
  ...{ sha256: SHA, files: 2, bytes: 100 },
  experiments: [{ id: 'memory-task', folder: 'memory task' }],
};
const withFolder = new Facts([{ query: query('ownExperiments', '', PATH), value: seen }]);
const record = (answers: Record<string, string>) =>
  new Facts([
    { query: query('record', HOST, 'expfactory'), value: { answers } as unknown as RecordFact },
  ]);

function recipe(answers: Answers, facts: Facts) {
  return expfactory.recipe({
    answers,
    facts,
    host: HOST,
    install: 'expfactory',
    hostname: 'x.example.org',
  });
}

const commandsOf = (answers: Answers, facts: Facts) =>
  (recipe(answers, facts).source as HostFolder).prepare.map(({ text }) => text).join('\n');

describe("a person's own experiments", () => {
  const both = { 'expfactory.experiments': 'stroop', 'expfactory.own': PATH };

  it('are built in beside those of the library, and another image is made of them', () => {
    const made = recipe(both, withFolder);
    expect(made.container.image).not.toBe(
      recipe({ 'expfactory.experiments': 'stroop' }, withFolder).container.image,
    );
    expect(commandsOf(both, withFolder)).toContain(' build stroop /data/memory-task 2>&1');
    expect((made.source as HostFolder).brought).toEqual({
      what: 'your own experiments',
      folder: '/etc/setup-server/expfactory/experiments/abababababababab',
      image: 'localhost/expfactory-own:abababababababab',
      from: { path: PATH, folders: [{ from: 'memory task', to: 'memory-task' }] },
    });
    const ordered = recipe({ ...both, 'expfactory.random': false }, withFolder);
    expect(ordered.env).toContainEqual({
      name: 'EXPFACTORY_EXPERIMENTS',
      value: 'stroop,memory-task',
    });
  });

  it("are remembered by what they are, not by where they lie on somebody's computer", () => {
    const { remembers } = recipe(both, withFolder);
    expect(remembers).toEqual({
      'expfactory.own': 'kept',
      'expfactory.ownContent': `${SHA}:memory-task`,
    });
    const again = { ...both, 'expfactory.own': 'kept' };
    const kept = recipe(again, record(remembers ?? {}));
    expect(kept.container.image).toBe(recipe(both, withFolder).container.image);
    expect(kept.remembers).toEqual(remembers);
    // Whoever decides by the record's answers alone comes to the same.
    const alone = recipe({ ...again, ...remembers }, new Facts());
    expect(alone.container.image).toBe(kept.container.image);
    expect((kept.source as HostFolder).brought?.from).toBeUndefined();
  });

  it('go before one of the library that is called the same', () => {
    const same = { ...both, 'expfactory.experiments': 'memory-task,stroop' };
    expect(commandsOf(same, withFolder)).toContain(' build stroop /data/memory-task 2>&1');
  });

  it('are asked for where none of the library was chosen, and must be on this computer', () => {
    const question = expfactory.questions.find(({ id }) => id === 'expfactory.own');
    if (!question) throw new Error('There is no such question.');
    const chosen = { 'expfactory.experiments': 'stroop' };
    expect([chosen, {}].map((answers) => isExpert(question, answers, new Facts()))).toEqual([
      true,
      false,
    ]);
    expect([chosen, {}].map((answers) => isOptional(question, answers, new Facts()))).toEqual([
      true,
      false,
    ]);
    expect(accept(question, 'experiments', {}, new Facts())).toHaveProperty('problem');
    expect(accept(question, ' ~/experiments ', {}, new Facts())).toEqual({ value: PATH });
    const there = { server: 'root@203.0.113.7', app: 'expfactory' };
    expect(accept(question, 'kept', there, new Facts())).toEqual({ value: 'kept' });
    expect(accept(question, 'kept', there, record({}))).toMatchObject({
      problem: expect.stringContaining('The server has no experiments of your own yet.'),
    });
  });

  it('can be told anew where the folder was of no use', () => {
    const answers = {
      install: 'expfactory',
      app: 'expfactory',
      'expfactory.experiments': '',
      'expfactory.own': './nothing',
    };
    const library = { is: 'unknown', says: 'No way there.' } as const;
    const facts = new Facts([{ query: query('experimentLibrary', ''), value: library }]);
    const told = {
      answers,
      facts,
      confirmed: ['app', 'install', 'expfactory.experiments', 'expfactory.own'],
    };
    expect(nextMove(script, told)).toEqual({
      move: 'look',
      queries: [query('ownExperiments', '', './nothing')],
    });
    expect(nextMove(script, back(script, told))).toMatchObject({
      move: 'ask',
      questions: [{ id: 'expfactory.own' }],
    });
  });
});
