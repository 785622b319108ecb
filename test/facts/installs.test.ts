import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { askHere, ownFolder } from './ask-here.ts';
import { read, refusalOf } from './captured.ts';

describe('the installs of a host', () => {
  const seen = (stdout: string) => read('installs', { code: 0, stdout });

  it('are the folders with a record, ours for other things left out', () => {
    const stdout = ['jatos', 'blog-2', 'front'].map((name) => `install ${name}/install.json\n`);
    expect(seen(stdout.join(''))).toEqual(['jatos', 'blog-2']);
  });

  it('are none where nothing was set up', () => {
    expect(seen('')).toEqual([]);
  });

  it('have no name that a shell or a path could take for more', () => {
    expect(seen('install ../install.json\ninstall a b/install.json\n')).toEqual([]);
    expect(seen('install $(id)/install.json\ninstall -n/install.json\n')).toEqual([]);
  });

  it('are not taken for none where the folder could not be entered', () => {
    expect(refusalOf('installs', { code: 1, stdout: '' })).toBe('look.installs');
  });
});

describe('the end of a text file', () => {
  const write = (text: string) => {
    const path = join(ownFolder(), 'it\'s "a" $(file)');
    writeFileSync(path, text);
    return path;
  };
  const end = (path: string) => read('textFile', askHere('textFile', path), path);

  it('is its last lines, in a real shell', () => {
    const lines = Array.from({ length: 300 }, (_, index) => `line ${index}`);
    expect(end(write(`${lines.join('\n')}\n`))).toEqual(lines.slice(100));
  });

  it('does nothing to a terminal', () => {
    expect(end(write('a\x1b]0;title\x07b\n\x1b[2Jc'))).toEqual(['ab', 'c']);
  });

  it('begins with a whole line also where the lines are long', () => {
    const long = 'é'.repeat(75_000);
    expect(end(write(`first ${long}\nsecond ${long}\n`))).toEqual([`second ${long}`]);
  });

  it('is absent where there is no such file', () => {
    expect(end('/nowhere/at/all')).toBeNull();
    expect(refusalOf('textFile', { code: 1, stdout: '' }, '/a')).toBe('look.textFile');
  });
});
