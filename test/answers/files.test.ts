import { chmod, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { answersFile, decoded, placeOf } from '../../source/answers/answers-file.ts';
import { draftPath, loadDraft, removeDraft, saveDraft } from '../../source/answers/draft.ts';
import { DraftKeeper } from '../../source/answers/keep-draft.ts';
import { ExpectedError } from '../../source/expected-error.ts';
import { Facts } from '../../source/facts/facts.ts';
import { Secret } from '../../source/secrets/secret.ts';
import { smallQuestions } from './small-script.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'answers-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

async function written(text: string | Uint8Array, mode = 0o644): Promise<string> {
  const path = join(folder, 'study.yaml');
  await writeFile(path, text);
  await chmod(path, mode);
  return path;
}

async function troubleOf(work: Promise<unknown>) {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof ExpectedError)) throw new Error('It was not refused.');
  return error.trouble;
}

test('A file without secrets may be read by all', async () => {
  const { given } = await answersFile(await written('app: jatos\n'), smallQuestions);
  expect(given.get('app')?.value).toBe('jatos');
});

test.each([0o644, 0o640, 0o604, 0o660])(
  'A file with a secret and mode %o is refused',
  async (mode) => {
    const path = await written('image.password: hunter2\n', mode);
    const trouble = await troubleOf(answersFile(path, smallQuestions));
    expect(trouble).toEqual({
      code: 'answers.exposed',
      what: `${path} holds secrets, and other users of this computer can open it.`,
      why: 'Secret in it: image.password.',
      next: [`chmod 600 ${path}`],
    });
  },
);

test('A file with a secret that only the person can open is taken', async () => {
  const path = await written('image.password: hunter2\n', 0o600);
  const { given } = await answersFile(path, smallQuestions);
  const secret = given.get('image.password')?.value as Secret;
  expect(secret.reveal()).toBe('hunter2');
});

test('A file that is not there, or a folder, is told in plain words', async () => {
  const missing = join(folder, 'nothing.yaml');
  expect(await troubleOf(answersFile(missing, smallQuestions))).toMatchObject({
    code: 'answers.unreadable',
    what: `${missing} can't be read: there is no such file.`,
  });
  expect((await troubleOf(answersFile(folder, smallQuestions))).what).toBe(
    `${folder} can't be read: it is a folder.`,
  );
});

test('The home folder is meant by ~ where the shell left it', () => {
  expect(placeOf('~/study.yaml', '/home/anna')).toBe('/home/anna/study.yaml');
  expect(placeOf('~', '/home/anna')).toBe('/home/anna');
  expect(placeOf('~study.yaml', '/home/anna')).toBe(join(process.cwd(), '~study.yaml'));
  expect(placeOf('study.yaml')).toBe(join(process.cwd(), 'study.yaml'));
});

test('What Windows programs write is read', () => {
  expect(decoded(Buffer.from('\ufeffapp: jatos', 'utf16le'))).toBe('app: jatos');
  expect(decoded(Buffer.from('\ufeffapp: jatos', 'utf8'))).toBe('app: jatos');
});

const interview = {
  answers: { app: 'jatos', 'server.swap': true, 'server.passphrase': new Secret('hunter2') },
  confirmed: ['app', 'server.passphrase', 'server.swap'],
};
const at = new Date('2026-11-21T10:00:00Z');

test('A draft comes back without its secrets', async () => {
  const path = join(folder, 'state', 'setup-server', 'draft.json');
  await saveDraft(path, interview, at);
  expect(await loadDraft(path)).toEqual({
    at: '2026-11-21T10:00:00.000Z',
    answers: { app: 'jatos', 'server.swap': true },
    confirmed: ['app', 'server.swap'],
  });
});

test('Only the person can read a draft, and nothing is left beside it', async () => {
  const path = join(folder, 'state', 'setup-server', 'draft.json');
  await saveDraft(path, interview, at);
  await saveDraft(path, interview, at);
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  expect((await stat(join(path, '..'))).mode & 0o777).toBe(0o700);
  expect(await readdir(join(path, '..'))).toEqual(['draft.json']);
});

test.each(['', '{', '[]', '{"format":2}', '{"format":1,"at":"x","answers":{},"confirmed":[]}'])(
  'A draft that can not be read is none: %s',
  async (text) => {
    const path = join(folder, 'draft.json');
    await writeFile(path, text);
    expect(await loadDraft(path)).toBeUndefined();
  },
);

test('A removed draft is gone, and removing it twice does no harm', async () => {
  const path = join(folder, 'draft.json');
  await saveDraft(path, interview, at);
  await removeDraft(path);
  await removeDraft(path);
  expect(await loadDraft(path)).toBeUndefined();
});

test('Of many changes in a row the last one is kept', async () => {
  const path = join(folder, 'draft.json');
  const keeper = new DraftKeeper(path, () => at);
  for (let count = 0; count < 50; count += 1)
    keeper.save({ answers: { app: String(count) }, facts: new Facts(), confirmed: ['app'] });
  await keeper.settled();
  expect((await loadDraft(path))?.answers).toEqual({ app: '49' });
  await keeper.remove();
  expect(await readdir(folder)).toEqual([]);
});

test('A draft that can not be written does not disturb the interview', async () => {
  await writeFile(join(folder, 'file'), '');
  const keeper = new DraftKeeper(join(folder, 'file', 'draft.json'), () => at);
  keeper.save({ answers: {}, facts: new Facts(), confirmed: [] });
  await expect(keeper.settled()).resolves.toBeUndefined();
});

test('The draft lies where each system keeps such things', () => {
  expect(draftPath({}, 'linux', '/home/anna')).toBe(
    '/home/anna/.local/state/setup-server/draft.json',
  );
  expect(draftPath({ XDG_STATE_HOME: '/state' }, 'linux', '/home/anna')).toBe(
    '/state/setup-server/draft.json',
  );
  expect(draftPath({ LOCALAPPDATA: '/local' }, 'win32', '/home/anna')).toBe(
    '/local/setup-server/draft.json',
  );
});
