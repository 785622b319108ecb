import { type Answers, textAnswer } from '../answers/answers.ts';
import { versionOf } from '../image/reference.ts';
import { filesFolder } from '../paths.ts';
import { neighboursOf } from '../questions/name.ts';
import type { TextQuestion } from '../questions/question.ts';
import type { App } from './app.ts';
import { keptInside } from './jatos/access.ts';
import { commandWords, MEMORY_MB } from './jatos/command.ts';
import { databaseAt, databaseIn, type JatosDatabase } from './jatos/database.ts';
import {
  adminPassword,
  basePath,
  DATA,
  dataPlace,
  defaultLogin,
  loginLooks,
  PORT,
} from './jatos/login.ts';
import { recogniseJatos } from './jatos/recognise.ts';
import { idOf } from './jatos/setting.ts';
import { jatosSettings, megabytes } from './jatos/settings.ts';
import { severalJatos } from './jatos/several.ts';
import { signInIn } from './jatos/signin.ts';
import { jatosVariables } from './jatos/variables.ts';
import { type EnvEntry, type Recipe, type Setting, siteOf } from './recipe.ts';

/** What JATOS's own source called its version when last looked at, in August 2026. */
const VERSION = '3.10.4';

const version: TextQuestion = {
  id: 'jatos.version',
  section: 'Settings',
  form: 'settings',
  kind: 'text',
  title: 'Which version of JATOS?',
  hint: 'It stays at this one until you choose a newer one.',
  help: [
    'JATOS changes its database when a newer version starts for the first',
    'time, and there is no way back. So it never updates by itself here:',
    'you choose the moment, best not while a study runs, and with a copy',
    'of the data at hand.',
    '',
    'New versions are announced at https://www.jatos.org.',
    `For example: ${VERSION}`,
  ].join('\n'),
  expert: true,
  example: VERSION,
  suggestion: () => VERSION,
  normalise: (typed) => typed.trim().replace(/^(jatos\/jatos[:@])?v?/, ''),
  problem: problemWithVersion,
};

export const jatos: App = {
  id: 'jatos',
  label: 'JATOS',
  note: 'online studies in the behavioural sciences',
  needs: { memoryMB: MEMORY_MB, diskMB: 10_240 },
  questions: [version, adminPassword, ...jatosSettings],
  databaseAt,
  looks: (answers) => [...loginLooks(answers), neighboursOf(answers)],
  variables: jatosVariables,
  versions: {
    asked: 'jatos.version',
    answer: versionOf,
    warns: () => [
      'JATOS changes its database when the newer version starts, so it should not happen while a study runs.',
      'Its makers test the way from the version before: read what is new at https://www.jatos.org.',
    ],
  },
  recipe,
  several: severalJatos,
  recognises: (container) => recogniseJatos(jatos, container),
};

function recipe(setting: Setting): Recipe {
  const { answers, install } = setting;
  const database = databaseIn(answers, install);
  const place = dataPlace(answers, install);
  const inFolder = place.startsWith('/');
  const site = `${siteOf(setting)}${basePath(answers)}jatos`;
  const signIn = signInIn(answers, filesFolder(install), site);
  return {
    container: {
      image: imageOf(textAnswer(answers, 'jatos.version') || VERSION),
      command: commandWords(setting, database.memoryMB),
      volumes: [{ source: place, target: DATA }, ...signIn.volumes],
      ports: [],
      // Its main process is a shell that ignores SIGTERM: without this the database is killed.
      stop: { command: ['./loader.sh', 'stop'], timeoutSeconds: 5 },
    },
    env: [...environment(answers, database), ...signIn.env],
    unset: [
      ...PLAIN.filter((name) => plain(answers, name) === ''),
      ...database.unset,
      ...signIn.unset,
    ],
    ...(signIn.files.length > 0 && { files: signIn.files }),
    // As whom it runs in its image; a fresh volume takes that over by itself.
    ...(inFolder && { folders: [{ path: place, owner: '1000:1000', mode: '700' }] }),
    ...(database.companions.length > 0 && { companions: database.companions }),
    front: {
      port: PORT,
      bodyMB: bodyMB(answers),
      timeoutSeconds: 300,
      buffering: false,
      // Group and batch studies keep a silent WebSocket for days.
      websocketTimeoutSeconds: 7 * 24 * 3600,
      ...keptInside(answers),
    },
    ready: {
      path: `${basePath(answers)}ping`,
      status: (status) => status === 200,
      body: /^pong\s*$/,
      patienceSeconds: 300,
    },
    first: signIn.first,
    data: [`${inFolder ? 'folder' : 'volume'} ${place}`, database.where].filter(Boolean).join('; '),
    ...(database.isOwn && { elsewhere: database.where }),
    ...(basePath(answers) !== '/' && { below: basePath(answers) }),
    defaultLogin: defaultLogin(answers),
    underWay: {
      path: `${basePath(answers)}publix/`,
      who: 'in the middle of a study',
      loses: 'What they have not sent yet may be lost.',
    },
  };
}

function environment(answers: Answers, database: JatosDatabase): EnvEntry[] {
  return [
    // Signs the session cookies; without one JATOS makes up another at every start.
    { name: 'JATOS_SECRET', value: { generate: 'letters-and-digits', length: 64 } },
    { name: 'JATOS_LOGS_APPENDER', value: 'ASYNCSTDOUT' },
    ...PLAIN.map((name) => ({ name, value: plain(answers, name) })).filter(
      ({ value }) => value !== '',
    ),
    ...database.env,
  ];
}

const PLAIN = [
  'JATOS_RESULT_UPLOADS_MAX_FILE_SIZE',
  'JATOS_RESULT_UPLOADS_LIMIT_PER_STUDY_RUN',
  'JATOS_URL_BASE_PATH',
  'JATOS_THREADPOOL_SIZE',
  'JATOS_DB_CONNECTIONPOOL_SIZE',
] as const;

function plain(answers: Answers, name: (typeof PLAIN)[number]): string {
  const value = textAnswer(answers, idOf(name));
  return value === '/' ? '' : value;
}

/** Studies are imported as one file: never under JATOS's own advice of 500 MB; uploads come with a margin. */
function bodyMB(answers: Answers): number {
  const sizes = (
    ['JATOS_RESULT_UPLOADS_MAX_FILE_SIZE', 'JATOS_RESULT_UPLOADS_LIMIT_PER_STUDY_RUN'] as const
  )
    .map((name) => plain(answers, name))
    .filter((size) => size !== '')
    .map(megabytes);
  return Math.max(500, ...sizes.map((size) => Math.ceil(size * 1.1)));
}

/** A digest stands for what ran when somebody else's JATOS was taken over. */
function imageOf(version: string): string {
  return `jatos/jatos${version.startsWith('sha256:') ? '@' : ':'}${version}`;
}

function problemWithVersion(value: string): string | undefined {
  if (value === 'latest') {
    return `JATOS can't go back to an older version, so you choose when it changes: ${VERSION}, not latest.`;
  }
  return /^\d+\.\d+\.\d+$|^sha256:[0-9a-f]{64}$/.test(value)
    ? undefined
    : `Three numbers with dots: ${VERSION}`;
}
