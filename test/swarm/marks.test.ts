import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { marksProbe } from '../../source/facts/installs/marks.ts';
import { certificateFile, envFile, marksKeyFile } from '../../source/paths.ts';
import { deployCommand, deploymentOf } from '../../source/swarm/deployment.ts';
import { stateless, three } from './example-cluster.ts';

/** In a folder of this computer, with a Docker that only tells what it would deploy with. */
describe('settings that are deployed', () => {
  const { install } = stateless;
  const { folder, files } = deploymentOf(stateless, three);
  let root: string;
  const here = (path: string) => join(root, path);
  const moved = (text: string) => text.replaceAll('/etc/setup-server', here('/etc/setup-server'));
  const write = async (path: string, text: string) => {
    await mkdir(dirname(here(path)), { recursive: true });
    await writeFile(here(path), moved(text));
  };
  const shell = async (text: string) => {
    const PATH = `${root}:${process.env.PATH}`;
    return (await promisify(execFile)('sh', ['-c', moved(text)], { env: { PATH } })).stdout;
  };
  const deployed = async () => {
    await shell(deployCommand(stateless, folder).text);
    return (await readFile(join(root, 'deployed'), 'utf8')).trim();
  };
  const seen = async () => {
    const stdout = (await shell(marksProbe.command(install).text)).replaceAll(root, '');
    return marksProbe.parse({ code: 0, stdout }, install, { before: 0, after: 0 });
  };

  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'marks-'));
    await writeFile(
      join(root, 'docker'),
      `#!/bin/sh\n[ "$1" != stack ] || echo "$READ_0" >${root}/deployed\n`,
    );
    await chmod(join(root, 'docker'), 0o755);
    await write(certificateFile(install), 'a certificate');
    for (const { path, text } of files) await write(path, text);
    await write(envFile(install), 'PASSWORD=hush\n');
  });
  afterAll(() => rm(root, { recursive: true }));

  it('have the mark that is seen on the server, and another one with another content', async () => {
    const before = await deployed();
    expect(before).toMatch(/^[0-9a-f]{16}$/);
    expect(await seen()).toEqual({ [envFile(install)]: before });
    expect(await deployed()).toBe(before);
    await write(envFile(install), 'PASSWORD=hushed\n');
    const after = await deployed();
    expect(after).not.toBe(before);
    expect(await seen()).toEqual({ [envFile(install)]: after });
  });

  it('can not be found from it by trying, without a key that only root can read', async () => {
    const key = here(marksKeyFile(install));
    expect([(await stat(key)).mode & 0o777, await readFile(key, 'utf8')]).toEqual([
      0o600,
      expect.stringMatching(/^[0-9a-f]{64}\n$/),
    ]);
    const before = await deployed();
    await rm(key);
    expect(await deployed()).not.toBe(before);
  });
});
