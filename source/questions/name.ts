import { type Answers, installOf, textAnswer, yesAnswer } from '../answers/answers.ts';
import {
  bothForms,
  isBareDomain,
  normaliseHostname,
  normaliseHostnames,
  problemWithHostname,
  problemWithHostnames,
  readableHostname,
} from '../dns/hostname.ts';
import { freeNameIn, limitsOf, namesGiven } from '../dns/providers/chosen.ts';
import type { DnsProvider } from '../dns/providers/provider.ts';
import { type Facts, type Query, query } from '../facts/facts.ts';
import { hostKindOf } from '../hosts/index.ts';
import type { Question } from './question.ts';

/** The public names that the answers ask for; the first is the main one. Empty before it is known. */
export function namesOf(answers: Answers): string[] {
  const name = textAnswer(answers, 'hostname');
  if (name === '') return [];
  // An answer about another name may still be there.
  const both = isBareDomain(name) && yesAnswer(answers, 'hostname.www');
  const more = textAnswer(answers, 'hostname.more').split(' ').filter(Boolean);
  return [...new Set([name, ...(both ? [`www.${name}`] : []), ...more])];
}

/** What else setup-server put on the server: each app there has a name of its own. */
export function neighboursOf(answers: Answers): Query<'neighbours'> {
  return query('neighbours', hostKindOf(answers).address(answers), installOf(answers));
}

/** What is wrong where one of the names belongs to another app of the server. */
function problemWithNeighbour(
  names: readonly string[],
  answers: Answers,
  facts: Facts,
): string | undefined {
  for (const { install, record } of facts.get(neighboursOf(answers)) ?? []) {
    const both = namesOf(record.answers).find((name) => names.includes(name));
    if (both !== undefined) {
      return `${bothForms(both)} leads to another app on this server already, ${install}. Each needs a name of its own.`;
    }
  }
  return undefined;
}

/** Where the server has an app already, which names are gone. */
function namesThere(answers: Answers, facts: Facts): string {
  const names = (facts.get(neighboursOf(answers)) ?? []).flatMap(({ record }) =>
    namesOf(record.answers).slice(0, 1),
  );
  return names.length === 0
    ? ''
    : ` On this server already: ${names.map(readableHostname).join(', ')}.`;
}

const OWN = 'own';

const from: Question = {
  id: 'hostname.from',
  section: 'Name',
  kind: 'choice',
  title: 'Do you have a name for it?',
  hint: 'People type it in their browser, like study.example.org.',
  help: [
    'A name leads people to your server, and a certificate is made out to',
    'it. If you, your university or your company own a name such as',
    'example.org, take one in front of it: study.example.org.',
    '',
    'If you have none, some companies give names away. You make an account',
    'there, which takes a minute, and choose what stands in front:',
    'study.dedyn.io. It costs nothing, and can be changed for another later.',
    '"Own limits": an authority issues so many certificates a week under',
    'one domain; those of strangers do not count against yours.',
  ].join('\n'),
  // Whoever gave a name beforehand has answered it.
  when: (answers) => answers['hostname.from'] !== undefined || answers.hostname === undefined,
  choices: () => [
    {
      value: OWN,
      label: 'Yes, or my organisation has one',
      note: 'such as study.example.org',
    },
    ...namesGiven.map((provider) => ({
      value: provider.id,
      label: `No: a free one from ${companyOf(provider)}`,
      note: `free, ${limitsOf(provider)}: study.${provider.freeNames[0]}`,
    })),
  ],
  suggestion: () => OWN,
};

