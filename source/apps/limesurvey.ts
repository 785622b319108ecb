import { type Answers, textAnswer } from '../answers/answers.ts';
import type { OtherContainer } from '../facts/docker/other-containers.ts';
import { filesFolder } from '../paths.ts';
import { problemWithAddress } from '../questions/notify.ts';
import type { App, Recognised } from './app.ts';
import { mariadb } from './databases.ts';
import { beforeFirstStart, firstPassword, secretEntry } from './first-start.ts';
import { imageOf, type PinnedImage, versionQuestion, versionsOf } from './pinned-image.ts';
import { databaseElsewhere, recognisePinned } from './pinned-recognise.ts';
import { type EnvEntry, type Recipe, type Setting, siteOf } from './recipe.ts';

const image: PinnedImage = {
  app: 'limesurvey',
  label: 'LimeSurvey',
  repository: 'martialblog/limesurvey',
  version: '6.17.18-260831',
  variant: '-apache',
  warning: [
    'A newer version changes the database when it starts, and there is no',
    'way back: have a copy of the data first, and do it when no survey runs.',
    'LimeSurvey has no image of its own; this one is made by M. Frosch.',
  ],
  announced: 'hub.docker.com/r/martialblog/limesurvey',
};

const EMAIL = 'limesurvey.admin.email';
const PASSWORD = 'limesurvey.admin.password';

const first = beforeFirstStart(uploadVolume, [
  {
    id: EMAIL,
    section: 'Settings',
    form: 'settings',
    kind: 'text',
    title: 'Your e-mail address',
    hint: 'The first user is called admin, has this address, and may do everything there.',
    help: [
      'LimeSurvey writes to it where a password was forgotten, and puts it',
      'under the mails that it sends, unless a survey has another one.',
      '',
      'For example: anna@example.org',
    ].join('\n'),
    example: 'anna@example.org',
    normalise: (typed) => typed.trim(),
    problem: problemWithAddress,
  },
  firstPassword({
    id: PASSWORD,
    title: 'A password for the user admin',
    opens: [
      'Whoever knows it can read all answers to your surveys, and change them.',
      'It can be changed in LimeSurvey at any time.',
    ],
  }),
]);

/** Its variables for where its database is. */
const DATABASE = [
  ...['DB_TYPE', 'DB_HOST', 'DB_PORT', 'DB_NAME', 'DB_USERNAME', 'DB_PASSWORD', 'DB_MYSQL_ENGINE'],
];

const ONCE = 'Only the first start reads it. Accounts are changed in LimeSurvey.';

/** The image that most take (github.com/martialblog/docker-limesurvey: README and entrypoint.sh). */
export const limesurvey: App = {
  id: 'limesurvey',
  label: 'LimeSurvey',
  note: 'questionnaires and surveys',
  needs: { memoryMB: 1024, diskMB: 10_240 },
  ...first,
  questions: [...first.questions, versionQuestion(image)],
  versions: versionsOf(image),
  variables: {
    ADMIN_USER: { once: ONCE },
    ADMIN_NAME: { once: ONCE },
    ADMIN_EMAIL: { once: ONCE },
    ADMIN_PASSWORD: { secret: true, once: ONCE },
    PUBLIC_URL: { leftOut: 'It is the name of the site, which is asked.' },
    HOST_INFO: { leftOut: 'It is the name of the site, which is asked.' },
    LISTEN_PORT: { leftOut: 'The web server in front knows it at port 8080.' },
    ...Object.fromEntries(
      DATABASE.map((name) => [name, { leftOut: 'The database is set up with it.' }]),
    ),
    DB_PASSWORD: { secret: true, leftOut: 'The database is set up with it.' },
    DB_TABLE_PREFIX: {},
    ENCRYPT_NONCE: { secret: true },
    ENCRYPT_SECRET_BOX_KEY: { secret: true },
    URL_FORMAT: {},
    SHOW_SCRIPT_NAME: {},
    TABLE_SESSION: {},
    DEBUG: {},
    DEBUG_SQL: {},
  },
  recipe,
  recognises,
};

