import { textAnswer } from '../../answers/answers.ts';
import type { Question } from '../../questions/question.ts';
import { problemWithWords, splitWords } from '../command-words.ts';
import { networksQuestion } from './access.ts';
import { databaseQuestions } from './database.ts';
import { FOLDER } from './login.ts';
import { idOf, problemWithCount, setting } from './setting.ts';
import { signInQuestions } from './signin-questions.ts';

/** Whether JATOS keeps a log of each study. */
export const STUDY_LOGS = 'jatos.studyLogs';

/**
 * What a person may set of JATOS. Left out on purpose: address, port and folders (the container
 * needs them as they are), the log (goes to Docker), the secret (made up once).
 */
export const jatosSettings: readonly Question[] = [
  setting('JATOS_RESULT_UPLOADS_MAX_FILE_SIZE', {
    title: 'Largest file that a participant may upload',
    hint: 'Empty: 30 MB.',
    help: [
      'Some studies let participants upload files: recordings, drawings,',
      'documents. JATOS refuses larger ones. The web server in front of',
      'JATOS is set up to let this much through.',
      '',
      'For example: 100MB',
    ].join('\n'),
    example: '100MB',
    normalise: normaliseSize,
    problem: problemWithSize,
  }),
  setting('JATOS_RESULT_UPLOADS_LIMIT_PER_STUDY_RUN', {
    title: 'All files that one participant may upload',
    hint: 'Empty: 50 MB. Counted for each run of a study.',
    help: [
      'How much one participant may upload in one run of a study, all',
      'files together. At least as much as the largest single file.',
      '',
      'For example: 300MB',
    ].join('\n'),
    example: '300MB',
    normalise: normaliseSize,
    problem: (size, answers) => {
      const problem = problemWithSize(size);
      const file = textAnswer(answers, idOf('JATOS_RESULT_UPLOADS_MAX_FILE_SIZE')) || '30MB';
      if (problem !== undefined || megabytes(size) >= megabytes(file)) return problem;
      return `One file may be ${file} large, so all together need at least that.`;
    },
  }),
  setting('JATOS_URL_BASE_PATH', {
    title: 'Path below which JATOS lives',
    hint: 'Empty: at the top, https://study.example.org/',
    help: [
      'With /jatos/ here, JATOS answers at https://study.example.org/jatos/.',
      'Choose this before you make studies: their links to pictures and',
      'sounds can break when it changes later.',
      '',
      'For example: /jatos/',
    ].join('\n'),
    expert: true,
    example: '/jatos/',
    normalise: (typed) => `/${typed.trim()}/`.replace(/\/+/g, '/'),
    problem: (path) =>
      path === '/' || /^\/([A-Za-z0-9_-]+\/)+$/.test(path)
        ? undefined
        : 'Letters, digits, hyphens and underscores between slashes: /jatos/',
  }),
  setting('JATOS_THREADPOOL_SIZE', {
    title: 'Requests that JATOS works on at the same time',
    hint: 'Empty: 150.',
    help: [
      'JATOS gives each request a worker of its own, and has this many of',
      'them. More than the default helps only with hundreds of participants',
      'at the same moment. About one and a half times the number of',
      'connections to the database fits.',
      '',
      'For example: 300',
    ].join('\n'),
    expert: true,
    example: '300',
    problem: (count) => problemWithCount(count, 10, 5000),
  }),
  ...databaseQuestions,
  {
    ...setting('folder', {
      title: 'Folder on the server for the data',
      hint: 'Empty: a Docker volume. Data in it are copied over to a folder.',
      help: [
        'Studies, results and the database lie in a volume that Docker looks',
        'after. A folder of your choice is for those who have a disk of its',
        'own for it, or several servers with one folder in common. It is made',
        'where it is missing, and belongs to the account 1000:1000, as JATOS',
        'runs. What JATOS has already is copied there, with JATOS stopped, and',
        'stays in its old place, too; from a folder back to a volume nothing',
        'moves. Never one that is synchronised with another computer.',
        '',
        'For example: /srv/jatos',
      ].join('\n'),
      expert: true,
      example: '/srv/jatos',
      normalise: (typed) => typed.trim().replace(/(.)\/+$/, '$1'),
      problem: problemWithFolder,
    }),
    id: FOLDER,
  },
  ...signInQuestions,
  networksQuestion,
  {
    id: STUDY_LOGS,
    section: 'Settings',
    form: 'settings',
    kind: 'confirm',
    title: 'A log of each study',
    hint: 'Who changed it, and when each participant began: for those who must show that later.',
    help: [
      'JATOS notes for each study what was done to it and to its results,',
      'as checksums, so that you can show later that results were not',
      'changed. The logs lie in the data volume, and grow with each run.',
    ].join('\n'),
    expert: true,
    suggestion: () => true,
  },
  {
    ...setting('memory', {
      title: 'Memory that JATOS may use',
      hint: 'Empty: three quarters of what the system and other apps here leave.',
      help: [
        'What JATOS works on is kept in memory, and never grows beyond this.',
        'Too little makes it slow; with too much the server runs out of',
        'memory and stops it. Leave it empty unless other programs on the',
        'server need a lot.',
        '',
        'For example: 1500M for about one and a half gigabytes, or 3G.',
      ].join('\n'),
      expert: true,
      example: '1500M',
      normalise: (typed) => typed.trim().toUpperCase().replace(/\s+/g, '').replace(/B$/, ''),
      problem: problemWithMemory,
    }),
    id: 'jatos.memory',
  },
  {
    ...setting('arguments', {
      title: 'More options for JATOS',
      hint: 'Empty: none. They go on its command line, so no passwords here.',
      help: [
        'JATOS has more settings than those asked for here, among them the',
        'least length of passwords and the time until somebody is signed out.',
        "JATOS's own pages list them all. Write them as there, beginning with",
        '-D, with spaces in between.',
        '',
        'For example: -Djatos.user.password.length=12',
      ].join('\n'),
      expert: true,
      example: '-Djatos.user.password.length=12',
      problem: problemWithArguments,
    }),
    id: 'jatos.arguments',
  },
];

