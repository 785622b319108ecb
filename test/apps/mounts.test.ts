import { describe, expect, it } from 'vitest';
import { parseMounts, problemWithMounts } from '../../source/apps/mounts.ts';

describe('data folders', () => {
  it.each<[string, { source: string; target: string; readOnly?: boolean }[]]>([
    ['', []],
    ['\n  \n', []],
    ['/data', [{ source: 'blog-data', target: '/data' }]],
    [
      '/var/lib/ghost/content/',
      [{ source: 'blog-var-lib-ghost-content', target: '/var/lib/ghost/content' }],
    ],
    ['files:/data', [{ source: 'files', target: '/data' }]],
    ['/srv/files/:/data', [{ source: '/srv/files', target: '/data' }]],
    ['/srv/code:/app:ro', [{ source: '/srv/code', target: '/app', readOnly: true }]],
    ['files:/data:rw', [{ source: 'files', target: '/data' }]],
    [
      ' /data \r\n\n/conf',
      [
        { source: 'blog-data', target: '/data' },
        { source: 'blog-conf', target: '/conf' },
      ],
    ],
  ])('%j', (text, mounts) => {
    expect(problemWithMounts(text, 'blog')).toBeUndefined();
    expect(parseMounts(text, 'blog')).toEqual(mounts);
  });

  it.each([
    ['data', 'data: a folder in the container begins with a slash: /data'],
    ['files:data', 'files:data: a folder in the container begins with a slash: /data'],
    ['/', "/: the whole container can't be kept, only folders in it."],
    ['files:/', "files:/: the whole container can't be kept, only folders in it."],
    ['//', "//: the whole container can't be kept, only folders in it."],
    ['/:/data', "/:/data: the whole server can't be given to a container."],
    ['/data\n/data/', '/data/: /data is there twice.'],
    ['one:/data\ntwo:/data', 'two:/data: /data is there twice.'],
    ['/a/b\n/a-b', 'blog-a-b would hold two folders. Give one of them a name: other:/folder'],
    ['/data/../etc', '/data/../etc: write the folder without . and ..'],
    ['/my data', '/my data: no spaces or commas in it.'],
    ['/data:ro', '/data:ro: a folder in the container begins with a slash: /data'],
    ['files:/data:z', 'files:/data:z: One colon at most: name:/folder'],
    ['a:b:/data', 'a:b:/data: One colon at most: name:/folder'],
    ['./files:/data', './files:/data: write the folder without . and ..'],
    [
      'my/files:/data',
      'my/files:/data: "my/files" is neither a folder (/srv/files) nor a name (letters, digits, hyphens).',
    ],
    [
      ':/data',
      ':/data: "" is neither a folder (/srv/files) nor a name (letters, digits, hyphens).',
    ],
    [
      '/etc/setup-server/front:/x',
      '/etc/setup-server/front:/x: that folder holds keys and passwords.',
    ],
  ])('refuses %j', (text, problem) => {
    expect(problemWithMounts(text, 'blog')).toBe(problem);
  });
});
