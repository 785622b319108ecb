import { describe, expect, it } from 'vitest';
import type { Answers } from '../../source/answers/answers.ts';
import { Facts, query } from '../../source/facts/facts.ts';
import type { NameFact } from '../../source/facts/outside.ts';
import { hostKindOf } from '../../source/hosts/index.ts';
import { accept } from '../../source/questions/accept.ts';
import { dnsQuestions } from '../../source/questions/dns.ts';
import { nameQuestions, namesOf } from '../../source/questions/name.ts';
import { exampleFor, type Question, textOf } from '../../source/questions/question.ts';
import { nameFact } from '../dns/name-fact.ts';

const [from, hostname, www] = nameQuestions as [Question, Question, Question];
const [record] = dnsQuestions as [Question];
const here = { server: '203.0.113.7', 'ssh.user': 'root' };
const none = new Facts();

function seen(answers: Answers, names: Record<string, Partial<NameFact>>, v6: string[] = []) {
  const host = hostKindOf(answers).address(answers);
  const addresses = { v4: ['203.0.113.7', '172.17.0.1'], v6 };
  return new Facts([
    { query: query('addresses', host), value: addresses },
    ...Object.entries(names).map(([name, found]) => ({
      query: query('name', '', name),
      value: nameFact(found),
    })),
  ]);
}

it('takes a web address for its name, and says what is wrong with others', () => {
  expect(accept(hostname, 'https://Study.example.org/x', {}, none)).toEqual({
    value: 'study.example.org',
  });
  expect(accept(hostname, 'study', {}, none)).toEqual({
    problem: '"study" is only a part. The whole name is like study.example.org.',
  });
});

describe('beside another app on the server', () => {
  const blog = { ...here, app: 'image', install: 'blog' };
  const server = hostKindOf(blog).address(blog);
  const names = { hostname: 'example.org', 'hostname.www': true, 'hostname.more': 'a.example.org' };
  const record = { format: 1, app: 'jatos', image: 'x', digest: null, answers: names };
  const facts = new Facts([
    {
      query: query('neighbours', server, 'blog'),
      value: [{ install: 'study', record: { ...record, by: 'anna', at: '', version: '' } }],
    },
  ]);
  const further = nameQuestions[3] as Question;

  it('says which name is gone', () => {
    expect(textOf(hostname.hint ?? '', blog, facts)).toBe(
      'People will type it, so it must be a name that you, or your organisation, own. On this server already: example.org.',
    );
    expect(textOf(hostname.hint ?? '', blog, none)).not.toContain('already');
  });

  it('takes none that leads to the other already', () => {
    for (const name of ['example.org', 'www.example.org', 'a.example.org']) {
      const problem = `${name} leads to another app on this server already, study. Each needs a name of its own.`;
      expect(accept(hostname, name, blog, facts)).toEqual({ problem });
      expect(accept(further, `b.example.org ${name}`, blog, facts)).toEqual({ problem });
    }
    expect(accept(hostname, 'blog.example.org', blog, facts)).toEqual({
      value: 'blog.example.org',
    });
  });
});

describe('further names', () => {
  const further = nameQuestions[3] as Question & { kind: 'text' };
  const study = { ...here, app: 'image', hostname: 'study.example.org' };

  it('stand behind the main one, each once', () => {
    const names = { hostname: 'example.org', 'hostname.www': true };
    const both = { ...names, 'hostname.more': 'www.example.org *.example.org' };
    expect(namesOf(both)).toEqual(['example.org', 'www.example.org', '*.example.org']);
    expect(namesOf({ 'hostname.more': 'old.example.org' })).toEqual([]);
  });

  it('stay for the name that they were given for', () => {
    const host = hostKindOf(study).address(study);
    const answers = { hostname: 'study.example.org', 'hostname.more': 'old.example.org' };
    const record = { format: 1, app: 'image', image: 'x', digest: null, answers };
    const facts = new Facts([
      {
        query: query('record', host, 'image'),
        value: { ...record, by: 'anna', at: '', version: '' },
      },
    ]);
    expect(further.suggestion?.(study, facts)).toBe('old.example.org');
    expect(further.suggestion?.({ ...study, hostname: 'b.example.org' }, facts)).toBe('');
    expect(further.suggestion?.(study, none)).toBe('');
  });
});

describe('www', () => {
  it.each([
    ['example.org', true],
    ['example.co.uk', true],
    ['study.example.org', false],
  ])('of %s is asked for: %s', (name, asked) => {
    expect(www.when?.({ hostname: name }, none)).toBe(asked);
  });

  it('is left out unless it is wanted', () => {
    expect(www.kind === 'confirm' && www.suggestion?.({}, none)).toBe(false);
    expect(namesOf({})).toEqual([]);
    expect(namesOf({ hostname: 'example.org' })).toEqual(['example.org']);
    expect(namesOf({ hostname: 'example.org', 'hostname.www': true })).toEqual([
      'example.org',
      'www.example.org',
    ]);
  });

  it('does not outlive the name that it was asked for', () => {
    expect(namesOf({ hostname: 'study.example.org', 'hostname.www': true })).toEqual([
      'study.example.org',
    ]);
  });

  it('shows a name of other letters as people read it', () => {
    expect(textOf(www.title, { hostname: 'xn--mller-kva.de' }, none)).toBe(
      'Should www.müller.de work too?',
    );
  });
});

