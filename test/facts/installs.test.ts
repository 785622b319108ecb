import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { query } from '../../source/facts/facts.ts';
import { finding } from '../../source/facts/findings.ts';
import { probes } from '../../source/facts/probes.ts';
import { CONFIGURATION } from '../../source/paths.ts';
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

describe('the other installs of a host', () => {
  const record = (hostname: string) =>
    JSON.stringify({ format: 1, app: 'jatos', answers: { hostname } }, null, 2);
  const here = (files: Record<string, string>) => {
    const folder = ownFolder();
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(join(folder, name));
      writeFileSync(join(folder, name, 'install.json'), text);
    }
    return folder;
  };
  const seen = (folder: string) => {
    const { command } = probes.neighbours;
    const asked = command('blog').text.replaceAll(CONFIGURATION, folder);
    const { status, stdout } = spawnSync('sh', ['-c', asked], { encoding: 'utf8' });
    return read('neighbours', { code: status ?? 1, stdout }, 'blog');
  };

  it('are those with a record, without the one that is asked for, in a real shell', () => {
    const files = { blog: record('blog.example.org'), study: `${record('study.example.org')}\n` };
    expect(seen(here(files))).toMatchObject([
      { install: 'study', record: { app: 'jatos', answers: { hostname: 'study.example.org' } } },
    ]);
  });

  it('are there with a damaged record, too; folders of ours for other things are not', () => {
    const files = {
      old: '{',
      front: record('front.example.org'),
      'shop-2': record('a.example.org'),
    };
    expect(seen(here(files)).map(({ install, record }) => [install, record.damage])).toEqual([
      ['old', 'It is not valid JSON.'],
      ['shop-2', undefined],
    ]);
  });

  it('are none on a fresh server, and not taken for none where the folder is closed', () => {
    expect(seen(join(ownFolder(), 'not-there'))).toEqual([]);
    expect(refusalOf('neighbours', { code: 1, stdout: '' }, 'blog')).toBe('look.neighbours');
  });

  it('are told to whoever comes with a second app', () => {
    const neighbour = (install: string, hostname: string) => ({
      install,
      record: read('record', { stdout: record(hostname) }, install),
    });
    const told = (value: unknown) =>
      finding({ query: query('neighbours', 'ssh://a'), value } as never, {
        app: 'Blog',
        memoryMB: 1,
        diskMB: 1,
      });
    const study = neighbour('study', 'study.example.org');
    expect(told([])).toBeUndefined();
    expect(told([study])).toEqual({
      status: 'good',
      text: 'Another app is here',
      note: 'study.example.org; it stays as it is',
    });
    expect(told([study, neighbour('blog', 'blog.example.org')])).toMatchObject({
      text: '2 other apps are here',
      note: 'study.example.org, blog.example.org; they stay as they are',
    });
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
