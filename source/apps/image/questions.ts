import { installOf } from '../../answers/answers.ts';
import { parseEnvFile } from '../../containers/env-file.ts';
import { query } from '../../facts/facts.ts';
import { hostKindOf } from '../../hosts/index.ts';
import type { Question } from '../../questions/question.ts';
import { registryQuestions } from '../../questions/registry-login.ts';
import type { Secret } from '../../secrets/secret.ts';
import { problemWithMounts } from '../mounts.ts';
import { asComposed, besideQuestion, partlyQuestion } from './compose.ts';
import { dataFolders, webPorts } from './declared.ts';
import { ENV, envFileQuestion } from './env.ts';
import {
  declaredBy,
  imageLook,
  imageOf,
  normaliseReference,
  problemWithReference,
  projectOf,
  REFERENCE,
  registryLook,
} from './place.ts';
import { imageSettings } from './settings.ts';

const NO_VARIABLES =
  'What the app is set up by, like API_KEY=1234. If it needs none, leave this empty.';

const questions: readonly Question[] = [
  {
    id: REFERENCE,
    section: 'App',
    kind: 'text',
    title: 'Which image?',
    hint: 'Its name and version, like ghost:5.87; or a folder of yours with a Dockerfile, like ./app.',
    help: [
      'An image is the packed application. Its name stands on the',
      'program\'s page, often behind "docker pull" or "docker run". After a',
      'colon comes the version; without one it is "latest", which changes',
      'under you. Other places than Docker Hub stand before the name.',
      '',
      './app      a folder of this computer with a Dockerfile, the recipe of',
      '           an image: it is sent to the server and built there',
      './app.tar  a file made by "docker save"; or a compose.yaml',
      '',
      'The whole "docker run" line of a guide does, too.',
    ].join('\n'),
    example: 'ghcr.io/owner/app:1.4',
    normalise: normaliseReference,
    problem: (text, _answers, facts) => problemWithReference(text, facts),
    thenLook: imageLook,
  },
  ...registryQuestions({
    section: 'App',
    imageOf,
    looks: registryLook,
    otherwise: 'Is it written right? Empty: the server has it already.',
  }),
  partlyQuestion,
  {
    id: 'image.port',
    section: 'Settings',
    form: 'settings',
    kind: 'text',
    title: 'On which port does it speak HTTP?',
    hint: (answers, facts) => {
      const ports = webPorts(declaredBy(answers, facts)?.ports);
      return ports.length === 0
        ? 'The page of the image tells; it is the second number of "-p 8080:80".'
        : `The image itself names ${listed(ports)}.`;
    },
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
    suggestion: (answers, facts) => String(webPorts(declaredBy(answers, facts)?.ports)[0] ?? 80),
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
    hint: (answers, facts) => {
      const named = dataFolders(declaredBy(answers, facts), installOf(answers));
      const lost = 'One a line. All else in the container is lost when it is replaced.';
      return named.length === 0 ? lost : `${lost} The image itself names ${listed(named)}.`;
    },
    help: [
      'A container is replaced whenever its version or a setting changes.',
      'What the application wrote stays only if its folder is named here;',
      "the image's page says which, often under volumes or persistence.",
      '',
      '/data             kept in a volume, which Docker looks after',
      'files:/data       the same, in a volume called files',
      '/srv/files:/data  kept in the folder /srv/files of the server; some',
      '                  guides write /containers/NAME:/host',
      '',
      'For example: /var/lib/ghost/content',
    ].join('\n'),
    example: '/data',
    suggestion: (answers, facts) =>
      dataFolders(declaredBy(answers, facts), installOf(answers)).join('\n'),
    optional: true,
    problem: (text, answers) => problemWithMounts(text, installOf(answers)),
  },
  {
    id: ENV,
    section: 'Settings',
    form: 'settings',
    kind: 'secret',
    lines: true,
    optional: true,
    title: 'Environment variables, one KEY=value a line',
    hint: (answers, facts) => {
      const project = projectOf(answers, facts);
      const again = facts.get(
        query('record', hostKindOf(answers).address(answers), installOf(answers)),
      );
      const empty = again ? 'Empty: those on the server stay as they are.' : NO_VARIABLES;
      if (!project) return empty;
      const { variables } = project;
      if (!variables) return 'Empty: those of the compose file.';
      if (variables.length === 0) return empty;
      return `Your line names ${listed(variables)}: give each here with its value.${again ? ` ${empty}` : ''}`;
    },
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
  envFileQuestion,
  ...imageSettings,
  besideQuestion,
];

/** What nobody but the person knows of an image. */
export const imageQuestions: readonly Question[] = questions.map(asComposed);

function problemWithEnvironment(given: Secret): string | undefined {
  const [problem] = parseEnvFile(given.reveal()).problems.filter(({ stops }) => stops);
  return problem && `Line ${problem.line}: ${problem.text}`;
}

function listed(things: readonly (string | number)[]): string {
  const shown = things.slice(0, 4).join(', ');
  return things.length > 4 ? `${shown} and more` : shown;
}
