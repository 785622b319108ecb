import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { dns, faults, type Host, host, rangeUp } from '../range/range.ts';
import { answersFor, newOperator, type Operator } from './operator.ts';
import { settingOf, traces } from './state.ts';
import { openTerminal, type Terminal } from './terminal.ts';

const HOSTNAME = 'by-keys.range.test';
const PASSPHRASE = 'the horse was correct';
const TOKEN = 'hush-by-keys-4711';

let server: Host;
let operator: Operator;
let terminal: Terminal;

beforeAll(async () => {
  await rangeUp({ suites: ['bookworm'] });
});

beforeEach(async () => {
  operator = await newOperator();
});

afterEach(async () => {
  await terminal.close();
  await server.remove();
});

async function serve(variant: 'root-key' | 'docker'): Promise<void> {
  server = await host('by-keys', { suite: 'bookworm', variant, disk: 'tmpfs' });
  await dns.set(HOSTNAME, server.address);
}

async function open(columns: number, rows: number, words: string[] = []): Promise<void> {
  terminal = await openTerminal(operator, [operator.entry, ...words], { columns, rows });
}

/** Waits for a screen, then types into its field and leaves it with Enter. */
async function answer(screen: string, text = ''): Promise<void> {
  await terminal.until(screen);
  if (text !== '') await terminal.type(text);
  await terminal.press('Enter');
}

/** Waits until all was looked at: what is pressed before that counts for nothing. */
async function lookedAt(finding: string): Promise<void> {
  await terminal.until(finding);
  await answer('Enter continue');
}

async function connectAt(fingerprint: string): Promise<void> {
  const shown = await terminal.until('First contact with');
  expect(shown.replace(/\s+/g, '')).toContain(fingerprint);
  // Nothing is chosen beforehand: a person must look first.
  await terminal.press('Down');
  await terminal.until('❯ Connect');
  await terminal.press('Enter');
}

async function fingerprint(): Promise<string> {
  return String((await answersFor(server, HOSTNAME))['ssh.fingerprint']);
}

