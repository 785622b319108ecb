import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { lookAtLibrary } from '../../source/edges/outside/experiment-library.ts';

const NEVER = new AbortController().signal;
const running: Server[] = [];
afterEach(async () => {
  for (const server of running.splice(0)) await new Promise((done) => server.close(done));
});

async function library(body: string, status = 200) {
  const server = createServer((_asked, reply) => reply.writeHead(status).end(body));
  running.push(server);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  return await lookAtLibrary(NEVER, `http://127.0.0.1:${port}/experiments/library.json`);
}

test('the library has names and tags, in order, each once', async () => {
  const published = [
    { name: 'stroop', github: 'https://example.org', tags: ['attention', 7, '\x1b[31mred'] },
    { name: 'n-back', maintainer: '@anna' },
    { name: 'stroop', tags: ['attention', '\x1b[31mred'] },
    { name: 'not a name; rm -rf /' },
    { github: 'https://example.org' },
    null,
  ];
  expect(await library(JSON.stringify(published))).toEqual({
    is: 'there',
    experiments: [
      { name: 'n-back', tags: [] },
      { name: 'stroop', tags: ['attention', 'red'] },
    ],
  });
});

test.each([
  ['a page instead', '<html>Welcome to the hotel</html>', 200, /is no list of experiments/],
  ['an empty list', '[]', 200, /is no list of experiments/],
  ['an error', 'gone', 404, /answers with status 404/],
])('%s is told, and no failure', async (_, body, status, says) => {
  expect(await library(body, status)).toEqual({ is: 'unknown', says: expect.stringMatching(says) });
});

test('nobody there is told, and no failure', async () => {
  expect(await lookAtLibrary(NEVER, 'http://127.0.0.1:9/library.json')).toEqual({
    is: 'unknown',
    says: '127.0.0.1 refused the connection: nothing listens on port 9 there.',
  });
});
