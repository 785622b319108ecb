import { type Answers, secretAnswer, textAnswer } from '../answers/answers.ts';
import { filesFolder } from '../paths.ts';
import type { App } from './app.ts';
import type { Companion } from './companion.ts';
import { mariadb, redis } from './databases.ts';
import { beforeFirstStart, firstPassword } from './first-start.ts';
import { filled, mailIn, mailQuestions } from './mail.ts';
import { imageOf, type PinnedImage, versionQuestion, versionsOf } from './pinned-image.ts';
import { databaseElsewhere, recognisePinned } from './pinned-recognise.ts';
import { type EnvEntry, type Recipe, type RecipeFile, type Setting, siteOf } from './recipe.ts';

const image: PinnedImage = {
  app: 'nextcloud',
  label: 'Nextcloud',
  repository: 'nextcloud',
  version: '34.0.3',
  variant: '-apache',
  warning: [
    'A newer version changes the database when it starts, and there is no',
    'way back: have a copy of the data first. Go one first number at a',
    'time, from 34 to 35 and then to 36; it refuses to start otherwise.',
  ],
  announced: 'nextcloud.com/changelog',
};

/** Its variables for what stands beside it. */
const BESIDE = ['MYSQL_HOST', 'MYSQL_DATABASE', 'MYSQL_USER', 'MYSQL_PASSWORD', 'REDIS_HOST'];

const USER = 'nextcloud.admin.user';
const PASSWORD = 'nextcloud.admin.password';
/** Where it finds the first password in its container. */
const FIRST = { folder: 'first', inside: '/run/first', file: 'password' } as const;

const first = beforeFirstStart(dataVolume, [
  {
    id: USER,
    section: 'Settings',
    form: 'settings',
    kind: 'text',
    title: 'What should the first user be called?',
    hint: 'It may do everything there, and makes the accounts of the others.',
    help: [
      'The name to sign in with. It stays, so take one that you like: your own,',
      'or admin if several people will look after it.',
      '',
      'For example: anna',
    ].join('\n'),
    example: 'anna',
    suggestion: () => 'admin',
    normalise: (typed) => typed.trim(),
    problem: (name) =>
      /^[A-Za-z0-9][A-Za-z0-9_.@-]{0,63}$/.test(name)
        ? undefined
        : 'Letters, digits, and _ . @ - in between: anna',
  },
  firstPassword({
    id: PASSWORD,
    title: 'A password for the first user',
    opens: [
      'Whoever knows it can read and delete the files of everybody there.',
      'It can be changed in Nextcloud at any time.',
    ],
  }),
]);

/** The official image (github.com/nextcloud/docker: README and docker-entrypoint.sh), with its web server. */
export const nextcloud: App = {
  id: 'nextcloud',
  label: 'Nextcloud',
  note: 'files, calendars and contacts, shared',
  needs: { memoryMB: 2048, diskMB: 10_240 },
  ...first,
  questions: [
    ...first.questions,
    ...mailQuestions('nextcloud', 'Nextcloud', [
      'It sends a link to those who forgot their password, and tells of what',
      'was shared with people.',
    ]),
    versionQuestion(image),
  ],
  versions: versionsOf(image),
  variables: {
    NEXTCLOUD_ADMIN_USER: {
      once: 'Only the first start reads it. Accounts are made in Nextcloud.',
    },
    NEXTCLOUD_ADMIN_PASSWORD: {
      leftOut: 'Whoever may use Docker can read variables; it is given in a file.',
      secret: true,
    },
    NEXTCLOUD_ADMIN_PASSWORD_FILE: {},
    NEXTCLOUD_TRUSTED_DOMAINS: { leftOut: 'It is the name of the site, which is asked.' },
    OVERWRITEHOST: { leftOut: 'It is the name of the site, which is asked.' },
    OVERWRITEPROTOCOL: { leftOut: 'It follows from the web server in front.' },
    OVERWRITECLIURL: { leftOut: 'It is the name of the site, which is asked.' },
    ...Object.fromEntries(
      BESIDE.map((name) => [name, { leftOut: 'Its database and Redis are set up with it.' }]),
    ),
    PHP_UPLOAD_LIMIT: {},
    PHP_MEMORY_LIMIT: {},
    PHP_OPCACHE_MEMORY_CONSUMPTION: {},
    APACHE_BODY_LIMIT: {},
    TRUSTED_PROXIES: {},
    ...Object.fromEntries(
      [
        ...['SMTP_SECURE', 'SMTP_PORT', 'SMTP_AUTHTYPE'],
        ...['MAIL_FROM_ADDRESS', 'MAIL_DOMAIN'],
      ].map((name) => [name, {}]),
    ),
    SMTP_HOST: { asked: 'nextcloud.mail.server' },
    SMTP_NAME: { asked: 'nextcloud.mail.user' },
    SMTP_PASSWORD: { asked: 'nextcloud.mail.password', secret: true },
  },
  recipe,
  recognises: (container) =>
    recognisePinned(nextcloud, image, container, {
      data: ['/var/www/html'],
      without: [],
      ...databaseElsewhere('Nextcloud', container, ['MYSQL_HOST', 'POSTGRES_HOST']),
    }),
};

