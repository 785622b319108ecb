import { describe, expect, it } from 'vitest';
import { Facts } from '../../source/facts/facts.ts';
import { wantsSwap } from '../../source/facts/machine/memory.ts';
import { swap } from '../../source/offers/swap.ts';
import { neighboursOf } from '../../source/questions/name.ts';
import { asks, seen, server, stepOf, stepsOf } from './given.ts';

const small = { totalMB: 967, availableMB: 700, swapMB: 0 };

describe('how much swap makes up for the memory that an app wants', () => {
  it.each([
    [{ totalMB: 2000, swapMB: 0 }, 2048, 0],
    [{ totalMB: 967, swapMB: 0 }, 2048, 2048],
    [{ totalMB: 1700, swapMB: 0 }, 2048, 1024],
    [{ totalMB: 967, swapMB: 1023 }, 2048, 0],
    [{ totalMB: 967, swapMB: 0 }, 16_384, 4096],
    [{ totalMB: 467, swapMB: 0 }, 512, 0],
  ])('%j for %i MB', (memory, wanted, megabytes) => {
    expect(wantsSwap({ ...memory, availableMB: 0 }, wanted)).toBe(megabytes);
  });
});

describe('a swap file', () => {
  it('is offered where memory is short, and taken unasked', () => {
    expect(asks(swap, seen({ memory: small }))).toMatchObject([
      { id: 'server.swap', suggestion: true },
    ]);
    expect(asks(swap, seen({ memory: small }))[0]?.hint).toContain('2 GB');
  });

  it('is larger where another app is there already', () => {
    const record = { format: 1, app: 'nextcloud', answers: {} };
    const facts = new Facts([
      ...seen({ memory: { ...small, totalMB: 1963 } }).sightings(),
      { query: neighboursOf(server), value: [{ install: 'cloud', record }] } as never,
    ]);
    expect(asks(swap, seen({ memory: { ...small, totalMB: 1963 } }))).toEqual([]);
    expect(asks(swap, facts)[0]?.hint).toContain('3 GB');
  });

  it.each([
    ['memory is enough', {}],
    ['there is swap', { memory: { ...small, swapMB: 512 } }],
    ['even that would not help', { memory: { ...small, totalMB: 450 } }],
    ['the file system can hold none', { fileSystems: fileSystem('btrfs') }],
    ['the disk is nearly full', { fileSystems: { ...fileSystem('ext4'), freeMB: 4000 } }],
    ['it is a container', { virtualisation: { kind: 'lxc', container: true } }],
  ])('is not offered where %s', (_where, changed) => {
    const memory = 'virtualisation' in changed || 'fileSystems' in changed ? { memory: small } : {};
    const facts = seen({ ...memory, ...changed });
    expect(asks(swap, facts)).toEqual([]);
    // An answers file may say yes for every server.
    expect(stepsOf(swap, facts, { 'server.swap': true })).toEqual([]);
  });

  it('is made as one that stays, and only where there is none', () => {
    const facts = seen({ memory: small });
    expect(stepsOf(swap, facts, { 'server.swap': false })).toEqual([]);
    const step = stepOf(swap, facts, { 'server.swap': true });
    expect(step.title).toBe('Make a swap file of 2 GB (/swapfile)');
    expect(step.check(facts).holds).toBe(false);
    expect(step.check(seen({ memory: { ...small, swapMB: 2047 } })).holds).toBe(true);
  });
});

function fileSystem(root: string) {
  return { readOnly: [], root, freeMB: 20_000 };
}
