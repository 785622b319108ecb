import type { Question } from '../../questions/question.ts';
import { problemWithWords } from '../command-words.ts';
import { problemWithPorts } from '../ports.ts';
import { checkedPage } from './declared.ts';
import { declaredBy } from './place.ts';
import { rightsQuestions } from './rights.ts';

/** What few people need to say of an image. */
export const imageSettings: readonly Question[] = [
  {
    id: 'image.ports',
    section: 'Settings',
    form: 'settings',
    kind: 'text',
    lines: true,
    title: 'More ports to open to the whole internet',
    hint: 'One a line: port on the server, colon, port in the container. Seldom needed.',
    help: [
      'The web needs nothing here. Some applications speak other protocols',
      'beside it: a Git server takes SSH, a name server takes DNS.',
      '',
      '2222:22            port 2222 of the server leads to 22 of the app',
      '53:53/udp          for a protocol that runs over UDP',
      '127.0.0.1:5432:5432  open to the server itself only',
      '',
      'A firewall on the server, such as ufw, does not close these: Docker',
      'opens them past it.',
    ].join('\n'),
    expert: true,
    example: '2222:22',
    optional: true,
    problem: problemWithPorts,
  },
  {
    id: 'image.command',
    section: 'Settings',
    form: 'settings',
    kind: 'text',
    title: 'Command to run in the container',
    hint: "Empty: the image's own. It can be seen by others, so no passwords.",
    help: [
      'An image knows what to start. Some want a word more, which their',
      'page then shows at the end of the "docker run" line, after the name',
      'of the image. Quotes keep words together; nothing else is read by a',
      'shell.',
      '',
      'For example: start --title "My page"',
    ].join('\n'),
    expert: true,
    example: 'start --title "My page"',
    optional: true,
    problem: problemWithWords,
  },
  {
    id: 'image.entrypoint',
    section: 'Settings',
    form: 'settings',
    kind: 'text',
    title: 'Program that the command is given to',
    hint: "Empty: the image's own, called its entrypoint.",
    help: [
      'Many images begin with a program of their own, which makes things',
      'ready and then runs the command. Another one in its place is',
      '--entrypoint in "docker run"; then the command above is what that',
      "one gets, and the image's own command is not used.",
      '',
      'For example: /usr/bin/env',
    ].join('\n'),
    expert: true,
    example: '/usr/bin/env',
    optional: true,
    problem: problemWithWords,
  },
  {
    id: 'image.workdir',
    section: 'Settings',
    form: 'settings',
    kind: 'text',
    title: 'Folder in the container to start in',
    hint: (answers, facts) => {
      const own = declaredBy(answers, facts)?.workdir ?? '';
      return `Empty: the image's own${own === '' ? '' : `, ${own}`}.`;
    },
    help: [
      'The folder in which the command runs, -w in "docker run". Nearly',
      'every image sets the right one itself.',
      '',
      'For example: /app',
    ].join('\n'),
    expert: true,
    example: '/app',
    optional: true,
    problem: (path) =>
      /^\/\S*$/.test(path) ? undefined : 'It begins with a slash and has no spaces: /app',
  },
  {
    id: 'image.health',
    section: 'Settings',
    form: 'settings',
    kind: 'text',
    title: 'Page that shows that it works',
    hint: 'It counts as started when this page answers without a server error.',
    help: [
      'After the start, setup-server asks for this page until the',
      'application answers. The first page is fine for most; some have one',
      'just for that, called health or ping.',
      '',
      'For example: /health',
    ].join('\n'),
    expert: true,
    example: '/health',
    suggestion: (answers, facts) => checkedPage(declaredBy(answers, facts)) ?? '/',
    problem: (path) => {
      if (!path.startsWith('/')) return 'It begins with a slash: /health';
      return /^[!-~]+$/.test(path) && !path.includes('#')
        ? undefined
        : 'Only the path of the page, without spaces or #: /health';
    },
  },
  {
    id: 'image.upload',
    section: 'Settings',
    form: 'settings',
    kind: 'text',
    title: 'Largest upload, in megabytes',
    hint: 'The web server in front refuses what is larger.',
    help: [
      'Visitors may send at most this much in one go, say a file in a form.',
      'The application may have a lower limit of its own.',
      '',
      'For example: 100',
    ].join('\n'),
    expert: true,
    example: '100',
    suggestion: () => '100',
    normalise: (typed) => typed.trim().replace(/\s*mb?$/i, ''),
    problem: (size) =>
      /^\d{1,6}$/.test(size) && +size >= 1 && +size <= 100_000
        ? undefined
        : 'A whole number of megabytes, from 1 to 100000.',
  },
  ...rightsQuestions,
];
