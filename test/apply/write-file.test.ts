import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { putAside, writeFile } from '../../source/apply/write-file.ts';
import type { Connection } from '../../source/hosts/host.ts';
import type { Generated } from '../../source/secrets/content.ts';
import { Secret } from '../../source/secrets/secret.ts';
import { localConnection } from '../local-connection.ts';
import { HOSTILE } from '../shell/hostile-strings.ts';

const never = new AbortController().signal;
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'write-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

const write = (
  path: string,
  content: readonly (string | Secret | Generated)[],
  mode: '600' | '644' = '600',
) => writeFile(localConnection(folder), { do: 'write', path, mode, content }, never);

describe('writing a file on the host', () => {
  it('makes its folder, and gives it its mode', async () => {
    const path = join(folder, 'a/b/env.list');
    await write(path, ['A=', new Secret('hush'), '\n']);
    expect(readFileSync(path, 'utf8')).toBe('A=hush\n');
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(statSync(join(folder, 'a/b')).mode & 0o777).toBe(0o755);
    expect(existsSync(`${path}.new`)).toBe(false);
  });

  it('makes a folder that only root may see, where that is wanted', async () => {
    const file = { path: join(folder, 'accounts/ca.pem'), mode: '600', content: 'k' } as const;
    await putAside(localConnection(folder), { ...file, folderMode: '700' }, never);
    expect(statSync(join(folder, 'accounts')).mode & 0o777).toBe(0o700);
  });

  it('carries any text unharmed', async () => {
    const path = join(folder, 'text');
    await write(path, [HOSTILE.join('|')], '644');
    expect(readFileSync(path, 'utf8')).toBe(HOSTILE.join('|'));
  });

  it('takes any file name', async () => {
    const path = join(folder, 'it\'s $(a) `file`; "here"');
    await write(path, ['x'], '644');
    expect(readFileSync(path, 'utf8')).toBe('x');
  });

  it('leaves what was there where the connection breaks on the way', async () => {
    const path = join(folder, 'env.list');
    await write(path, ['A=old\n']);
    const whole = localConnection(folder);
    const broken: Connection = {
      ...whole,
      run: (command, options) => whole.run(command, { ...options, stdin: 'A=n' }),
    };
    const content = [new Secret('A=new\n')];
    const writing = writeFile(broken, { do: 'write', path, mode: '600', content }, never);
    await expect(writing).rejects.toMatchObject({ code: 'file.not-written' });
    expect(readFileSync(path, 'utf8')).toBe('A=old\n');
  });

  it('makes values up, each time another', async () => {
    const path = join(folder, 'made-up');
    const made = { generate: 'letters-and-digits', length: 64 } as const;
    await write(path, [made, '\n', made]);
    const [one, other] = readFileSync(path, 'utf8').split('\n');
    expect(one).toMatch(/^[A-Za-z][A-Za-z0-9]{63}$/);
    expect(other).toMatch(/^[A-Za-z][A-Za-z0-9]{63}$/);
    expect(one).not.toBe(other);
  });

  it('has what is secret on the disk before anything is made with it, and waits for nothing else', async () => {
    const bin = join(folder, 'bin');
    mkdirSync(bin);
    writeFileSync(join(bin, 'sync'), `#!/bin/sh\necho "$@" >> '${folder}/synced'\n`, {
      mode: 0o755,
    });
    vi.stubEnv('PATH', `${bin}:${process.env.PATH}`);
    onTestFinished(() => void vi.unstubAllEnvs());
    await write(join(folder, 'site.conf'), ['open'], '644');
    await write(join(folder, 'keys/env.list'), [{ generate: 'letters-and-digits', length: 8 }]);
    const synced = readFileSync(join(folder, 'synced'), 'utf8');
    expect(synced).toBe(`${folder}/keys/env.list ${folder}/keys\n`);
  });

  it('makes keys up in hexadecimal digits', async () => {
    const path = join(folder, 'key');
    await write(path, [{ generate: 'hexadecimal', length: 64 }]);
    expect(readFileSync(path, 'utf8')).toMatch(/^[0-9a-f]{64}$/);
  });

  it('refuses to leave a secret readable', async () => {
    const path = join(folder, 'open');
    await expect(write(path, [new Secret('hush')], '644')).rejects.toThrow(TypeError);
    expect(existsSync(path)).toBe(false);
  });

  it('says in plain words that it was refused', async () => {
    await expect(write('/proc/nothing/here', ['x'], '644')).rejects.toMatchObject({
      code: 'file.not-written',
      message: '/proc/nothing/here could not be written.',
    });
  });
});
