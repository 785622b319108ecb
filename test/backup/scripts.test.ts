import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  appendFileSync,
  chmodSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { archiveOf, type BackupSource, SUMS } from '../../source/backup/backup.ts';
import {
  deleteCommand,
  makeFolder,
  packCommand,
  unpackCommand,
} from '../../source/backup/scripts.ts';
import { CONFIGURATION, STATE } from '../../source/paths.ts';
import { type ShellCommand, sh } from '../../source/shell.ts';

const STAMP = '2026-11-29T03-40-10Z';

/** As far as volumes go: each a folder below $VOLUMES. */
const DOCKER = `#!/bin/sh
case "$2" in
  create) mkdir -p "$VOLUMES/$3" && echo "$3" ;;
  inspect)
    [ -d "$VOLUMES/$5" ] || { echo "no such volume: $5" >&2; exit 1; }
    echo "$VOLUMES/$5"
    cat "$VOLUMES/$5.driver" 2>/dev/null || echo local ;;
esac
`;

/** A server's folders below one of our own, and whatever shell this computer has. */
function server(shell: string) {
  const root = mkdtempSync(join(tmpdir(), 'backup-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const at = (path: string) => join(root, path);
  const data = at("/srv/study data'$(x)");
  const source: BackupSource = { kind: 'folder', source: data };
  mkdirSync(join(data, 'deep/er'), { recursive: true });
  writeFileSync(join(data, 'deep/er/participant 1.json'), '{"answers": [1, 2]}\n');
  writeFileSync(join(data, '.hidden'), 'kept');
  chmodSync(join(data, '.hidden'), 0o640);
  symlinkSync('deep/er', join(data, 'link'));
  linkSync(join(data, '.hidden'), join(data, 'hard'));
  const settings = at(`${CONFIGURATION}/study`);
  mkdirSync(settings, { recursive: true });
  writeFileSync(join(settings, 'env.list'), 'JATOS_SECRET=abc\n', { mode: 0o600 });
  const certificate = at(`${CONFIGURATION}/front/certificates/study`);
  mkdirSync(certificate, { recursive: true });
  writeFileSync(join(certificate, 'fullchain.pem'), 'the first');
  const run = (command: ShellCommand) => {
    const text = command.text
      .replaceAll(CONFIGURATION, at(CONFIGURATION))
      .replaceAll(STATE, at(STATE));
    const [file = '', ...options] = shell.split(' ');
    const env = {
      ...process.env,
      PATH: `${at('bin')}:${process.env.PATH}`,
      VOLUMES: at('volumes'),
    };
    return spawnSync(file, [...options, '-c', text], { encoding: 'utf8', cwd: root, env });
  };
  const back = () => {
    for (const command of [makeFolder('study', STAMP), packCommand('study', STAMP, [source])]) {
      const { status, stderr, stdout } = run(command);
      expect(`${stdout}${stderr}`).not.toContain('could not');
      expect(status).toBe(0);
    }
  };
  mkdirSync(at('bin'));
  writeFileSync(at('bin/docker'), DOCKER, { mode: 0o755 });
  const copy = at(`${STATE}/backups/study/${STAMP}`);
  return { at, data, source, settings, certificate, copy, run, back };
}

/** Everything below a folder that a copy must keep. */
function contents(folder: string): unknown {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
  return names.map((name) => {
    const path = join(folder, name);
    const seen = lstatSync(path);
    const { mode, uid, gid, nlink } = seen;
    if (seen.isSymbolicLink()) return [name, readlinkSync(path)];
    return [name, mode, uid, gid, ...(seen.isFile() ? [nlink, readFileSync(path, 'utf8')] : [])];
  });
}

const SHELLS = ['dash', 'busybox sh', 'bash'];

describe.each(SHELLS)('a copy, made and put back by %s', (shell) => {
  it('brings back what was there, and nothing of what came since', () => {
    const { data, settings, source, run, back, at } = server(shell);
    const before = [contents(data), contents(settings)];
    back();
    rmSync(join(data, 'deep'), { recursive: true });
    writeFileSync(join(data, 'migrated'), 'by the new version');
    writeFileSync(join(data, '.hidden'), 'changed');
    writeFileSync(join(settings, 'env.list'), 'OTHER=1\n');
    const { status, stderr } = run(unpackCommand('study', STAMP, [source]));
    expect(stderr).toBe('');
    expect(status).toBe(0);
    expect([contents(data), contents(settings)]).toEqual(before);
    expect(readFileSync(at(`${STATE}/changes/study.restored`), 'utf8')).toBe(`${STAMP}\n`);
  });

  it('brings back a single file that is mounted, and leaves its neighbours', () => {
    const { data, run } = server(shell);
    const file: BackupSource = { kind: 'folder', source: join(data, 'deep/er/participant 1.json') };
    const neighbour = join(data, 'deep/er/neighbour');
    writeFileSync(neighbour, 'before');
    for (const command of [makeFolder('study', STAMP), packCommand('study', STAMP, [file])])
      expect(run(command)).toMatchObject({ status: 0 });
    writeFileSync(file.source, 'by the new version');
    writeFileSync(neighbour, 'by somebody else');
    expect(run(unpackCommand('study', STAMP, [file]))).toMatchObject({ status: 0, stderr: '' });
    expect(readFileSync(file.source, 'utf8')).toBe('{"answers": [1, 2]}\n');
    expect(readFileSync(neighbour, 'utf8')).toBe('by somebody else');
  });

  it('is made of a volume that is there alone, and brings one back that is gone', () => {
    const { at, run, copy } = server(shell);
    const volume: BackupSource = { kind: 'volume', source: 'study-data' };
    const make = () =>
      [makeFolder('study', STAMP), packCommand('study', STAMP, [volume])].map(run).at(-1);
    expect(make()).toMatchObject({ status: 1, stderr: expect.stringContaining('study-data') });
    expect([existsSync(copy), existsSync(at('volumes/study-data'))]).toEqual([false, false]);
    mkdirSync(at('volumes/study-data'), { recursive: true });
    writeFileSync(at('volumes/study-data/result'), 'first');
    expect(make()).toMatchObject({ status: 0 });
    rmSync(at('volumes'), { recursive: true });
    expect(run(unpackCommand('study', STAMP, [volume]))).toMatchObject({ status: 0, stderr: '' });
    expect(readFileSync(at('volumes/study-data/result'), 'utf8')).toBe('first');
  });

  it('is made of the folder that Docker shows as a volume, though only while a container runs', () => {
    const { at, run, data } = server(shell);
    const volume: BackupSource = { kind: 'volume', source: 'bound' };
    mkdirSync(at('volumes/bound'), { recursive: true });
    writeFileSync(at('volumes/bound.driver'), `local\nnone,bind,\n${data}\n`);
    const before = contents(data);
    for (const command of [makeFolder('study', STAMP), packCommand('study', STAMP, [volume])])
      expect(run(command)).toMatchObject({ status: 0 });
    writeFileSync(join(data, 'migrated'), 'by the new version');
    expect(run(unpackCommand('study', STAMP, [volume]))).toMatchObject({ status: 0, stderr: '' });
    expect(contents(data)).toEqual(before);
  });

  it.each([
    ['another machine', 'local\nnfs,addr=203.0.113.9,\n:/export\n'],
    ['somebody else’s driver', 'rexray\n'],
  ])(
    'is not made of nothing where %s has the data, and the volume is empty at rest',
    (_, driver) => {
      const { at, run, copy } = server(shell);
      const volume: BackupSource = { kind: 'volume', source: 'away' };
      mkdirSync(at('volumes/away'), { recursive: true });
      writeFileSync(at('volumes/away.driver'), driver);
      run(makeFolder('study', STAMP));
      expect(run(packCommand('study', STAMP, [volume]))).toMatchObject({
        ...{ status: 1, stderr: expect.stringContaining('lies outside of') },
      });
      expect(existsSync(copy)).toBe(false);
    },
  );

  it('holds what links lead to, where the place itself is one', () => {
    const { at, run, data } = server(shell);
    symlinkSync(data, at('srv/link'));
    symlinkSync(join(data, '.hidden'), at('srv/one'));
    const sources: BackupSource[] = ['srv/link', 'srv/one'].map((path) => ({
      ...{ kind: 'folder', source: at(path) },
    }));
    const before = contents(data);
    for (const command of [makeFolder('study', STAMP), packCommand('study', STAMP, sources)])
      expect(run(command)).toMatchObject({ status: 0 });
    const [link = sources[0], one = sources[0]] = sources;
    writeFileSync(join(data, 'migrated'), 'by the new version');
    writeFileSync(join(data, '.hidden'), 'changed');
    expect(run(unpackCommand('study', STAMP, [link as BackupSource]))).toMatchObject({ status: 0 });
    expect(contents(data)).toEqual(before);
    expect(readlinkSync(one?.source ?? '')).toBe(join(data, '.hidden'));
    writeFileSync(join(data, '.hidden'), 'changed');
    expect(run(unpackCommand('study', STAMP, sources))).toMatchObject({ status: 0 });
    expect(readFileSync(join(data, '.hidden'), 'utf8')).toBe('kept');
  });

  it('is none where what packs it was ended in the middle of its last file', () => {
    const { at, source, run, copy } = server(shell);
    // As the kernel does where memory is short.
    const ended =
      '#!/bin/sh\n[ "$1" = -1 ] || exec /bin/gzip "$@"\n/bin/gzip -1 | head -c 700; exit 137\n';
    writeFileSync(at('bin/gzip'), ended, { mode: 0o755 });
    writeFileSync(join(source.source, 'zz'), randomBytes(100_000));
    run(makeFolder('study', STAMP));
    expect(run(packCommand('study', STAMP, [source]))).toMatchObject({ status: 1 });
    expect(existsSync(copy)).toBe(false);
  });

  it('is not put back where one of its archives is missing', () => {
    const { copy, data, source, run, back } = server(shell);
    back();
    const sums = readFileSync(join(copy, SUMS), 'utf8');
    writeFileSync(join(copy, SUMS), sums.replace(/^.*data-1.*\n/m, ''));
    rmSync(join(copy, archiveOf(0)));
    const before = contents(data);
    const { status, stderr } = run(unpackCommand('study', STAMP, [source]));
    expect([status, stderr]).toEqual([1, expect.stringContaining(`it has no ${archiveOf(0)}`)]);
    expect(contents(data)).toEqual(before);
  });

  it('names every archive with its sum, for root alone', () => {
    const { copy, back } = server(shell);
    back();
    const archives = ['certificate.tar.gz', archiveOf(0), 'settings.tar.gz'].sort();
    expect(readdirSync(copy).sort()).toEqual([SUMS, ...archives]);
    const sums = readFileSync(join(copy, SUMS), 'utf8');
    for (const name of archives) expect(sums).toMatch(new RegExp(`^[0-9a-f]{64}  ${name}$`, 'm'));
    expect(lstatSync(copy).mode & 0o777).toBe(0o700);
    for (const name of archives) expect(lstatSync(join(copy, name)).mode & 0o077).toBe(0);
  });

  it('is not put back where it was changed since', () => {
    const { copy, data, source, run, back, at } = server(shell);
    back();
    appendFileSync(join(copy, archiveOf(0)), 'x');
    const before = contents(data);
    const { status, stderr } = run(unpackCommand('study', STAMP, [source]));
    expect(status).not.toBe(0);
    expect(stderr).toContain('changed since it was made');
    expect(contents(data)).toEqual(before);
    expect(existsSync(at(`${STATE}/changes/study.restored`))).toBe(false);
  });

  it('leaves a certificate that was renewed since, and brings back one that is gone', () => {
    const { certificate, source, run, back } = server(shell);
    back();
    writeFileSync(join(certificate, 'fullchain.pem'), 'the renewed one');
    run(unpackCommand('study', STAMP, [source]));
    expect(readFileSync(join(certificate, 'fullchain.pem'), 'utf8')).toBe('the renewed one');
    rmSync(certificate, { recursive: true });
    run(unpackCommand('study', STAMP, [source]));
    expect(readFileSync(join(certificate, 'fullchain.pem'), 'utf8')).toBe('the first');
  });

  it('is none where something could not be read', () => {
    const { data, copy, source, run } = server(shell);
    rmSync(data, { recursive: true });
    run(makeFolder('study', STAMP));
    const { status, stderr } = run(packCommand('study', STAMP, [source]));
    expect(status).not.toBe(0);
    expect(stderr).toContain('could not be made');
    expect(existsSync(copy)).toBe(false);
  });

  it('whose deletion is cut off is a copy no more, and is gone the next time', () => {
    const { copy, run, back } = server(shell);
    back();
    const cut = sh`
      rm() {
        [ ! -d "$2" ] || { command rm "$2/${SUMS}"; kill -9 $$; }
      }
      ${deleteCommand('study', STAMP)}
    `;
    expect(run(cut).signal).toBe('SIGKILL');
    expect(readdirSync(join(copy, '..'))).toEqual([`${STAMP}.part`]);
    expect(run(deleteCommand('study', STAMP))).toMatchObject({ status: 0, stderr: '' });
    expect(readdirSync(join(copy, '..'))).toEqual([]);
  });

  it('that could not be made leaves no half of it, nor does one that a power cut ended', () => {
    const { at, data, source, run } = server(shell);
    const folder = at(`${STATE}/backups/study`);
    const cutOff = join(folder, '2026-01-01T00-00-00Z.part');
    mkdirSync(cutOff, { recursive: true });
    const long = new Date(Date.now() - 3 * 24 * 3600 * 1000);
    utimesSync(cutOff, long, long);
    rmSync(data, { recursive: true });
    run(makeFolder('study', STAMP));
    expect(readdirSync(folder)).toEqual([`${STAMP}.part`]);
    run(packCommand('study', STAMP, [source]));
    expect(readdirSync(folder)).toEqual([]);
  });
});
