import { execFile } from 'node:child_process';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sh } from '../../source/shell.ts';
import { inSequence } from '../../source/swarm/in-sequence.ts';

const BUSY = 'Error response from daemon: rpc error: update out of sequence';

describe('what is changed in a cluster while its managers change it', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'in-sequence-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  const program = async (name: string, text: string) => {
    await writeFile(join(folder, name), `#!/bin/sh\n${text}\n`);
    await chmod(join(folder, name), 0o755);
  };
  /** Docker says this the first times that it is asked. */
  const run = async (says: string, times: number) => {
    await program('sleep', '');
    await program(
      'docker',
      `echo . >>${folder}/asked; [ $(grep -c . ${folder}/asked) -gt ${times} ] || { echo '${says}' >&2; exit 1; }; echo done`,
    );
    const { text } = inSequence(sh`docker node update --label-add a=yes node`);
    const env = { PATH: `${folder}:${process.env.PATH}` };
    const ran = await promisify(execFile)('sh', ['-c', `${text} && echo went on`], { env }).catch(
      ({ stderr }: { stderr: string }) => ({ stdout: '', stderr }),
    );
    const asked = (await readFile(join(folder, 'asked'), 'utf8')).split('\n').length - 1;
    return { ...ran, asked };
  };

  it('is tried again, and what comes after it is done', async () => {
    expect(await run(BUSY, 2)).toEqual({ stdout: 'went on\n', stderr: '', asked: 3 });
  });

  it('is given up in the end, with what Docker says', async () => {
    const { stdout, stderr, asked } = await run(BUSY, 1000);
    expect([stdout, stderr]).toEqual(['', `${BUSY}\n`]);
    expect(asked).toBeGreaterThan(5);
  });

  it('is not tried again where something else is wrong', async () => {
    const missing = 'Error: No such node: node';
    expect(await run(missing, 1000)).toEqual({ stdout: '', stderr: `${missing}\n`, asked: 1 });
  });
});