describe('the record', () => {
  const answers = { ...here, hostname: 'study.example.org' };
  const show = (facts: Facts, given: Answers = answers) => ({
    asked: record.when?.(given, facts),
    title: textOf(record.title, given, facts),
    hint: textOf(record.hint ?? '', given, facts),
  });

  it('is not asked about before the name was looked up', () => {
    expect(record.when?.(answers, none)).toBe(false);
    const both = { ...here, hostname: 'example.org', 'hostname.www': true };
    expect(record.when?.(both, seen(both, { 'example.org': {} }))).toBe(false);
  });

  it('is not asked about where the name leads here', () => {
    expect(
      record.when?.(answers, seen(answers, { 'study.example.org': { a: ['203.0.113.7'] } })),
    ).toBe(false);
  });

  it('is spelled out as it is typed in', () => {
    expect(show(seen(answers, { 'study.example.org': {} }))).toEqual({
      asked: true,
      title: 'Who should set the record?',
      hint: 'study.example.org has no address yet. Create a record: type A, name study (study.example.org), value 203.0.113.7.',
    });
  });

  it('comes with one for IPv6 where the server has it, and with those to remove', () => {
    const found = { 'study.example.org': { a: ['198.51.100.9'], aaaa: ['2001:db8::9'] } };
    expect(show(seen(answers, found, ['2001:db8::7'])).hint).toBe(
      [
        'study.example.org leads to 198.51.100.9 and 2001:db8::9, which is not this server.',
        'Create a record: type A, name study (study.example.org), value 203.0.113.7.',
        'Create a record: type AAAA, name study (study.example.org), value 2001:db8::7, if you like.',
        'Delete a record: type A of study.example.org, value 198.51.100.9.',
        'Delete a record: type AAAA of study.example.org, value 2001:db8::9.',
      ].join(' '),
    );
  });

  it('is shown for every name that lacks one', () => {
    const both = { ...here, hostname: 'example.org', 'hostname.www': true };
    expect(show(seen(both, { 'example.org': {}, 'www.example.org': {} }), both)).toMatchObject({
      hint: 'example.org has no address yet. www.example.org has no address yet. Create a record: type A, name @ (example.org), value 203.0.113.7. Create a record: type A, name www (www.example.org), value 203.0.113.7.',
    });
  });

  it('gives way to the reason where no record would help', () => {
    const late = { 'study.example.org': { a: ['203.0.113.7'], agreed: false } };
    expect(show(seen(answers, late)).hint).toBe(
      'study.example.org is right, but not all of its name servers say so yet.',
    );
  });

  it('is shown in the explanation, field by field', () => {
    const facts = seen(answers, { 'study.example.org': {} });
    const lines = textOf(record.help, answers, facts).split('\n');
    expect(lines.slice(2, 5)).toEqual([
      '  Type   A',
      '  Name   study     (also called host; @ is the name itself)',
      '  Value  203.0.113.7     (also called points to, or content)',
    ]);
    expect(lines.length).toBeLessThanOrEqual(10);
  });
});

describe('a free name', () => {
  it('is offered beside a name of their own, with what it costs and its certificate limits', () => {
    const choices = from.kind === 'choice' ? from.choices({}, none) : [];
    expect(choices.map(({ value, note }) => `${value}: ${note}`)).toEqual([
      'own: such as study.example.org',
      'desec: free, own limits: study.dedyn.io',
      'dynu: free, own limits: study.freeddns.org',
      'duckdns: free, own limits: study.duckdns.org',
    ]);
    expect(from.when?.({}, none)).toBe(true);
    expect(from.when?.({ hostname: 'study.example.org' }, none)).toBe(false);
  });

  it.each([
    ['desec', 'study.dedyn.io', true],
    ['desec', 'www.study.dedyn.io', true],
    ['desec', 'study.duckdns.org', false],
    ['dynu', 'study.mywire.org', true],
    ['duckdns', 'study.example.org', false],
    ['own', 'study.example.org', true],
  ])('of %s may be %s: %s', (giver, name, good) => {
    const accepted = accept(hostname, name, { 'hostname.from': giver }, none);
    expect('value' in accepted).toBe(good);
  });

  it.each(['desec', 'dynu', 'duckdns'])('of %s is explained in ten lines', (giver) => {
    const lines = textOf(hostname.help, { 'hostname.from': giver }, none).split('\n');
    expect(lines.length).toBeLessThanOrEqual(10);
    expect(lines.filter((line) => line.length > 72)).toEqual([]);
  });

  it('is told whole where only what stands in front was typed', () => {
    const typed = (giver: string) => accept(hostname, 'Anna-Lab', { 'hostname.from': giver }, none);
    expect(typed('duckdns')).toEqual({ problem: 'Type it whole: anna-lab.duckdns.org' });
    expect(typed('desec')).toEqual({ problem: 'Type it whole: anna-lab.dedyn.io' });
  });

  it('is explained with one that would do', () => {
    const given = { 'hostname.from': 'duckdns' };
    expect(hostname.kind === 'text' && exampleFor(hostname, given)).toBe('study.duckdns.org');
    expect(hostname.kind === 'text' && exampleFor(hostname, {})).toBe('study.example.org');
  });
});
