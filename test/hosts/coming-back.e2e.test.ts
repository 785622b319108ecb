import { afterAll, beforeAll, expect, it } from 'vitest';
import { answersFor, newOperator, type Operator } from '../job/operator.ts';
import { openTerminal, type Terminal } from '../job/terminal.ts';
import { type Host, host, rangeUp } from '../range/range.ts';

const ADDRESS = '198.51.100.62';
const NAME = 'w-back';

let server: Host;
let operator: Operator;
let terminal: Terminal | undefined;

beforeAll(async () => {
  await rangeUp();
  server = await host(NAME, { variant: 'root-key', address: ADDRESS, disk: 'tmpfs' });
  operator = await newOperator();
});
afterAll(async () => {
  await terminal?.close();
  await server.remove();
});

it('offers a server of an earlier time, and goes on when that was created anew', async () => {
  const given: Record<string, unknown> = {
    app: 'jatos',
    ...(await answersFor(server, 'w-back.range.test')),
  };
  const answers = await operator.answers(given);
  const planned = await operator.run(['--answers', answers, '--plan']);
  expect([planned.code, planned.stderr]).toEqual([2, '']);
  const listed = await operator.run(['hosts']);
  expect(listed.stdout).toBe(`${ADDRESS} (root@${ADDRESS}, last used today)`);

  await server.remove();
  server = await host(NAME, { variant: 'root-key', address: ADDRESS, disk: 'tmpfs' });
  const { 'ssh.fingerprint': fingerprint } = await answersFor(server, '');

  terminal = await openTerminal(operator, [operator.entry], { columns: 80, rows: 24 });
  await terminal.until('From nothing to a web application');
  await terminal.press('Enter');
  await terminal.until('❯ JATOS');
  await terminal.press('Enter');
  const list = await terminal.until(`❯ ${ADDRESS}`);
  expect(list).toMatch(/root@198\.51\.100\.62, last used today/);
  expect(list).toMatch(/A server I already have/);
  await terminal.press('Enter');
  const asked = await terminal.until(`${ADDRESS} shows another key than before`);
  expect(asked).toContain(String(fingerprint));
  expect(asked).toContain(String(given['ssh.fingerprint']));
  expect(asked).toContain('line 1)');
  await terminal.type('yes');
  await terminal.press('Enter');
  await terminal.until('The word is replace.');
  await terminal.press('C-u');
  await terminal.type('replace');
  await terminal.press('Enter');
  await terminal.until(/Connected as root|Do you have a name for it/);
  await terminal.press('C-c');
  await terminal.until('exit code 130');

  const forgotten = await operator.run(['hosts', 'forget', ADDRESS]);
  expect(forgotten.code).toBe(0);
  expect((await operator.run(['hosts'])).stdout).toBe('This computer remembers no server yet.');
});
