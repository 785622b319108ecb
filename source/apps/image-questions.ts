import { installOf } from '../answers/answers.ts';
import { parseEnvFile } from '../env-file.ts';
import { normaliseImage, problemWithImage } from '../image-reference.ts';
import type { Question } from '../questions/question.ts';
import type { Secret } from '../secret.ts';
import { problemWithWords } from './command-words.ts';
import { problemWithMounts } from './mounts.ts';
import { problemWithPorts } from './ports.ts';

/** What nobody but the person knows of an image. */
export const imageQuestions: readonly Question[] = [
  {
    id: 'image.reference',
    section: 'App',
    kind: 'text',
    title: 'Which image?',
    hint: 'Give a version after a colon; without one it is "latest", which changes under you.',
    help: [
      "An image is the packed application. Its name stands on the program's",
      'own page or on Docker Hub, often behind "docker pull" or',
      '"docker run". After a colon comes the version, which Docker calls',
      'the tag.',
      '',
      'Images from other places than Docker Hub begin with the name of',
      'that place.',
      '',
      'For example: ghost:5.87 or ghcr.io/owner/app:1.4',
    ].join('\n'),
    example: 'ghcr.io/owner/app:1.4',
    normalise: normaliseImage,
    problem: problemWithImage,
  },
  {
    id: 'image.port',
    section: 'App',
    kind: 'text',
    title: 'On which port does it speak HTTP in its container?',
    hint: 'The page of the image tells; it is the second number of "-p 8080:80".',
    help: [
      'Programs on one computer are told apart by a number, the port. The',
      'web server in front takes visitors on the usual ports 80 and 443,',
      'and hands them on to this one. It is not opened to the outside.',
      '',
      "The image's page names it, often as EXPOSE or in an example like",
      '"docker run -p 8080:80": there it is the number after the colon, 80.',
      'Plain HTTP is right here; the encryption is done in front.',
      '',
      'For example: 80, 3000, 8080',
    ].join('\n'),
    example: '8080',
    suggestion: () => '80',
    problem: (port) =>
      /^\d{1,5}$/.test(port) && +port >= 1 && +port <= 65_535
        ? undefined
        : 'A number from 1 to 65535, like 8080.',
  },
  {
    id: 'image.folders',
    section: 'Settings',
    form: 'settings',
    kind: 'text',
    lines: true,
    title: 'Folders in the container that must be kept',
    hint: 'One a line. All else in the container is lost when it is replaced.',
    help: [
      'A container is replaced whenever its version or a setting changes.',
      'What the application wrote stays only if its folder is named here;',
      "the image's page says which, often under volumes or persistence.",
      '',
      '/data             kept in a volume, which Docker looks after',
      'files:/data       the same, in a volume called files',
      '/srv/files:/data  kept in the folder /srv/files of the server',
      '',
      'For example: /var/lib/ghost/content',
    ].join('\n'),
    example: '/data',
    optional: true,
    problem: (text, answers) => problemWithMounts(text, installOf(answers)),
  },
  {
    id: 'image.env',
    section: 'Settings',
    form: 'settings',
    kind: 'secret',
    lines: true,
    optional: true,
    title: 'Environment variables, one KEY=value a line',
    hint: 'Empty: those on the server stay as they are.',
    help: [
      'Most images are set up by such lines; their pages list the names.',
      'They may hold passwords, so they are not shown, are kept only in',
      'env.list on the server, which only root may read, and are asked for',
      'again when setup-server runs again. Leave this empty then.',
      '',
      'A value runs to the end of its line, as it is: no quotes.',
      'Lines that begin with # are left out; a # alone removes them all.',
      '',
      'For example: url=https://blog.example.org',
    ].join('\n'),
    example: 'Lines like url=https://blog.example.org.',
    problem: problemWithEnvironment,
  },
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
    id: 'image.workdir',
    section: 'Settings',
    form: 'settings',
    kind: 'text',
    title: 'Folder in the container to start in',
    hint: "Empty: the image's own.",
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
    suggestion: () => '/',
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
];

function problemWithEnvironment(given: Secret): string | undefined {
  const [problem] = parseEnvFile(given.reveal()).problems.filter(({ stops }) => stops);
  return problem && `Line ${problem.line}: ${problem.text}`;
}
