import { chmod, cp, readdir, readFile, stat, unlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Program } from './program.ts';

let program: Program;
beforeAll(async () => {
  program = await Program.build();
});
afterAll(() => program.remove());

const NOBODY = [
  'app: jatos',
  // A port on which nobody listens.
  'server: root@127.0.0.1:1',
  'hostname: study.example.org',
  'certificate.terms: yes',
].join('\n');

async function answers(text: string, mode = 0o600): Promise<string> {
  const path = join(program.folder, 'study.yaml');
  await writeFile(path, text);
  await chmod(path, mode);
  return path;
}

test('--version and --help answer at once', async () => {
  const { version } = JSON.parse(
    await readFile(new URL('../../package.json', import.meta.url), 'utf8'),
  );
  expect(await program.run(['--version'])).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
  const help = await program.run(['--help']);
  expect([help.code, help.stderr]).toEqual([0, '']);
  expect(help.stdout).toMatch(/^Takes a server of yours /);
});

test('They do so without the screens, or any other large part', async () => {
  const light = join(program.folder, 'light');
  await cp(join(program.folder, 'dist'), light, { recursive: true });
  for (const file of await readdir(light)) {
    const path = join(light, file);
    if ((await stat(path)).size > 25_000) await unlink(path);
  }
  const entry = [join(light, 'setup-server.js')];
  for (const word of ['--version', '--help']) {
    const { child, ended } = program.start([word], {}, process.execPath, entry);
    child.stdin?.end();
    expect(await ended).toMatchObject({ code: 0, stderr: '' });
  }
});

test('What is bundled is named with its licence', async () => {
  const text = await readFile(join(program.folder, 'dist', 'THIRD-PARTY-LICENSES.txt'), 'utf8');
  for (const name of ['ink', 'react', 'yaml', 'execa', 'dockerode', 'acme-client'])
    expect(text).toMatch(new RegExp(`^${name} \\d`, 'm'));
  expect(text).not.toMatch(/^(ssh2|node-forge|protobufjs) \d/m);
});

test('A slip is told in three lines on standard error, with 64', async () => {
  expect(await program.run(['--anwsers', 'x'])).toEqual({
    code: 64,
    stdout: '',
    stderr:
      'There is no flag --anwsers.\n' +
      'Next: Did you mean --answers?\n' +
      '  or: npx setup-server --help shows all of them.\n',
  });
});

test('Without a terminal nothing is asked: all that is missing is listed', async () => {
  const { code, stdout, stderr } = await program.run([]);
  expect([code, stdout]).toEqual([64, '']);
  expect(stderr.split('\n').filter((line) => /^\S+: missing\.$/.test(line))).toEqual([
    'app: missing.',
    'server: missing.',
    'hostname: missing.',
    'certificate.terms: missing.',
  ]);
});

test('A command that is not told which server is meant says where that is said', async () => {
  const { code, stderr } = await program.run(['status']);
  expect(code).toBe(64);
  expect(stderr).toContain('server: missing.');
  expect(stderr).toContain('Or after a command: npx setup-server status 203.0.113.7');
  expect(stderr).toContain('\nnpx setup-server questions explains each.');
});

test('Unknown ids and variables are listed with them', async () => {
  const { code, stderr } = await program.run(['--set', 'hostnam=x'], { SETUP_SERVER_AP: 'jatos' });
  expect(code).toBe(64);
  expect(stderr).toContain('hostnam: unknown (--set hostnam).\n  There is no such question.');
  expect(stderr).toContain('SETUP_SERVER_AP: unknown.\n  No question has this variable.');
  expect(stderr).toContain('app: missing.');
});

test('A secret on the command line is refused and not repeated', async () => {
  const { code, stderr } = await program.run(['--set', 'ssh.passphrase=hunter2']);
  expect(code).toBe(64);
  expect(stderr).toContain('ssh.passphrase: refused (--set ssh.passphrase).');
  expect(stderr).not.toContain('hunter2');
});

test('A file with a secret that others can read is refused', async () => {
  const path = await answers('ssh.passphrase: hunter2\n', 0o644);
  const { code, stderr } = await program.run(['--answers', path]);
  expect(code).toBe(64);
  expect(stderr).toContain(`Next: chmod 600 ${path}`);
});

