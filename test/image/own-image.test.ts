import { chmod, rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Writable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { extract } from 'tar-stream';
import { afterEach, describe, expect, it } from 'vitest';
import { lookAtOwnImage, openArchive, openContext } from '../../source/edges/local/own-image.ts';
import { ExpectedError } from '../../source/expected-error.ts';
import type { OwnImageFact } from '../../source/facts/docker/own-image.ts';
import { builtImage } from '../../source/image/source.ts';
import { folderWith, savedImages } from './folders.ts';

const removing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const remove of removing.splice(0)) await remove();
});

async function folder(...what: Parameters<typeof folderWith>): Promise<string> {
  const { path, remove } = await folderWith(...what);
  removing.push(remove);
  return path;
}

const shaOf = (fact: OwnImageFact) => (fact.is === 'compose' ? '' : fact.sha256);

async function troubleOf(doing: Promise<unknown>) {
  const error = await doing.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(ExpectedError);
  return (error as ExpectedError).trouble;
}

/** The names and contents in a folder as it is sent. */
async function sent(path: string): Promise<Record<string, string>> {
  const image = builtImage('blog', shaOf(await lookAtOwnImage(path)));
  const { context } = await openContext(path, image);
  const found: Record<string, string> = {};
  const tar = extract();
  const read = async () => {
    for await (const entry of tar) {
      const { name, type, linkname, mode, uid } = entry.header;
      const content = await buffer(entry as AsyncIterable<Uint8Array>);
      const what = type === 'file' ? content.toString() : `${type} ${linkname ?? ''}`.trim();
      found[name] = `${mode.toString(8)} ${uid} ${what}`;
    }
  };
  await Promise.all([pipeline(context, tar as unknown as Writable), read()]);
  return found;
}

describe('a folder with a Dockerfile', () => {
  it('is sent with all that .dockerignore lets through, as root owns it', async () => {
    const path = await folder(
      {
        Dockerfile: 'FROM scratch',
        '.dockerignore': '*.log\nsecret\n!secret/public\nDockerfile\n',
        'app/run.sh': 'exec app',
        'app/debug.log': 'deep, so not matched',
        'top.log': 'left out',
        'secret/key': 'left out',
        'secret/public': 'all the same',
      },
      { current: 'app' },
    );
    expect(await sent(path)).toEqual({
      '.dockerignore': '644 0 *.log\nsecret\n!secret/public\nDockerfile\n',
      Dockerfile: '644 0 FROM scratch',
      app: '755 0 directory',
      'app/debug.log': '644 0 deep, so not matched',
      'app/run.sh': '755 0 exec app',
      current: '777 0 symlink app',
      'secret/public': '644 0 all the same',
    });
  });

  it('is the same wherever and whenever it lies, and another one with any change', async () => {
    const files = { Dockerfile: 'FROM scratch', 'a/b': '1', '.dockerignore': 'ignored' };
    const [one, other] = [await folder(files), await folder(files)];
    await utimes(join(other, 'a/b'), 0, 0);
    const sha = shaOf(await lookAtOwnImage(one));
    expect(sha).toMatch(/^[0-9a-f]{64}$/);
    expect(shaOf(await lookAtOwnImage(other))).toBe(sha);
    await writeFile(join(other, 'ignored'), 'whatever');
    expect(shaOf(await lookAtOwnImage(other))).toBe(sha);
    await chmod(join(other, 'a/b'), 0o755);
    expect(shaOf(await lookAtOwnImage(other))).not.toBe(sha);
    await writeFile(join(one, 'a/b'), '2');
    expect(shaOf(await lookAtOwnImage(one))).not.toBe(sha);
  });

  it('tells its size, and what its Dockerfile declares', async () => {
    const path = await folder({ Dockerfile: 'FROM a\nEXPOSE 4567\nVOLUME /data\n', big: '12345' });
    expect(await lookAtOwnImage(path)).toMatchObject({
      is: 'context',
      files: 2,
      bytes: 37,
      declares: { ports: ['4567/tcp'], volumes: ['/data'] },
    });
  });

  it('is not sent where it changed since it was looked at', async () => {
    const path = await folder({ Dockerfile: 'FROM scratch' });
    const image = builtImage('blog', shaOf(await lookAtOwnImage(path)));
    await writeFile(join(path, 'more'), '');
    expect(await troubleOf(openContext(path, image))).toMatchObject({ code: 'own-image.changed' });
  });
});

describe('a file made by docker save', () => {
  const configuration = {
    os: 'linux',
    architecture: 'arm64',
    config: { ExposedPorts: { '8080/tcp': {} }, Volumes: { '/data': {} }, User: 'app' },
  };
  const image = { names: ['example/app:1'], configuration };

  const save = async (...[images, options]: [Parameters<typeof savedImages>[1], object?]) => {
    const path = join(await folder({}), 'app.tar');
    await savedImages(path, images, options);
    return path;
  };

  it.each([false, true])('tells of its image (zipped: %s)', async (zip) => {
    const path = await save([image], { zip });
    expect(await lookAtOwnImage(path)).toMatchObject({
      is: 'archive',
      architecture: 'arm64',
      declares: { ports: ['8080/tcp'], volumes: ['/data'], user: 'app' },
    });
  });

  it('is the same when it is saved anew, and is sent as it is', async () => {
    const [one, other] = [await save([image]), await save([image], { zip: true })];
    const sha = shaOf(await lookAtOwnImage(one));
    expect(shaOf(await lookAtOwnImage(other))).toBe(sha);
    const { archive, bytes } = await openArchive(one, builtImage('blog', sha));
    let length = 0;
    for await (const chunk of archive) length += chunk.length;
    expect(length).toBe(bytes);
  });

  it('is refused where it is none, is not whole, or holds several images', async () => {
    const why = async (path: string) => (await troubleOf(lookAtOwnImage(path))).why;
    const empty = await folder({ picture: 'no archive at all', note: '' });
    const cut = await save([image], { cutAfter: 700_000 });
    const no = 'It is no archive, or was not copied to its end.';
    expect(await why(join(empty, 'picture'))).toBe(no);
    expect(await why(cut)).toBe(no);
    expect(await why(join(empty, 'note'))).toContain('docker save -o app.tar IMAGE');
    expect(await why(await save([image, image]))).toMatch(/^There are several images in it\./);
  });
});

describe('a path that leads nowhere', () => {
  it('is told in words', async () => {
    const path = await folder({ 'a/file': '' });
    const missing = join(path, 'missing');
    expect(await troubleOf(lookAtOwnImage(missing))).toMatchObject({
      code: 'own-image.not-read',
      what: `${missing} on this computer can't be used.`,
      why: 'There is no such file or folder on this computer.',
    });
    expect(await troubleOf(lookAtOwnImage(path))).toMatchObject({
      why: 'There is no file called Dockerfile in that folder.',
    });
    await rm(join(path, 'a'), { recursive: true });
  });
});