const hostname: Question = {
  id: 'hostname',
  section: 'Name',
  kind: 'text',
  title: 'What name should it have on the internet?',
  hint: (answers, facts) => {
    const giver = giverFor(answers);
    const there = namesThere(answers, facts);
    return giver
      ? `Choose what stands in front. It ends in ${endings(giver)}${there && `.${there}`}`
      : `People will type it, so it must be a name that you, or your organisation, own.${there}`;
  },
  help: (answers) => {
    const giver = giverFor(answers);
    return giver ? helpWith(giver) : HELP;
  },
  example: 'study.example.org',
  fittingExample: (answers) => {
    const giver = giverFor(answers);
    return giver && exampleAt(giver);
  },
  normalise: normaliseHostname,
  problem: (name, answers, facts) =>
    problemWithPart(giverFor(answers), name) ??
    problemWithHostname(name) ??
    problemAt(giverFor(answers), name) ??
    problemWithNeighbour([name], answers, facts),
};

const HELP = [
  'Names are rented by the year from a registrar, a company such as',
  'Namecheap, Gandi or IONOS. Whoever owns example.org may make any',
  'number of names in front of it, free of charge: study.example.org,',
  'office.example.org.',
  '',
  'At a university or a company, the computing centre owns the name. Ask',
  'them for one, and tell them the address of your server.',
  '',
  'Type just the name: study.example.org',
].join('\n');

function helpWith(giver: DnsProvider): string {
  return [
    `${companyOf(giver)} gives names away, one for each account or a few. Choose`,
    'what stands in front; letters, digits and hyphens will do. If somebody',
    'has it already you are told so, and choose another one.',
    '',
    'The name ends in:',
    endings(giver, ' '),
    `For example: ${exampleAt(giver)}`,
  ].join('\n');
}

function giverFor(answers: Answers): DnsProvider | undefined {
  return namesGiven.find(({ id }) => id === textAnswer(answers, 'hostname.from'));
}

/** What stands in front was chosen, as was asked; the rest is plain. */
function problemWithPart(giver: DnsProvider | undefined, name: string): string | undefined {
  return giver && /^[a-z0-9-]+$/.test(name)
    ? `Type it whole: ${name}.${giver.freeNames[0]}`
    : undefined;
}

function problemAt(giver: DnsProvider | undefined, name: string): string | undefined {
  if (!giver || freeNameIn(giver, name) !== undefined) return undefined;
  return `A name from ${companyOf(giver)} is like ${exampleAt(giver)}. Go back (Esc) if yours is from elsewhere.`;
}

function exampleAt(giver: DnsProvider): string {
  return `study.${giver.freeNames[0]}`;
}

function endings({ freeNames }: DnsProvider, between = ' or '): string {
  return freeNames.map((suffix) => `.${suffix}`).join(between);
}

/** `deSEC` of "deSEC (dedyn.io)". */
function companyOf({ label }: DnsProvider): string {
  return label.replace(/ \(.*\)$/, '');
}

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

const more: Question = {
  id: 'hostname.more',
  section: 'Name',
  kind: 'text',
  title: 'Which other names should it have?',
  hint: 'With spaces between them. Visitors are led on from there to the main name.',
  help: [
    'Other names by which people may look for the same thing, an older one',
    'perhaps. Each needs a record of its own, and they all stand on the',
    'same certificate. Their visitors are led on to the main name.',
    '',
    'A name with a star in front stands for all names there: the app gets',
    'their visitors as they come. Such a certificate is proved by a record',
    'in the DNS, which setup-server must be able to set.',
    '',
    'For example: old.example.org *.study.example.org',
  ].join('\n'),
  expert: true,
  optional: true,
  example: 'old.example.org *.study.example.org',
  suggestion: moreBefore,
  normalise: normaliseHostnames,
  problem: (names, answers, facts) =>
    problemWithHostnames(names) ?? problemWithNeighbour(names.split(' '), answers, facts),
};

/** Those beside the same main name the last time. */
function moreBefore(answers: Answers, facts: Facts): string {
  const host = hostKindOf(answers).address(answers);
  const before = facts.get(query('record', host, installOf(answers)))?.answers ?? {};
  const same = textAnswer(before, 'hostname') === textAnswer(answers, 'hostname');
  return same ? textAnswer(before, 'hostname.more') : '';
}

/** Which name. Who sets its records is asked when it was looked up. */
export const nameQuestions: readonly Question[] = [from, hostname, www, more];
