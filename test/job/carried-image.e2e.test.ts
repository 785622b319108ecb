import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { visitor } from '../front/visitor.ts';
import { rangeUp } from '../range/range.ts';
import { wrong } from './messages.ts';
import { type Outgrown, outgrown } from './outgrown.ts';

const HOSTNAME = 'carried-image.range.test';

describe('an image that was built on the first server', () => {
  let servers: Outgrown['servers'];
  let grow: Outgrown['grow'];

  beforeAll(async () => {
    await rangeUp({ suites: ['trixie'], apps: ['nginx', 'hello'] });
    const all = await outgrown(HOSTNAME, ['carried-a', 'carried-b'], async ({ folder }) => {
      const greeting = join(folder, 'greeting');
      await mkdir(greeting);
      await writeFile(join(greeting, 'Dockerfile'), 'FROM example/hello:1\nENV MADE_HERE=yes\n');
      return {
        ...{ app: 'image', install: 'greeting', 'image.reference': './greeting' },
        ...{ 'image.port': '8080', 'image.folders': '' },
      };
    });
    ({ servers, grow } = all);
    return all.remove;
  });

  const ids = () =>
    Promise.all(
      servers.map((each) =>
        each.exec("docker image ls --no-trunc --quiet 'localhost/greeting' | sort -u"),
      ),
    );

  it('is brought to the other one, and answers at both', async () => {
    expect(wrong(await grow('--set', 'swarm.stateless=yes'))).toEqual([]);
    const [first, second] = await ids();
    expect([first, second]).toEqual([expect.stringMatching(/^sha256:[0-9a-f]{64}$/), first]);
    for (const each of servers) {
      const page = await visitor(each.address).visit(`https://${HOSTNAME}/`);
      expect([page.status, JSON.parse(page.body).env]).toEqual([
        200,
        expect.arrayContaining(['MADE_HERE']),
      ]);
      const running = "docker ps --filter name=greeting_app --format '{{.Image}}' | head -n 1";
      expect(first).toContain((await each.exec(running)).replace(/^sha256:/, ''));
    }
    expect((await grow('--set', 'swarm.stateless=yes')).events.at(-1)).toMatchObject({
      ending: 'nothing-to-do',
    });
  });

  it('is brought there once more where it was taken away', async () => {
    const [manager, second] = servers;
    // As long as a copy may run there, the image is in use.
    const available = (how: string) =>
      manager.exec(
        `docker node update --availability ${how} $(docker node ls --filter role=worker --quiet)`,
      );
    await available('drain');
    const copies = () => second.exec('docker ps --quiet --filter name=greeting_app');
    await expect.poll(copies).toBe('');
    await second.exec(
      'docker image ls --quiet localhost/greeting | sort -u | xargs --no-run-if-empty docker image rm -f',
    );
    await available('active');
    expect(wrong(await grow('--set', 'swarm.stateless=yes'))).toEqual([]);
    const [first, again] = await ids();
    expect(again).toBe(first);
  });
});
