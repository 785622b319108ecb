import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { keptHosts } from '../../bin/kept-hosts.ts';
import { main } from '../../bin/main.ts';
import type { World } from '../../bin/world.ts';

const NOW = new Date('2026-11-21T10:00:00Z');
let home: string;

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'home-'));
});
afterEach(() => rm(home, { recursive: true }));

function world(words: readonly string[], said: string[], now = NOW): World {
  const stream = { write: (text: string) => void said.push(text) };
  return {
    ...{ words, home, environment: {}, platform: 'linux', now: () => now },
    ...{ output: stream, errors: stream },
  } as never;
}

async function run(...words: string[]): Promise<[number, string]> {
  const said: string[] = [];
  const code = await main(world(words, said));
  return [code, said.join('')];
}

async function remember(): Promise<void> {
  const memory = keptHosts(world([], [], new Date('2026-11-20T09:00:00Z')));
  memory.note('ssh://root@203.0.113.8');
  const install = { install: 'jatos', app: 'JATOS', names: ['study.example.org'] };
  memory.note('ssh://root@203.0.113.7', install);
  memory.note('ssh://root@198.51.100.7?key=/k', { ...install, names: ['study.example.org'] });
  await memory.settled();
}

describe('setup-server hosts', () => {
  test('tells that there are none', async () => {
    expect(await run('hosts')).toEqual([0, 'This computer remembers no server yet.\n']);
  });

  test('lists them, the last one first', async () => {
    await remember();
    expect(await run('hosts')).toEqual([
      0,
      'study.example.org (JATOS, root@198.51.100.7, last used yesterday)\n' +
        'study.example.org (JATOS, root@203.0.113.7, last used yesterday)\n' +
        '203.0.113.8 (root@203.0.113.8, last used yesterday)\n',
    ]);
    const [, text] = await run('hosts', '--json');
    expect(JSON.parse(text).map(({ address }: { address: string }) => address)).toEqual([
      'ssh://root@198.51.100.7?key=/k',
      'ssh://root@203.0.113.7',
      'ssh://root@203.0.113.8',
    ]);
  });

  test('forgets one, by its name or its address', async () => {
    await remember();
    expect(await run('hosts', 'forget', '203.0.113.8')).toEqual([
      0,
      'Forgotten: 203.0.113.8 (root@203.0.113.8, last used yesterday)\n',
    ]);
    expect((await run('hosts', 'forget', 'root@203.0.113.7'))[0]).toBe(0);
    expect((await run('hosts', 'forget', 'study.example.org'))[0]).toBe(0);
    expect((await run('hosts'))[1]).toBe('This computer remembers no server yet.\n');
  });

  test('forgets nothing where it is not clear which', async () => {
    await remember();
    const [several, which] = await run('hosts', 'forget', 'study.example.org');
    expect([several, which]).toEqual([1, expect.stringContaining('Several servers')]);
    const [unknown, meant] = await run('hosts', 'forget', 'stdy.example.org');
    expect([unknown, meant]).toEqual([
      1,
      expect.stringContaining('Did you mean study.example.org'),
    ]);
    expect((await run('hosts'))[1].split('\n')).toHaveLength(4);
  });

  test('says that its file can not be read, and lists nothing', async () => {
    await remember();
    await writeFile(join(home, '.local/state/setup-server/hosts.json'), '{');
    const [code, text] = await run('hosts');
    expect(code).toBe(0);
    expect(text).toMatch(/can't be read[^\n]*\nThis computer remembers no server yet\.\n/);
  });
});
