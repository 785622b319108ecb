import { describe, expect, it } from 'vitest';
import {
  isBareDomain,
  isCovered,
  normaliseHostname,
  normaliseHostnames,
  problemWithHostname,
  problemWithHostnames,
  readableHostname,
} from '../../source/dns/hostname.ts';

it.each([
  ['study.example.org', 'study.example.org'],
  ['  Study.Example.ORG. ', 'study.example.org'],
  ['https://study.example.org/jatos?x=1#y', 'study.example.org'],
  ['http://study.example.org:8080/', 'study.example.org'],
  ['study.example.org:443', 'study.example.org'],
  ['study.example.org/', 'study.example.org'],
  ['müller.example.org', 'xn--mller-kva.example.org'],
  ['MÜLLER.example.org', 'xn--mller-kva.example.org'],
  ['例え.jp', 'xn--r8jz45g.jp'],
  ['', ''],
])('takes %j as %j', (typed, meant) => {
  expect(normaliseHostname(typed)).toBe(meant);
});

it('shows a name of other letters as people read it', () => {
  expect(readableHostname('xn--mller-kva.example.org')).toBe('müller.example.org');
  expect(readableHostname('study.example.org')).toBe('study.example.org');
});

describe('names that can be had', () => {
  it.each([
    'study.example.org',
    'example.org',
    'a.b.c.d.example.org',
    'xn--mller-kva.de',
    '3com.net',
    'web1.range.test',
    `${'a'.repeat(63)}.org`,
  ])('%s', (name) => {
    expect(problemWithHostname(name)).toBeUndefined();
  });
});

describe('names that cannot', () => {
  const address =
    'That is an address. A certificate is made out to a name, like study.example.org.';
  const inside = (end: string) =>
    `Names that end in ${end} exist only inside a network; no certificate can be had for them.`;
  it.each([
    ['203.0.113.7', address],
    ['2001:db8::1', address],
    ['[2001:db8::1]', address],
    ['ada@example.org', 'That looks like a mail address. Just the name: study.example.org'],
    ['*.example.org', 'A * stands for many names. Choose the main one: study.example.org.'],
    ['my study.org', 'A name has no spaces in it.'],
    [
      'my_study.example.org',
      "A web site's name can't have an underscore. Try a hyphen: my-study.example.org",
    ],
    [
      'localhost',
      "localhost is every computer's name for itself. It needs a name that the world can look up.",
    ],
    [
      'a.localhost',
      "localhost is every computer's name for itself. It needs a name that the world can look up.",
    ],
    ['study', '"study" is only a part. The whole name is like study.example.org.'],
    ['study..org', 'There are two dots in a row, or one at the start.'],
    ['.example.org', 'There are two dots in a row, or one at the start.'],
    ['-study.example.org', '"-study" can\'t begin or end with a hyphen.'],
    ['study-.example.org', '"study-" can\'t begin or end with a hyphen.'],
    ['stu%dy.example.org', '"%" can\'t be in a name. Letters, digits and hyphens can.'],
    [
      `${'a'.repeat(64)}.org`,
      '"aaaaaaaaaaaaaaaaaaaa…" is too long: 63 characters between two dots.',
    ],
    [`${'abcdefg.'.repeat(32)}org`, 'That is too long: a name has at most 253 characters.'],
    ['1.2.3', 'The last part of a name is not a number: study.example.org'],
    ['300.1.1.1', 'The last part of a name is not a number: study.example.org'],
    ['nas.local', inside('.local')],
    ['nas.home.arpa', inside('.home.arpa')],
    ['nas.internal', inside('.internal')],
    ['example.com', 'example.com is only for examples; nobody can own it. Use a name of yours.'],
    [
      'study.example.com',
      'example.com is only for examples; nobody can own it. Use a name of yours.',
    ],
  ])('%s', (name, problem) => {
    expect(problemWithHostname(name)).toBe(problem);
  });
});

it.each([
  ['example.org', true],
  ['example.co.uk', true],
  ['example.com.au', true],
  ['study.example.org', false],
  ['study.example.de', false],
  ['www.example.co.uk', false],
  ['org', false],
])('%s is bought as a whole: %s', (name, whole) => {
  expect(isBareDomain(name)).toBe(whole);
});

describe('further names', () => {
  it.each([
    ['old.example.org, https://New.example.org/', 'old.example.org new.example.org'],
    ['*.Study.example.org\n *.study.example.org.', '*.study.example.org'],
    ['*.müller.example', '*.xn--mller-kva.example'],
  ])('%s', (typed, names) => {
    expect(normaliseHostnames(typed)).toBe(names);
  });

  it.each([
    ['old.example.org *.example.org', undefined],
    [
      'study.*.example.org',
      'study.*.example.org: a * stands only at the very front, as in *.study.example.org',
    ],
    ['*.', '*.: a * stands only at the very front, as in *.study.example.org'],
    ['old.example.org study', '"study" is only a part. The whole name is like study.example.org.'],
    [
      Array.from({ length: 51 }, (_, at) => `n${at}.example.org`).join(' '),
      'That are too many for one certificate.',
    ],
  ])('%s: %s', (names, problem) => {
    expect(problemWithHostnames(names)).toBe(problem);
  });

  it.each([
    ['study.example.org', ['study.example.org'], true],
    ['study.example.org', ['*.example.org'], true],
    ['a.study.example.org', ['*.example.org'], false],
    ['example.org', ['*.example.org'], false],
    ['*.example.org', ['*.example.org', 'example.org'], true],
    ['*.study.example.org', ['*.example.org'], false],
  ])('%s is covered by %s: %s', (name, names, covered) => {
    expect(isCovered(name, names)).toBe(covered);
  });
});
