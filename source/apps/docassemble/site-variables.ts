import { textAnswer } from '../../answers/answers.ts';
import type { Facts } from '../../facts/facts.ts';
import { REMEMBERED } from '../../hosts/remembered.ts';
import { all, matches, pasteable } from './rules.ts';
import { type Asked, choice, flag, idOf, text } from './variable.ts';

/** What docassemble takes by itself. */
export const STANDARD_ZONE = 'America/New_York';
const ZONE = /^([A-Z][A-Za-z_+-]*)(\/[A-Z][A-Za-z0-9_+-]*){1,2}$|^UTC$/;

/** That of the person's computer, where somebody is asked: unattended, it is the same wherever one is. */
function ownZone(facts: Facts): string | undefined {
  const zone = facts.get(REMEMBERED)?.zone ?? '';
  return ZONE.test(zone) ? zone : undefined;
}

/** How the site looks to those who use it, and what may be done on it. */
export const siteVariables: readonly Asked[] = [
  text('TIMEZONE', {
    title: 'In which time zone are you?',
    hint: 'docassemble shows dates and times in it.',
    help: [
      'A region and a city, as computers call time zones. Take the largest',
      'city in your zone if your own is not known.',
      '',
      'For example: Europe/Berlin, America/New_York, Asia/Kolkata',
    ],
    example: 'Europe/Berlin',
    standard: STANDARD_ZONE,
    suggestion: (_, facts) => ownZone(facts) ?? STANDARD_ZONE,
    required: true,
    once: 'timezone',
    forAll: true,
    rule: all(matches(ZONE, 'A region, a slash and a city: Europe/Berlin'), pasteable('@')),
  }),
  flag('DAENABLEPLAYGROUND', {
    title: 'Will interviews be written on this server?',
    hint: 'Yes opens the Playground. Who may write there can run any program on it.',
    help: [
      'docassemble has a workshop, the Playground, in which developers write',
      'and try interviews in the browser. Whoever has a developer account can',
      'run any code on the server, and read all that it holds.',
      '',
      'Yes, if you write your interviews here. No for a server that works for',
      'clients: interviews then come as packages, from a server like the first.',
    ],
    standard: true,
    once: 'enable playground',
    forAll: true,
  }),
  flag('DADEBUG', {
    title: 'Show developers how an interview works while it runs',
    hint: "Has a link to each question's source, and demonstrations. Not for clients.",
    help: [
      'docassemble calls this debug mode: pages tell about the code behind',
      'them. It helps while writing, and tells visitors too much later.',
    ],
    standard: true,
    suggestion: false,
    once: 'debug',
  }),
  text('POSTURLROOT', {
    title: 'Path below which docassemble lives',
    hint: 'Empty: at the top, https://forms.example.org/',
    help: [
      'With /interviews/ here, docassemble answers at',
      'https://forms.example.org/interviews/. For a name that another website',
      'has already: its web server then passes on what is below the path.',
      '',
      'For example: /interviews/',
    ],
    example: '/interviews/',
    standard: '/',
    once: 'root',
    normalise: (typed) => (typed.trim() === '' ? '' : `/${typed.trim()}/`.replace(/\/+/g, '/')),
    rule: matches(
      /^\/([A-Za-z0-9_-]+\/)*$/,
      'Letters, digits, hyphens and underscores between slashes: /interviews/',
    ),
  }),
  text('LOCALE', {
    title: 'Language of the system within docassemble',
    hint: 'Empty: en_US.UTF-8 UTF-8. How numbers and dates are written by default.',
    help: [
      'Two words, as Debian writes them in its list of languages: the language',
      'with its country, and the set of characters.',
      '',
      'For example: de_DE.UTF-8 UTF-8',
    ],
    example: 'de_DE.UTF-8 UTF-8',
    standard: 'en_US.UTF-8 UTF-8',
    once: 'os locale',
    rule: matches(
      /^[a-z]{2,3}(_[A-Z]{2})?(\.[A-Za-z0-9-]+)?(@[a-z]+)? [A-Za-z0-9-]+$/,
      'Two words: de_DE.UTF-8 UTF-8',
    ),
  }),
  text('OTHERLOCALES', {
    title: 'Further languages of the system',
    hint: 'Empty: none. With commas in between.',
    help: [
      'For interviews that write numbers and dates in several languages.',
      '',
      'For example: de_DE.UTF-8 UTF-8,fr_FR.UTF-8 UTF-8',
    ],
    example: 'de_DE.UTF-8 UTF-8,fr_FR.UTF-8 UTF-8',
    rule: matches(
      /^[a-z]{2,3}[\w.@-]* [A-Za-z0-9-]+(,[a-z]{2,3}[\w.@-]* [A-Za-z0-9-]+)*$/,
      'Pairs of words with commas in between: de_DE.UTF-8 UTF-8,fr_FR.UTF-8 UTF-8',
    ),
  }),
  flag('DAALLOWCONFIGURATIONEDITING', {
    title: 'May administrators change the configuration in the browser?',
    help: [
      'docassemble has a Configuration page, on which an administrator can',
      'change nearly everything, also what was asked here.',
      'Without it, the configuration can only be changed on the server.',
    ],
    standard: true,
    once: 'allow configuration editing',
  }),
  flag('DAALLOWLOGVIEWING', {
    title: 'May administrators read the logs in the browser?',
    help: ['docassemble has a Logs page. Logs can hold what people typed.'],
    standard: true,
    once: 'allow log viewing',
  }),
  flag('DAALLOWUPDATES', {
    title: 'May packages be installed and updated in the browser?',
    hint: 'Without, interviews can only come with the image.',
    help: [
      'docassemble installs interviews as packages, from its Package',
      'Management page. No also keeps it from updating its own system.',
    ],
    standard: true,
    once: 'allow updates',
  }),
  choice('DAUPDATEONSTART', {
    title: 'When are packages installed anew?',
    hint: 'At each start needs the internet, and a package that fails keeps it from starting.',
    help: [
      'docassemble can install its Python packages again whenever it starts,',
      'in their newest versions. That takes minutes, and may fail.',
      'At the first start of each container is the calm way: what was',
      'installed is there again after an update, and a restart is quick.',
    ],
    standard: 'true',
    suggestion: 'initial',
    choices: [
      { value: 'initial', label: 'At the first start of a container' },
      { value: 'true', label: 'At each start' },
      { value: 'false', label: 'Never', note: 'they are gone with the next container' },
    ],
    once: 'update on start',
  }),
  flag('DAROOTOWNED', {
    title: 'Keep the program files from being changed',
    hint: 'Only with no updates in the browser, and no Playground. Starts quicker.',
    help: [
      'The files of docassemble then belong to root, and what runs for visitors',
      'can only read them. The first start takes less time.',
    ],
    standard: false,
    once: 'root owned',
    when: (answers) =>
      answers[idOf('DAALLOWUPDATES')] === false && answers[idOf('DAENABLEPLAYGROUND')] === false,
  }),
  flag('COLLECTSTATISTICS', {
    title: 'Count what visitors do',
    help: ['docassemble then counts sessions, and keeps the numbers for itself.'],
    standard: false,
    once: 'collect statistics',
  }),
  text('DABACKUPDAYS', {
    title: 'Days of which a copy of everything is kept',
    hint: 'Empty: 14. Each day is one more copy of all files; 0 keeps none.',
    help: [
      'Every morning docassemble copies its database and files to a folder of',
      'that day beside its data. They take the space of all files once more',
      'for each day. They lie on the same disk: no help if that breaks.',
      '',
      'For example: 7',
    ],
    example: '7',
    standard: '14',
    once: 'backup days',
    rule: matches(/^\d{1,3}$/, 'A whole number of days: 7'),
  }),
  text('WWWUID', {
    title: 'Number of the user who owns its files',
    hint: 'Empty: 33, which is www-data. For folders that another program shares.',
    help: [
      'A user id. All files change hands at the next start, which takes long.',
      '',
      'For example: 1000',
    ],
    example: '1000',
    standard: '33',
    rule: matches(/^\d{1,7}$/, 'A number: 1000'),
  }),
  text('WWWGID', {
    title: 'Number of the group that owns its files',
    hint: 'Together with the user.',
    help: [
      'A group id. It is used together with the number of the user only.',
      '',
      'For example: 1000',
    ],
    example: '1000',
    standard: '33',
    required: true,
    suggestion: () => '33',
    when: (answers) => !['', '33'].includes(textAnswer(answers, idOf('WWWUID'))),
    rule: matches(/^\d{1,7}$/, 'A number: 1000'),
  }),
];
