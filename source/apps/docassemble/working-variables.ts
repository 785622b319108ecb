import { textAnswer, yesAnswer } from '../../answers/answers.ts';
import { all, hostName, matches, pasteable, url, wholeNumber } from './rules.ts';
import { type Asked, choice, flag, idOf, secret, text } from './variable.ts';

const gotenberg = (answers: Parameters<typeof yesAnswer>[0]) =>
  yesAnswer(answers, idOf('GOTENBERGENABLE'));
const packageNames = matches(
  /^[A-Za-z0-9][A-Za-z0-9._+[\]=<>~-]*(,[A-Za-z0-9][A-Za-z0-9._+[\]=<>~-]*)*$/,
  'Names with commas in between: tesseract-ocr-deu,ffmpeg',
);

/** How it works, what it works with, and with whom. */
export const workingVariables: readonly Asked[] = [
  text('PACKAGES', {
    title: 'Further packages of its Ubuntu',
    hint: 'Empty: none. Names with commas; installed at each start, from the internet.',
    help: ['For interviews that call other programs.', '', 'For example: tesseract-ocr-deu'],
    example: 'tesseract-ocr-deu,ffmpeg',
    rule: packageNames,
  }),
  text('PYTHONPACKAGES', {
    title: 'Further Python packages',
    hint: 'Empty: none. Names with commas; installed at each start, from the internet.',
    help: ['For interviews whose code imports them.', '', 'For example: docassemble.AssemblyLine'],
    example: 'docassemble.AssemblyLine,pandas',
    rule: packageNames,
  }),
  text('PIPINDEXURL', {
    title: 'Where Python packages come from',
    hint: 'Empty: from PyPI.',
    help: [
      'The index of a mirror, where the server does not reach PyPI.',
      '',
      'For example: https://mirror.example.org/simple',
    ],
    example: 'https://mirror.example.org/simple',
    rule: url(['https', 'http'], 'https://mirror.example.org/simple'),
  }),
  text('PIPEXTRAINDEXURLS', {
    title: 'Where else Python packages come from',
    hint: 'Empty: nowhere.',
    help: [
      'The index of packages of your own.',
      '',
      'For example: https://packages.example.org/simple',
    ],
    example: 'https://packages.example.org/simple',
    rule: url(['https', 'http'], 'https://packages.example.org/simple'),
  }),
  text('PIPTRUSTEDHOST', {
    title: 'Server of packages that is trusted without a certificate',
    hint: 'Empty: none. Whoever is on the way there can change them.',
    help: ['Only for a mirror in a network of your own.', '', 'For example: mirror.example.org'],
    example: 'mirror.example.org',
    rule: hostName,
  }),
  text('DACELERYWORKERS', {
    title: 'Tasks that it works on in the background at the same time',
    hint: 'Empty: as many as there are processors.',
    help: ['Documents are made in the background, say. Each takes memory.', '', 'For example: 2'],
    example: '2',
    once: 'celery processes',
    rule: wholeNumber(1, 1000),
  }),
  text('DAMAXCELERYWORKERS', {
    title: 'Most of such tasks',
    hint: 'Empty: one for each 2 GB of memory.',
    help: ['Above this it does not go, whatever the number of processors.', '', 'For example: 4'],
    example: '4',
    once: 'max celery processes',
    rule: wholeNumber(1, 1000),
  }),
  flag('USENLTKSERVER', {
    title: 'Tools for natural language',
    hint: 'No saves some memory.',
    help: ['A helper for interviews that take sentences apart. Most do not.'],
    standard: true,
  }),
  flag('ENABLEUNOCONV', {
    title: 'Keep LibreOffice at hand for making PDF files',
    hint: 'No saves memory, and documents take longer.',
    help: ['Word files become PDF files by LibreOffice, which is slow to start.'],
    standard: true,
    once: 'enable unoconv',
  }),
  flag('GOTENBERGENABLE', {
    title: 'Make PDF files by a Gotenberg server',
    help: ['Gotenberg is a program of its own for that, which you must already have.'],
    standard: false,
    once: 'gotenberg url',
  }),
  text('GOTENBERGURL', {
    title: 'Address of the Gotenberg server',
    help: ['As docassemble reaches it.', '', 'For example: https://pdf.example.org'],
    example: 'https://pdf.example.org',
    required: true,
    once: 'gotenberg url',
    when: gotenberg,
    rule: all(url(['https', 'http'], 'https://pdf.example.org'), pasteable('@')),
  }),
  text('GOTENBERGUSERNAME', {
    title: 'User at the Gotenberg server',
    hint: 'Empty: it asks for none.',
    help: ['For servers that want a login.', '', 'For example: forms'],
    example: 'forms',
    once: 'gotenberg username',
    when: gotenberg,
    rule: pasteable('#'),
  }),
  secret('GOTENBERGPASSWORD', {
    title: 'Password at the Gotenberg server',
    hint: 'Empty: what the server has already is kept.',
    help: ["That user's."],
    example: 'The password at the Gotenberg server.',
    once: 'gotenberg password',
    when: (answers) => gotenberg(answers) && textAnswer(answers, idOf('GOTENBERGUSERNAME')) !== '',
    rule: pasteable('/'),
  }),
  flag('DAGOOGLEFONTS', {
    title: "Install Google's fonts",
    hint: 'A large download at the first start of each container.',
    help: ['For documents that are written in them.'],
    standard: false,
    once: 'google fonts',
  }),
  flag('DAEXTRAFONTS', {
    title: 'Install further fonts',
    hint: 'A large download at the first start of each container.',
    help: ['For documents in many scripts of the world.'],
    standard: false,
    once: 'extra fonts',
  }),
  choice('SUPERVISORLOGLEVEL', {
    title: 'How much stands in the log of the container',
    help: ['More is useful while looking for a mistake. It can hold what people', 'typed.'],
    standard: 'info',
    choices: [
      { value: 'info', label: 'What starts and stops' },
      { value: 'debug', label: 'Everything' },
    ],
  }),
  flag('ENVIRONMENT_TAKES_PRECEDENCE', {
    title: 'Settings from here win over the Configuration page, always',
    hint: 'Then what is changed here later counts, too, and the page shows something else.',
    help: [
      'docassemble reads most settings at its first start only, and has them',
      'on its Configuration page from then on. With yes, it reads these anew',
      'at each start, and what the page says of them does not count.',
    ],
    standard: false,
  }),
];
