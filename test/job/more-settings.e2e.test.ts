import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { dns, type Host, host, rangeUp } from '../range/range.ts';
import { answersFor, newOperator, type Operator } from './operator.ts';
import { openTerminal, type Terminal } from './terminal.ts';

const NAME = 'renew-more.range.test';
const OLD = 'renew-old.range.test';

let server: Host;
let operator: Operator;
let terminal: Terminal;
let file: string;

beforeAll(async () => {
  await rangeUp({ suites: ['trixie'], apps: ['nginx', 'hello'] });
  server = await host('renew-more', { variant: 'docker', disk: 'tmpfs' });
  for (const name of [NAME, OLD]) await dns.set(name, server.address);
});
beforeEach(async () => {
  operator = await newOperator();
  const { hostname: _, 'certificate.terms': __, ...others } = await answersFor(server, NAME);
  const image = { 'image.reference': 'example/hello:1', 'image.port': '8080' };
  file = await operator.answers({
    app: 'image',
    install: 'image',
    ...image,
    'notify.where': 'nowhere',
    ...others,
  });
});
afterEach(async () => await terminal.close());
afterAll(async () => {
  for (const name of [NAME, OLD]) await dns.del(name);
  await server?.remove();
});

async function open(columns: number, rows: number, words: string[] = []): Promise<void> {
  const argv = [operator.entry, '--answers', file, ...words];
  terminal = await openTerminal(operator, argv, { columns, rows });
}

/** Waits for a screen, then types into its field and leaves it with Enter. */
async function answer(screen: string, text = ''): Promise<void> {
  await terminal.until(screen);
  if (text !== '') await terminal.type(text);
  await terminal.press('Enter');
}

it('gives several names and another key by keys, on 80 by 24', async () => {
  await open(80, 24);
  await answer('❯ Yes, or my organisation has one');
  await terminal.until('^O more settings');
  await terminal.type(NAME);
  await terminal.press('C-o');
  await terminal.until('❯ Which other names should it have?');
  await terminal.type(OLD);
  await terminal.press('C-d');
  await answer(`❯ ${NAME}`);
  await terminal.until('Do you agree');
  await terminal.press('C-o');
  const fields = await terminal.until('❯ Where does the certificate come from?');
  expect(fields).toContain('How should the authority see');
  expect(fields).toContain('Who should issue the certificate?');
  expect(fields).toContain('Which kind of certificate?');
  for (const next of ['How should', 'Who should', 'Which kind of certificate', 'Which kind of key'])
    await terminal.press('Down').then(() => terminal.until(`❯ ${next}`));
  await terminal.press('Right');
  await terminal.until('‹ RSA 2048 ›');
  await terminal.press('C-d');
  await answer('❯ Yes, I agree');
  await terminal.until('Folders in the container');
  await terminal.press('C-d');
  await answer('This is what will happen');
  await answer('✓ example/hello:1 answers at');
  await terminal.until('exit code 0');
  expect(terminal.overflow()).toBe(0);
  const folder = '/etc/setup-server/front/certificates/image';
  const made = await server.exec(`openssl x509 -noout -text -in ${folder}/fullchain.pem`);
  expect(made).toContain('rsaEncryption');
  expect(made).toContain(`DNS:${NAME}, DNS:${OLD}`);
});

it('changes where the certificate comes from at the review, on 60 by 20', async () => {
  await open(60, 20);
  await answer('❯ Go on with that one');
  await answer('❯ Yes, or my organisation has one');
  await answer('What name should it have', NAME);
  await terminal.until('Do you agree');
  await terminal.press('C-o');
  await terminal.until('❯ Where does the certificate come');
  await terminal.press('Left');
  const plain = await terminal.until('‹ None');
  expect(plain).not.toContain('Which kind of key?');
  await terminal.press('C-d');
  await terminal.until('Folders in the container');
  await terminal.press('C-d');
  await terminal.until('This is what will happen');
  await terminal.press('Escape');
  await terminal.until('Folders in the container');
  await terminal.press('Escape');
  // What was chosen by hand is a question like others.
  await terminal.until('❯ None, plain HTTP');
  await terminal.press('Up');
  await terminal.until('❯ From an authority, for a balancer');
  await terminal.press('Up');
  await terminal.until('❯ A load balancer in front has it');
  await terminal.press('Up');
  await answer('❯ I have files of my own');
  await terminal.until('The file with your certificate, on this');
  await terminal.press('C-c');
  await terminal.until('exit code 130');
  expect(terminal.overflow()).toBe(0);
});

it('is asked in plain lines, too', async () => {
  await open(80, 24, ['--plain']);
  await answer('Which SSH configuration file');
  await answer('Type a number, or press Enter for 1', '1');
  await answer('Do you have a name for it?', '1');
  await answer('What name should it have', NAME);
  await terminal.until('Which other names should it have?');
  await answer('Press Enter to leave it so');
  await terminal.until('Where does the certificate come from? From a certificate authority');
  const offer = await terminal.until('How should the authority see');
  expect(offer).toContain('Certificate: few people need to change this.');
  await terminal.type('yes');
  await terminal.press('Enter');
  await answer('2. I have files of my own', '1');
  await answer('2. By a record in the DNS', '2');
  await terminal.until('The certificate is proved by a record');
});