function recipe(setting: Setting): Recipe {
  const { answers, install, hostname } = setting;
  const site = siteOf(setting);
  // As Nextcloud's own pages ask. Its example keeps a log of all changes, too, which only ever grows.
  const database = mariadb(install, 'nextcloud', [
    '--transaction-isolation=READ-COMMITTED',
    '--binlog-format=ROW',
  ]);
  const cache = redis(install);
  const volumes = [{ source: dataVolume(install), target: '/var/www/html' }];
  const shared = [
    { name: 'REDIS_HOST', value: cache.host },
    { name: 'OVERWRITEHOST', value: site.slice('https://'.length) },
    { name: 'OVERWRITEPROTOCOL', value: 'https' },
    { name: 'OVERWRITECLIURL', value: site },
    ...mailLines(answers),
  ];
  return {
    container: {
      image: imageOf(image, answers),
      volumes: [
        ...volumes,
        { source: `${filesFolder(install)}/${FIRST.folder}`, target: FIRST.inside },
      ],
      ports: [],
      stop: { timeoutSeconds: 60 },
    },
    env: [
      ...firstUser(answers),
      { name: 'NEXTCLOUD_ADMIN_PASSWORD_FILE', value: `${FIRST.inside}/${FIRST.file}` },
      { name: 'NEXTCLOUD_TRUSTED_DOMAINS', value: hostname },
      { name: 'MYSQL_HOST', value: database.host },
      { name: 'MYSQL_DATABASE', value: 'nextcloud' },
      { name: 'MYSQL_USER', value: 'nextcloud' },
      { name: 'MYSQL_PASSWORD', value: database.password },
      ...shared,
      { name: 'PHP_UPLOAD_LIMIT', value: `${UPLOAD_MB}M` },
    ],
    unset: ['NEXTCLOUD_ADMIN_PASSWORD'],
    leads: BESIDE,
    companions: [database.companion, cache.companion, timer({ answers, volumes, env: shared })],
    files: firstFiles(answers),
    front: {
      port: 80,
      bodyMB: UPLOAD_MB,
      timeoutSeconds: 3600,
      buffering: false,
      websocketTimeoutSeconds: 24 * 3600,
    },
    ready: {
      path: '/status.php',
      status: (status) => status === 200,
      // Before its first start is over, and while it updates, the page answers, too.
      command: ['php', '-r', READY],
      patienceSeconds: 900,
      usual: 'mostly one or two minutes',
    },
    first: ['Sign in with the name and the password that were chosen at the first setup.'],
    data: `volume ${dataVolume(install)}; its database in the volume ${install}-db`,
  };
}

/** Browsers and apps send larger files in parts; Apache in the image takes no larger ones than a gigabyte. */
const UPLOAD_MB = 1024;

const READY =
  '$s = json_decode((string) @file_get_contents("http://localhost/status.php"), true); exit(($s["installed"] ?? false) && !$s["maintenance"] && !$s["needsDbUpgrade"] ? 0 : 1);';

/** Its name for STARTTLS is `tls`, and `ssl` for TLS from the first byte. It puts the address together itself. */
function mailLines(answers: Answers): readonly EnvEntry[] {
  const mail = mailIn('nextcloud', answers);
  if (!mail) return [];
  const at = mail.from.lastIndexOf('@');
  return filled({
    SMTP_HOST: mail.host,
    SMTP_PORT: String(mail.port),
    SMTP_SECURE: mail.tls ? 'ssl' : 'tls',
    SMTP_NAME: mail.user,
    SMTP_PASSWORD: mail.password,
    MAIL_FROM_ADDRESS: mail.from.slice(0, at),
    MAIL_DOMAIN: mail.from.slice(at + 1),
  });
}

function firstUser(answers: Answers): readonly EnvEntry[] {
  const name = textAnswer(answers, USER);
  return name === '' ? [] : [{ name: 'NEXTCLOUD_ADMIN_USER', value: name }];
}

function firstFiles(answers: Answers): readonly RecipeFile[] {
  const password = secretAnswer(answers, PASSWORD);
  if (!password || password.isEmpty) return [];
  return [
    {
      path: `${FIRST.folder}/${FIRST.file}`,
      content: [password],
      mode: '600',
      once: true,
    },
  ];
}

/** Does every five minutes what must be done besides: reminders, clearing up. */
function timer({
  answers,
  volumes,
  env,
}: {
  readonly answers: Answers;
  readonly volumes: Companion['container']['volumes'];
  readonly env: readonly EnvEntry[];
}): Companion {
  return {
    name: 'timer',
    label: "Nextcloud's timer",
    follows: true,
    container: {
      image: imageOf(image, answers),
      entrypoint: ['/cron.sh'],
      volumes,
      stop: { timeoutSeconds: 30 },
    },
    env,
    ready: { command: ['test', '-e', '/var/spool/cron/crontabs/www-data'], patienceSeconds: 60 },
  };
}

function dataVolume(install: string): string {
  return `${install}-data`;
}
