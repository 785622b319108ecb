import { createServer } from 'node:net';
import { expect, test } from 'vitest';
import { knock } from '../../source/edges/outside/doors.ts';
import { freePort } from '../acme/ca/listening.ts';

test('an open door, and one that was just closed', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as { port: number };
  const { signal } = new AbortController();
  expect(await knock('127.0.0.1', port, signal)).toBe('open');
  await new Promise((resolve) => server.close(resolve));
  expect(await knock('127.0.0.1', port, signal)).toBe('refused');
});

test('no way there is no verdict', async () => {
  expect(await knock('ff02::1', await freePort(), new AbortController().signal)).toBe('unknown');
});

test('stops asking when nobody wants to know', async () => {
  const stop = new AbortController();
  const asked = knock('192.0.2.1', 80, stop.signal);
  stop.abort(new Error('enough'));
  await expect(asked).rejects.toThrow('enough');
});