test('A server that can not be reached is told in plain lines, with 1', async () => {
  const { code, stdout, stderr } = await program.run(['--plan', '-a', await answers(NOBODY)]);
  expect([code, stdout]).toEqual([1, '']);
  expect(stderr).toMatch(/^[^\n]+\.\nWhy: [^\n]+\nNext: /);
  expect(stderr).not.toContain(' at ');
});

test('The same as JSON lines: everything on standard output', async () => {
  const { code, stdout, stderr } = await program.run(['--json', '-a', await answers(NOBODY)]);
  expect([code, stderr]).toEqual([1, '']);
  const lines = stdout.trimEnd().split('\n');
  const messages = lines.map((line) => JSON.parse(line));
  expect(messages.map(({ type }) => type)).toEqual(['begin', 'trouble', 'end']);
  expect(messages.at(-1)).toMatchObject({ ending: 'failed' });
});

test('Problems as JSON, with 64', async () => {
  const { code, stdout, stderr } = await program.run(['--json']);
  expect([code, stderr]).toEqual([64, '']);
  const messages = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(messages.map(({ type }) => type)).toEqual(['begin', 'problems', 'end']);
});

test('Answers come from standard input too', async () => {
  const { code, stderr } = await program.run(['--answers', '-'], {}, 'app: [\n');
  expect(code).toBe(64);
  expect(stderr).toMatch(/^standard input can't be read: line \d, column \d\.\n/);
});

test('A reader that goes away is no error', async () => {
  const shell = ['-c', '"$0" "$1" questions | head -n 1', process.execPath, program.entry];
  const { child, ended } = program.start([], {}, 'sh', shell);
  child.stdin?.end();
  expect(await ended).toEqual({ code: 0, stdout: '# App\n', stderr: '' });
});

test('The list of questions as JSON is one document', async () => {
  const { code, stdout } = await program.run(['questions', '--json']);
  expect(code).toBe(0);
  expect(JSON.parse(stdout)[0]).toMatchObject({
    id: 'app',
    environment: 'SETUP_SERVER_APP',
    kind: 'choice',
    when: 'always',
  });
});

test('SIGTERM while it waits for a server ends it with 130', async () => {
  const silent = createServer();
  const visited = new Promise((resolve) => silent.once('connection', resolve));
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  const { port } = silent.address() as { port: number };
  const path = await answers(NOBODY.replace(':1\n', `:${port}\n`));
  const { child, ended } = program.start(['--yes', '-a', path]);
  await visited;
  child.kill('SIGTERM');
  const { code, stdout, stderr } = await ended;
  silent.close();
  expect({ code, stdout, stderr }).toEqual({
    code: 130,
    stdout: '',
    stderr: 'Stopped. Run setup-server again to go on.\n',
  });
});

test('An env.list answers what its app asks, and its app is told by its names', async () => {
  const path = join(program.folder, 'old.list');
  await writeFile(path, '\ufeffTIMEZONE="Europe/Berlin"\r\nDADEBUG=false\r\nDAPYTHONVERSION=2\r\n');
  const { code, stderr } = await program.run(['--env-list', path]);
  expect(code).toBe(64);
  expect(stderr).toContain('settings.TIMEZONE: wrong (old.list, TIMEZONE).');
  expect(stderr).not.toContain('app: missing');
  await writeFile(path, 'WHATEVER=1\n');
  const whose = await program.run(['--env-list', path]);
  expect([whose.code, whose.stderr]).toEqual([
    64,
    expect.stringContaining("It can't be told which app"),
  ]);
  // Node 20 would take --env-file for its own, and end before us.
  const absent = await program.run(['--env-list', join(program.folder, 'no.list')]);
  expect(absent.stderr).toContain('no.list on this computer could not be read.');
});

test('Libraries say nothing of their own in between, whatever Node runs it', async () => {
  const remove = ['launch', 'ec2', '--remove', 'study', '--confirm', 'study', '--yes', '--plain'];
  const env = {
    // A port on which nobody listens.
    ...{ AWS_ENDPOINT_URL: 'http://127.0.0.1:1', AWS_REGION: 'eu-central-1' },
    ...{ AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE', AWS_SECRET_ACCESS_KEY: 'x'.repeat(40) },
  };
  const { code, stdout, stderr } = await program.run(remove, env);
  expect(code).not.toBe(0);
  expect(stdout + stderr).toContain('Amazon');
  expect(stdout + stderr).not.toMatch(/NodeVersionSupportWarning|trace-warnings/);
});