/** As its README and its lists for Docker Compose have it started, beside a database. */
function recognises(container: OtherContainer): Recognised | undefined {
  const { env, mounts, name } = container;
  const recognised = recognisePinned(limesurvey, image, container, {
    data: ['/var/www/html/upload'],
    without: ['LISTEN_PORT', 'BASE_URL'],
    ...databaseElsewhere('LimeSurvey', container, ['DB_HOST', 'DB_SOCK']),
  });
  const hasKeys =
    KEYS.some((each) => env.has(each) || env.has(`${each}_FILE`)) ||
    mounts.some(({ target }) => CONFIGURATION.startsWith(target));
  return recognised && !hasKeys
    ? {
        ...recognised,
        whyNot: `The keys to encrypted answers lie in its container alone, and would be lost with it. On the server, \`docker exec ${name} cat ${CONFIGURATION}\` shows them: start it with them as ENCRYPT_NONCE and ENCRYPT_SECRET_BOX_KEY first.`,
      }
    : recognised;
}

const KEYS = ['ENCRYPT_SECRET_BOX_KEY', 'ENCRYPT_KEYPAIR'];
const CONFIGURATION = '/var/www/html/application/config/security.php';

function recipe(setting: Setting): Recipe {
  const { answers, install } = setting;
  const site = siteOf(setting);
  const database = mariadb(install, 'limesurvey');
  return {
    container: {
      image: imageOf(image, answers),
      volumes: [
        { source: uploadVolume(install), target: '/var/www/html/upload' },
        {
          source: `${filesFolder(install)}/${UPLOADS}`,
          target: `/usr/local/etc/php/conf.d/${UPLOADS}`,
          readOnly: true,
        },
      ],
      ports: [],
      stop: { timeoutSeconds: 30 },
    },
    env: [
      { name: 'DB_TYPE', value: 'mysql' },
      { name: 'DB_HOST', value: database.host },
      { name: 'DB_NAME', value: 'limesurvey' },
      { name: 'DB_USERNAME', value: 'limesurvey' },
      { name: 'DB_PASSWORD', value: database.password },
      // The image's own, MyISAM, loses answers when the server loses its power.
      { name: 'DB_MYSQL_ENGINE', value: 'InnoDB' },
      { name: 'PUBLIC_URL', value: `${site}/` },
      { name: 'HOST_INFO', value: site },
      // Without them it makes them up in its container, and a new one can't read encrypted answers.
      { name: 'ENCRYPT_NONCE', value: { generate: 'hexadecimal', length: 48 } },
      { name: 'ENCRYPT_SECRET_BOX_KEY', value: { generate: 'hexadecimal', length: 64 } },
      { name: 'ADMIN_USER', value: 'admin' },
      ...email(answers),
      ...secretEntry('ADMIN_PASSWORD', answers, PASSWORD),
    ],
    unset: [],
    leads: DATABASE,
    companions: [database.companion],
    files: [
      {
        path: UPLOADS,
        mode: '644',
        content: [
          `upload_max_filesize = ${UPLOAD_MB}M\npost_max_size = ${UPLOAD_MB}M\nmemory_limit = 256M\n`,
        ],
      },
    ],
    front: {
      port: 8080,
      bodyMB: UPLOAD_MB,
      timeoutSeconds: 300,
      buffering: true,
      websocketTimeoutSeconds: 60,
    },
    ready: {
      path: '/index.php/admin/authentication/sa/login',
      status: (status) => status === 200,
      patienceSeconds: 600,
      usual: 'mostly one or two minutes',
    },
    first: [
      `Sign in at ${site}/index.php/admin as admin, with the password that was chosen at the first setup.`,
    ],
    data: `its database in the volume ${install}-db; uploaded files in the volume ${uploadVolume(install)}`,
  };
}

/** PHP's own limit is 2 MB, which pictures in a survey exceed. */
const UPLOAD_MB = 64;
const UPLOADS = 'uploads.ini';

function email(answers: Answers): readonly EnvEntry[] {
  const address = textAnswer(answers, EMAIL);
  return address === '' ? [] : [{ name: 'ADMIN_EMAIL', value: address }];
}

function uploadVolume(install: string): string {
  return `${install}-upload`;
}
