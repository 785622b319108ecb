import { type Answers, textAnswer, yesAnswer } from '../answers/answers.ts';
import {
  isBareDomain,
  normaliseHostname,
  problemWithHostname,
  readableHostname,
} from '../dns/hostname.ts';
import {
  type DnsRecord,
  judgeNames,
  type NameJudgement,
  publicAddresses,
} from '../dns/judge-name.ts';
import { type Facts, query } from '../facts/facts.ts';
import { hostKindOf, reachedAt } from '../hosts/index.ts';
import type { Question } from './question.ts';

/** The public names that the answers ask for; the first is the main one. Empty before it is known. */
export function namesOf(answers: Answers): string[] {
  const name = textAnswer(answers, 'hostname');
  if (name === '') return [];
  // An answer about another name may still be there.
  const both = isBareDomain(name) && yesAnswer(answers, 'hostname.www');
  return both ? [name, `www.${name}`] : [name];
}

const hostname: Question = {
  id: 'hostname',
  section: 'Name',
  kind: 'text',
  title: 'What name should it have on the internet?',
  hint: 'People will type it, so it must be a name that you, or your organisation, own.',
  help: [
    'Names are rented by the year from a registrar, a company such as',
    'Namecheap, Gandi or IONOS. Whoever owns example.org may make any',
    'number of names in front of it, free of charge: study.example.org,',
    'office.example.org.',
    '',
    'At a university or a company, the computing centre owns the name. Ask',
    'them for one, and tell them the address of your server.',
    '',
    'Type just the name: study.example.org',
  ].join('\n'),
  example: 'study.example.org',
  normalise: normaliseHostname,
  problem: problemWithHostname,
};

const www: Question = {
  id: 'hostname.www',
  section: 'Name',
  kind: 'confirm',
  title: (answers) => `Should www.${readableHostname(textAnswer(answers, 'hostname'))} work too?`,
  hint: 'It needs a record of its own, and leads visitors on to the name without www.',
  help: (answers) =>
    [
      'Many people type www. in front of a name out of habit. That is',
      'another name to the computers, so it must be set up as well: one',
      'more record where your name is managed, and one more name on the',
      'certificate.',
      '',
      `For example: www.${textAnswer(answers, 'hostname') || 'example.org'}`,
    ].join('\n'),
  when: (answers) => isBareDomain(textAnswer(answers, 'hostname')),
  suggestion: () => false,
};

const record: Question = {
  id: 'hostname.record',
  section: 'Name',
  kind: 'choice',
  title: (answers) => {
    const names = namesOf(answers).map(readableHostname);
    return `${names.join(' and ')} ${names.length > 1 ? 'do' : 'does'} not lead to this server yet.`;
  },
  hint: (answers, facts) => {
    const judged = judgement(answers, facts);
    if (!judged || judged.points) return '';
    const todo = [...judged.create.map(toCreate), ...judged.remove.map(toRemove)];
    return todo.length > 0 ? todo.join(' ') : judged.why;
  },
  help: (answers, facts) => recordHelp(judgement(answers, facts)),
  when: (answers, facts) => judgement(answers, facts)?.points === false,
  choices: () => [
    {
      value: 'wait',
      label: 'I see to it now, or in a few minutes',
      note: 'setup-server waits for it, and goes on by itself',
    },
    {
      value: 'trust',
      label: 'Go on without this check',
      note: 'the certificate fails if the name leads elsewhere',
    },
  ],
  suggestion: () => 'wait',
};

/** Which name, and what if it does not lead to the host yet: the last one needs the `name` facts. */
export const nameQuestions: readonly Question[] = [hostname, www, record];

function judgement(answers: Answers, facts: Facts): NameJudgement | undefined {
  const named = namesOf(answers).flatMap((name) => {
    const fact = facts.get(query('name', '', name));
    return fact ? [{ name, fact }] : [];
  });
  if (named.length === 0 || named.length < namesOf(answers).length) return undefined;
  const host = hostKindOf(answers).address(answers);
  return judgeNames(named, publicAddresses(facts.get(query('addresses', host)), reachedAt(host)));
}

function toCreate({ type, name, relative, value, optional }: DnsRecord): string {
  const whole = relative === name ? '' : ` (${name})`;
  return `Create type ${type}, name ${relative}${whole}, value ${value}${optional ? ', if you like' : ''}.`;
}

function toRemove({ type, name, value }: DnsRecord): string {
  return `Remove type ${type} of ${name}, value ${value}.`;
}

function recordHelp(judged: NameJudgement | undefined): string {
  const records = judged && !judged.points ? judged.create : [];
  const example = records[0] ?? { type: 'A', relative: 'study', value: '203.0.113.7' };
  return [
    'Log in where your name is managed, most often where it was bought,',
    'and look for "DNS" or "zone". Add a record with these three fields:',
    '',
    `  Type   ${example.type}`,
    `  Name   ${example.relative}     (also called host; @ is the name itself)`,
    `  Value  ${example.value}     (also called points to, or content)`,
    '',
    'Leave TTL as it is. Switch off a "proxy" or orange cloud beside it.',
    'At a university or company, send these lines to the computing centre.',
  ].join('\n');
}