/** Megabytes of a size that passed: `30MB`, `2GB`. */
export function megabytes(size: string): number {
  return Number.parseInt(size, 10) * (size.endsWith('GB') ? 1000 : 1);
}

function normaliseSize(typed: string): string {
  const size = typed.trim().toUpperCase().replace(/\s+/g, '');
  if (/^\d+$/.test(size)) return `${size}MB`;
  return size.replace(/^(\d+)([MG])$/, '$1$2B');
}

function problemWithSize(size: string): string | undefined {
  if (!/^\d+[MG]B$/.test(size)) return 'A whole number with MB or GB: 100MB';
  if (megabytes(size) < 1) return 'At least 1MB.';
  return megabytes(size) > 10_000 ? 'At most 10GB.' : undefined;
}

function problemWithFolder(folder: string): string | undefined {
  if (!/^(\/[A-Za-z0-9_][A-Za-z0-9_.-]*)+$/.test(folder))
    return 'A folder begins with a slash, and has no spaces: /srv/jatos';
  return /^\/(bin|boot|dev|etc|lib\w*|proc|root|run|sbin|sys|tmp|usr|var\/run)(\/|$)/.test(
    folder,
  ) || /^\/[^/]+$/.test(folder)
    ? 'Not one of the folders of the system itself: /srv/jatos'
    : undefined;
}

function problemWithMemory(memory: string): string | undefined {
  const [, amount = '', unit] = /^(\d{1,6})([MG])$/.exec(memory) ?? [];
  if (amount === '') return 'A whole number with M or G: 1500M';
  return Number(amount) * (unit === 'G' ? 1024 : 1) < 256 ? 'At least 256M.' : undefined;
}

function problemWithArguments(text: string): string | undefined {
  const problem = problemWithWords(text);
  if (problem !== undefined) return problem;
  for (const word of splitWords(text)) {
    if (/\s/.test(word)) return `"${word}": JATOS can't take an option with a space in it.`;
    if (!/^-(D[A-Za-z]|J-)/.test(word)) return `"${word}" does not begin with -D or -J-.`;
    if (/^-J-Xmx/.test(word)) return 'For memory there is a question of its own.';
    if (/(secret|password)=/i.test(word))
      return 'A command line can be seen by others. Not for passwords.';
  }
  return undefined;
}
