import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  appendFileSync,
  createReadStream,
  createWriteStream,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { expect, it, onTestFinished } from 'vitest';
import type { CarryAction } from '../../source/action.ts';
import { carry } from '../../source/apply/carry.ts';
import { makeIdentity, recipientOf } from '../../source/backup/age-key.ts';
import { PIECE_BYTES } from '../../source/backup/carry.ts';
import { lookAtOwnCopy } from '../../source/edges/local/own-copy.ts';
import { encrypted } from '../../source/edges/timetable/age.ts';
import { ExpectedError } from '../../source/expected-error.ts';
import type { Connection } from '../../source/hosts/host.ts';
import { BACKUPS } from '../../source/paths.ts';
import { Secret } from '../../source/secrets/secret.ts';

const STAMP = '2026-11-29T03-40-10Z';
const ACTION: CarryAction = {
  ...{ do: 'carry', from: { host: 'ssh://root@203.0.113.7:22' }, install: 'study', stamp: STAMP },
  patienceSeconds: 60,
};

/** A server whose folders lie below one of our own, in whatever shell this computer has. */
function server() {
  const root = mkdtempSync(join(tmpdir(), 'carry-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const commands: string[] = [];
  let left = Number.POSITIVE_INFINITY;
  const connection = {
    run: async (command: { text: string }, { stdin }: { stdin?: Secret } = {}) => {
      commands.push(command.text);
      left -= 1;
      if (left < 0) throw new ExpectedError({ code: 'ssh.connection-lost', what: 'It is lost.' });
      const text = command.text.replaceAll(BACKUPS, join(root, BACKUPS));
      const ran = spawnSync('sh', ['-c', text], {
        encoding: 'utf8',
        maxBuffer: 64 * 1024 * 1024,
        input: stdin instanceof Secret ? stdin.reveal() : '',
      });
      return { code: ran.status ?? 1, stdout: ran.stdout, stderr: ran.stderr };
    },
  } as unknown as Connection;
  return {
    connection,
    commands,
    folder: join(root, BACKUPS, 'study'),
    breakAfter: (count: number) => {
      left = count;
    },
  };
}

/** An archive of two pieces and a half, and a small one. */
function withCopy() {
  const from = server();
  const copy = join(from.folder, STAMP);
  mkdirSync(copy, { recursive: true });
  writeFileSync(join(copy, 'data-1.tar.gz'), randomBytes(2.5 * PIECE_BYTES));
  writeFileSync(join(copy, 'settings.tar.gz'), 'settings');
  writeFileSync(join(copy, 'backup.json'), '{"format":1}\n');
  const sums = spawnSync('sh', ['-c', 'sha256sum *.tar.gz > SHA256SUMS'], { cwd: copy });
  expect(sums.status).toBe(0);
  return { from, copy };
}

const signal = new AbortController().signal;

async function carried(from: Parameters<typeof carry>[0], to: Connection) {
  const told: string[] = [];
  for await (const telling of carry(from, to, ACTION, signal))
    if ('text' in telling) told.push(telling.text);
  return told;
}

const same = (one: string, other: string) =>
  readdirSync(one).every((name) =>
    readFileSync(join(one, name)).equals(readFileSync(join(other, name))),
  );

it('A copy arrives whole, piece by piece', async () => {
  const { from, copy } = withCopy();
  const to = server();
  const told = await carried(from.connection, to.connection);
  expect(told.at(-1)).toBe('Carrying the copy over: 11 MB');
  expect(same(copy, join(to.folder, STAMP))).toBe(true);
  expect(readdirSync(to.folder)).toEqual([STAMP]);
});

it('No data stand in a command', async () => {
  const { from } = withCopy();
  const to = server();
  await carried(from.connection, to.connection);
  for (const text of [...from.commands, ...to.commands]) expect(text.length).toBeLessThan(2000);
});

it.each([3, 4, 5])('What has arrived does not go twice: lost after %i pieces', async (count) => {
  const { from, copy } = withCopy();
  const to = server();
  to.breakAfter(count);
  await expect(carried(from.connection, to.connection)).rejects.toThrow('It is lost.');
  expect(existsSync(join(to.folder, STAMP))).toBe(false);
  to.breakAfter(Number.POSITIVE_INFINITY);
  const before = from.commands.length;
  await carried(from.connection, to.connection);
  const again = from.commands.slice(before).filter((text) => text.includes('dd if='));
  const first = from.commands.slice(0, before).filter((text) => text.includes('dd if='));
  // Only the piece that was under way goes once more.
  expect(again.length + first.length).toBeLessThanOrEqual(6 + 1);
  expect(same(copy, join(to.folder, STAMP))).toBe(true);
});

it('A piece that was cut off in the middle is written anew', async () => {
  const { from, copy } = withCopy();
  const to = server();
  to.breakAfter(4);
  await expect(carried(from.connection, to.connection)).rejects.toThrow();
  truncateSync(join(to.folder, `${STAMP}.part`, 'data-1.tar.gz'), 1.25 * PIECE_BYTES);
  to.breakAfter(Number.POSITIVE_INFINITY);
  await carried(from.connection, to.connection);
  expect(same(copy, join(to.folder, STAMP))).toBe(true);
});

it('What arrived damaged gets no name, and is fetched anew', async () => {
  const { from, copy } = withCopy();
  const to = server();
  appendFileSync(join(copy, 'settings.tar.gz'), 'changed since');
  await expect(carried(from.connection, to.connection)).rejects.toThrow('could not be carried');
  expect(existsSync(join(to.folder, STAMP))).toBe(false);
  expect(existsSync(join(to.folder, `${STAMP}.part`))).toBe(false);
});

/** The same in a file of this computer. */
function withFile() {
  const { from, copy } = withCopy();
  const file = join(from.folder, 'fetched.tar');
  const json = { ...{ format: 1, install: 'study', app: 'jatos' }, at: '2026-11-29T03:40:10Z' };
  writeFileSync(join(copy, 'backup.json'), JSON.stringify({ ...json, record: null }));
  expect(spawnSync('tar', ['-cf', file, STAMP], { cwd: from.folder }).status).toBe(0);
  return { from, copy, file };
}

it('One that was fetched to this computer goes to a server just so, and only as it was fetched', async () => {
  const { from, copy, file } = withFile();
  expect(await lookAtOwnCopy(file)).toMatchObject({ stamp: STAMP, app: 'jatos' });
  const to = server();
  await carried({ file }, to.connection);
  expect(same(copy, join(to.folder, STAMP))).toBe(true);
  appendFileSync(join(copy, 'settings.tar.gz'), 'changed since');
  spawnSync('tar', ['-cf', file, STAMP], { cwd: from.folder });
  await expect(lookAtOwnCopy(file)).rejects.toThrow('is not as it was fetched');
  writeFileSync(file, 'no archive');
  await expect(lookAtOwnCopy(file)).rejects.toThrow(/no copy|could not be read/);
  await expect(lookAtOwnCopy(`${file}.none`)).rejects.toThrow('could not be read');
});

it('One that was encrypted on this computer since goes to a server as it was before, by its key alone', async () => {
  const { copy, file: plain } = withFile();
  const key = makeIdentity();
  const file = `${plain}.age`;
  const content = await encrypted(createReadStream(plain), recipientOf(key) ?? '');
  await pipeline(content, createWriteStream(file));
  const identity = new Secret(key);
  expect(await lookAtOwnCopy(file)).toBe('encrypted');
  expect(await lookAtOwnCopy(file, identity)).toMatchObject({ stamp: STAMP, app: 'jatos' });
  const to = server();
  await carried({ file, identity }, to.connection);
  expect(same(copy, join(to.folder, STAMP))).toBe(true);
  expect(to.commands.join('')).not.toContain(key);
  const other = new Secret(makeIdentity());
  await expect(lookAtOwnCopy(file, other)).rejects.toThrow('does not open this copy');
  truncateSync(file, 1.25 * PIECE_BYTES);
  await expect(lookAtOwnCopy(file, identity)).rejects.toThrow(/could not be read|not as it was/);
  // A key too many does no harm.
  expect(await lookAtOwnCopy(plain, identity)).toMatchObject({ stamp: STAMP });
});