it('does the whole job on 80 by 24, from the welcome to the receipt', async () => {
  await serve('root-key');
  await open(80, 24);
  await answer('From nothing to a web application');
  await answer('❯ JATOS');
  await answer('❯ A server I already have');
  await terminal.until('What is the address of your server?');
  await terminal.press('?');
  await terminal.until('DigitalOcean  Droplets');
  await terminal.press('Escape');
  await answer('For example: 203.0.113.7', server.address);
  await answer('❯ root');
  await connectAt(await fingerprint());
  // What is worth a thought is not passed over: the disk in memory is small.
  await lookedAt('! 6 GB of 6 GB disk free');
  await answer('❯ Yes, or my organisation has one');
  await answer('What name should it have on the internet?', `https://${HOSTNAME}/`);
  await answer('❯ Yes, I agree');
  await answer('❯ Nowhere');
  await terminal.until('Largest file that a participant may upload');
  await terminal.until('^N new');
  await terminal.press('C-n');
  const made = /\b(?:\w{4}-){4}\w{4}\b/;
  const [password = ''] = made.exec(await terminal.until(made)) ?? [];
  await terminal.press('C-d');
  const review = await terminal.until('This is what will happen');
  expect(review).toContain("+ Install Docker from Debian's packages");
  expect(review).toContain('Nothing is touched before you press Enter.');
  expect(await server.succeeds('test -e /etc/setup-server')).toBe(false);
  await terminal.press('d');
  await terminal.until('│ DEBIAN_FRONTEND=noninteractive');
  await terminal.press('d');
  await terminal.until(/^((?!│).)*$/s);
  await terminal.press('Enter');
  await terminal.until('● Install Docker');
  await terminal.press('l');
  await terminal.until(/Unpacking|Setting up/);
  await terminal.press('Escape');
  await terminal.until(/✓ Install Docker.* s$/m);
  const receipt = await terminal.until(`✓ JATOS answers at https://${HOSTNAME}`);
  expect(receipt).toContain('As admin, with the password that you chose.');
  await terminal.press('s');
  await terminal.until('This page is saved');
  await terminal.press('Enter');
  await terminal.until('exit code 0');

  const scrollback = await terminal.everything();
  expect(scrollback).toMatch(/^\$ setup-server\n✓ Wait for the server's own first updates/);
  expect(scrollback).toMatch(/✓ Install Docker from Debian's packages +\d+ s\n/);
  expect(scrollback).toContain(`\n✓ JATOS answers at https://${HOSTNAME}\n`);
  expect(scrollback).toContain('Your data    volume jatos-data\n');
  expect(scrollback).not.toContain('Enter done');
  expect(scrollback).not.toContain(password);
  expect(terminal.overflow()).toBe(0);

  const saved = await readFile(join(operator.folder, `${HOSTNAME}-receipt.txt`), 'utf8');
  const kept = `${await server.read('/etc/setup-server/jatos/receipt.txt')}\n`;
  // The one on the server outlives this certificate.
  const dated = /^Certificate .*$/m;
  expect(saved.replace(dated, '')).toBe(kept.replace(dated, ''));
  expect([dated.exec(saved)?.[0], dated.exec(kept)?.[0]]).toEqual([
    expect.stringContaining('until'),
    expect.not.stringContaining('until'),
  ]);
  const page = await operator.program(['curl', '-sS', `https://${HOSTNAME}/ping`]);
  expect(page).toMatchObject({ stdout: 'pong', stderr: '' });
  expect(await signIn(password)).toContain('"redirectUrl"');
  await seesThatNothingIsLeftToDo();
});

/** What JATOS answers to its first user on the internet. */
async function signIn(password: string): Promise<string> {
  const { stdout } = await operator.program([
    ...['curl', '-sS', '--data', 'username=admin', '--data-urlencode', `password=${password}`],
    `https://${HOSTNAME}/jatos/signin/local`,
  ]);
  return stdout;
}

async function seesThatNothingIsLeftToDo(): Promise<void> {
  const before = await traces(server);
  await terminal.close();
  // When copies are made was left as it was proposed.
  const { 'backup.time': _, ...given } = await answersFor(server, HOSTNAME);
  const answers = { app: 'jatos', ...given };
  await open(80, 24, ['--answers', await operator.answers(answers)]);
  await lookedAt('disk free');
  await answer('❯ Nowhere');
  await terminal.until('Largest file that a participant may upload');
  await terminal.press('C-d');
  const review = await terminal.until('Enter show how it stands');
  expect(review).not.toMatch(/^ \+ /m);
  await terminal.press('Enter');
  await terminal.until(`✓ JATOS answers at https://${HOSTNAME}`);
  await terminal.press('Enter');
  await terminal.until('exit code 0');
  expect(await traces(server)).toBe(before);
}

it('does it on 60 by 20, left in between and resized while it runs', async () => {
  await serve('docker');
  const locked = join(operator.home, '.ssh', 'id_ed25519');
  await execa('ssh-keygen', ['-q', '-p', '-P', '', '-N', PASSPHRASE, '-f', locked]);

  await open(60, 20);
  await answer('From nothing to a web application');
  await terminal.until('❯ JATOS');
  await terminal.press('End');
  await answer('❯ Your own Docker image');
  await answer('Which image?', 'example/hello:1');
  await answer('❯ A server I already have');
  await answer('What is the address of your server?', `root@${server.address}`);
  await connectAt(await fingerprint());
  await answer('passphrase', 'the horse was wrong');
  await answer('That was not it.', PASSPHRASE);
  await answer('❯ Yes, or my organisation has one');
  await answer('What name should it have', HOSTNAME);
  await answer('❯ Yes, I agree');
  await answer('❯ Nowhere');
  // What the image itself says of these two.
  expect(await terminal.until('❯ On which port does it speak HTTP')).toContain('8080');
  await terminal.press('Tab');
  expect(await terminal.until('❯ Folders in the container')).toContain('│ /data');
  await terminal.press('C-u');
  await terminal.type('things:/data');
  await fillInTheToken();
  await terminal.until('This is what will happen');
  await terminal.press('C-c');
  await terminal.until('exit code 130');
  expect(await terminal.everything()).toContain('passwords excepted');
  expect(await filesWithSecrets()).toBe('');
  await terminal.close();

  await open(60, 20);
  await answer('❯ Go on where you were');
  await answer('passphrase', PASSPHRASE);
  await terminal.until('❯ On which port does it speak HTTP');
  await terminal.press('Tab');
  expect(await terminal.until('❯ Folders in the container')).toContain('│ things:/data');
  await fillInTheToken();
  await terminal.until('This is what will happen');
  await faults.slow('by-keys', '20mbit');
  await terminal.press('Enter');
  await terminal.until('● ');
  await terminal.resize(100, 30);
  await terminal.until('^C stop after this step; run setup-server again to go on');
  await terminal.resize(30, 8);
  await terminal.until('make it larger');
  await terminal.resize(60, 20);
  await terminal.until('● ');
  await faults.heal('by-keys');
  await terminal.until('✓ example/hello:1 answers at');
  await terminal.press('Enter');
  await terminal.until('exit code 0');
  expect(await terminal.everything()).toContain(
    `✓ example/hello:1 answers at https://${HOSTNAME}\n`,
  );
  expect(terminal.overflow()).toBe(0);
  const page = await operator.program(['curl', '-sS', `https://${HOSTNAME}/healthz`]);
  expect(page).toMatchObject({ stdout: 'ok', stderr: '' });
  expect(await settingOf(server, 'image', 'API_TOKEN')).toBe(TOKEN);
  expect(await filesWithSecrets()).toBe('');
});

async function fillInTheToken(): Promise<void> {
  await terminal.press('Tab');
  await terminal.until('❯ Environment variables');
  await terminal.type(`API_TOKEN=${TOKEN}`);
  await terminal.press('C-d');
}

async function filesWithSecrets(): Promise<string> {
  const secrets = ['-e', PASSPHRASE, '-e', TOKEN];
  const { stdout } = await execa('grep', ['-rlF', ...secrets, operator.home], { reject: false });
  return stdout;
}
