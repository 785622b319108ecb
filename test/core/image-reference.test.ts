import { describe, expect, it } from 'vitest';
import {
  normaliseImage,
  parseImage,
  placeOf,
  problemWithImage,
  registryOf,
  versionOf,
} from '../../source/image/reference.ts';

const digest = `sha256:${'0123456789abcdef'.repeat(4)}`;

describe('references in the grammar of distribution/reference', () => {
  it.each<[string, string, string | null, string | null]>([
    ['ghost', 'ghost', null, null],
    ['ghost:5.87', 'ghost', '5.87', null],
    ['library/ghost:5-alpine', 'library/ghost', '5-alpine', null],
    ['ghcr.io/owner/app:1.4', 'ghcr.io/owner/app', '1.4', null],
    ['registry.example.org:5000/team/app', 'registry.example.org:5000/team/app', null, null],
    ['localhost:5000/app:v1', 'localhost:5000/app', 'v1', null],
    ['Registry/app', 'Registry/app', null, null],
    [`app@${digest}`, 'app', null, digest],
    [`app:1@${digest}`, 'app', '1', digest],
    ['a__b/c-d/e.f/g--h', 'a__b/c-d/e.f/g--h', null, null],
    ['app:_x', 'app', '_x', null],
  ])('%s', (text, name, tag, sum) => {
    expect(problemWithImage(text)).toBeUndefined();
    expect(parseImage(text)).toEqual({ name, tag, digest: sum });
  });
});

describe('where an image lies, and which of its versions is meant', () => {
  it.each([
    ['nginx', 'Docker Hub', null, 'library/nginx', 'latest'],
    ['jatos/jatos:3.9', 'Docker Hub', null, 'jatos/jatos', '3.9'],
    ['docker.io/library/nginx:1', 'Docker Hub', null, 'library/nginx', '1'],
    ['docker.io/nginx', 'Docker Hub', null, 'library/nginx', 'latest'],
    ['index.docker.io/jatos/jatos', 'Docker Hub', null, 'jatos/jatos', 'latest'],
    ['ghcr.io/a/b', 'ghcr.io', 'ghcr.io', 'a/b', 'latest'],
    ['localhost/a', 'localhost', 'localhost', 'a', 'latest'],
    ['Registry/a', 'Registry', 'Registry', 'a', 'latest'],
    ['r.example.org:5000/a', 'r.example.org:5000', 'r.example.org:5000', 'a', 'latest'],
    ['localhost:5000/a:1', 'localhost:5000', 'localhost:5000', 'a', '1'],
    ['a@sha256:abc', 'Docker Hub', null, 'library/a', 'sha256:abc'],
    ['a/b:1@sha256:abc', 'Docker Hub', null, 'a/b', 'sha256:abc'],
  ])('%s', (image, label, registry, repository, version) => {
    expect(registryOf(image)).toBe(label);
    expect(placeOf(image)).toEqual({ registry, repository });
    expect(versionOf(image)).toBe(version);
  });
});

describe('references that no registry would take', () => {
  it.each([
    ['my app', 'An image has no spaces in it: ghcr.io/owner/app:1.4'],
    ['Ghost', 'Images have small letters only: ghost'],
    ['owner/App', 'Images have small letters only: app'],
    ['ghost:', 'The version after the colon is missing: ghcr.io/owner/app:1.4'],
    ['ghost:-1', '"-1" can\'t be a version. Letters, digits, dots, hyphens and underscores can.'],
    [
      `ghost:${'1'.repeat(129)}`,
      `"${'1'.repeat(129)}" can't be a version. Letters, digits, dots, hyphens and underscores can.`,
    ],
    ['ghost@sha256:12', 'What follows @ must be like sha256:4bcff639…'],
    [`a@${digest}@${digest}`, 'There is more than one @ in it.'],
    ['owner//app', 'A part between two slashes is missing: ghcr.io/owner/app:1.4'],
    ['/app', 'A part between two slashes is missing: ghcr.io/owner/app:1.4'],
    ['-app', '"-app" can\'t be part of an image\'s name: ghcr.io/owner/app:1.4'],
    ['a___b', '"a___b" can\'t be part of an image\'s name: ghcr.io/owner/app:1.4'],
    ['app?', '"app?" can\'t be part of an image\'s name: ghcr.io/owner/app:1.4'],
    ['-x.org/app', '"-x.org" can\'t be the name of a registry.'],
    ['x.org:port/app', '"x.org:port" can\'t be the name of a registry.'],
    [`${'a'.repeat(256)}`, 'That is too long: at most 255 characters before the version.'],
    ['ab'.repeat(32), 'That is the number of an image on one computer. A server needs its name.'],
  ])('%s', (text, problem) => {
    expect(problemWithImage(text)).toBe(problem);
  });
});

it.each([
  [' ghost:5 ', 'ghost:5'],
  ['docker pull ghost:5', 'ghost:5'],
  ['docker image pull ghost', 'ghost'],
  ['https://hub.docker.com/r/jatos/jatos', 'jatos/jatos'],
  ['https://hub.docker.com/r/jatos/jatos/tags?page=1', 'jatos/jatos'],
  ['https://hub.docker.com/_/ghost', 'ghost'],
  ['https://ghcr.io/owner/app', 'ghcr.io/owner/app'],
])('takes %s as %s', (typed, meant) => {
  expect(normaliseImage(typed)).toBe(meant);
});
