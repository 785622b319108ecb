import type { OtherContainer } from '../facts/docker/other-containers.ts';
import type { App, Recognised } from './app.ts';
import { mysql } from './databases.ts';
import { CHECK, MAKE, owner, ownerOf, READY } from './ghost-owner.ts';
import { filled, type MailServer, mailIn, mailQuestions } from './mail.ts';
import { imageOf, type PinnedImage, versionQuestion, versionsOf } from './pinned-image.ts';
import { databaseElsewhere, recognisePinned } from './pinned-recognise.ts';
import { type Recipe, type Setting, siteOf } from './recipe.ts';

const image: PinnedImage = {
  app: 'ghost',
  label: 'Ghost',
  repository: 'ghost',
  version: '6.63.0',
  warning: [
    'A newer version changes the database when it starts, and there is no',
    'way back: have a copy of the data first. Before another first number,',
    'go to the newest of the present one.',
  ],
  announced: 'github.com/TryGhost/Ghost/releases',
};

/** Its variables for where its database is; which one it takes by itself follows from NODE_ENV. */
const DATABASE = [
  ...['NODE_ENV', 'database__client', 'database__connection__filename'],
  ...['database__connection__host', 'database__connection__port', 'database__connection__user'],
  ...['database__connection__password', 'database__connection__database'],
];

/** The official image (docker-library/ghost), as docs.ghost.org has it for production: behind HTTPS, with MySQL 8. */
export const ghost: App = {
  id: 'ghost',
  label: 'Ghost',
  note: 'a website with a blog and a newsletter',
  needs: { memoryMB: 1536, diskMB: 10_240 },
  ...owner,
  questions: [
    ...owner.questions,
    ...mailQuestions('ghost', 'Ghost', [
      'It sends a link to readers who subscribe or sign in, and a code to you',
      'on a new device. For newsletters it wants an account at Mailgun, too.',
    ]),
    versionQuestion(image),
  ],
  versions: versionsOf(image),
  variables: {
    url: { leftOut: 'It is the name of the site, which is asked.' },
    ...Object.fromEntries(
      DATABASE.map((name) => [name, { leftOut: 'The database is set up with it.' }]),
    ),
    NODE_ENV: { leftOut: 'A site that others visit runs in production.' },
    database__connection__password: { secret: true, leftOut: 'The database is set up with it.' },
    sendWelcomeEmail: { leftOut: 'The owner needs none.' },
    security__staffDeviceVerification: {},
    mail__transport: {},
    mail__from: { asked: 'ghost.mail.from' },
    mail__options__host: { asked: 'ghost.mail.server' },
    mail__options__port: {},
    mail__options__secure: {},
    mail__options__service: {},
    mail__options__auth__user: { asked: 'ghost.mail.user' },
    mail__options__auth__pass: { asked: 'ghost.mail.password', secret: true },
    privacy__useUpdateCheck: {},
    privacy__useGravatar: {},
    imageOptimization__resize: {},
  },
  recipe,
  recognises,
};

/** As its page at Docker Hub has it started: alone, with SQLite, or beside MySQL. */
function recognises(container: OtherContainer): Recognised | undefined {
  const { remarks = [], ...place } = databaseElsewhere('Ghost', container, [
    'database__connection__host',
  ]);
  return recognisePinned(ghost, image, container, {
    data: ['/var/lib/ghost/content'],
    without: [],
    ...place,
    remarks: [
      ...remarks,
      ...(container.env.get('NODE_ENV')?.reveal() === 'development'
        ? [
            'It runs as for trying it out (NODE_ENV=development), with SQLite. It stays so; for a site that many read, its makers want MySQL.',
          ]
        : []),
    ],
  });
}

function recipe(setting: Setting): Recipe {
  const { answers, install } = setting;
  const site = siteOf(setting);
  const database = mysql(install, 'ghost');
  const input = ownerOf(answers);
  const mail = mailIn('ghost', answers);
  return {
    container: {
      image: imageOf(image, answers),
      volumes: [{ source: `${install}-content`, target: '/var/lib/ghost/content' }],
      ports: [],
      stop: { timeoutSeconds: 60 },
    },
    env: [
      { name: 'url', value: site },
      { name: 'database__client', value: 'mysql' },
      { name: 'database__connection__host', value: database.host },
      { name: 'database__connection__user', value: 'ghost' },
      { name: 'database__connection__password', value: database.password },
      { name: 'database__connection__database', value: 'ghost' },
      { name: 'sendWelcomeEmail', value: 'false' },
      ...(mail ? withMail(mail) : input ? WITHOUT_MAIL : []),
    ],
    unset: ['NODE_ENV'],
    leads: DATABASE,
    companions: [database.companion],
    front: {
      port: 2368,
      // A film for a post, and the file with which a site moves.
      bodyMB: 1024,
      timeoutSeconds: 300,
      buffering: true,
      websocketTimeoutSeconds: 3600,
    },
    ready: {
      path: '/ghost/api/admin/site/',
      status: (status) => status === 200,
      command: READY,
      patienceSeconds: 600,
      usual: 'mostly one minute',
    },
    account: {
      check: CHECK,
      make: MAKE,
      ...(input && { input }),
      follows: ['database__connection__host', 'database__connection__database'],
    },
    first: [
      `Sign in at ${site}/ghost, with the e-mail address and the password that were chosen at the first setup.`,
      ...(mail
        ? []
        : [
            'Ghost sends no e-mail yet; readers need that to sign in. Run setup-server again for it.',
          ]),
    ],
    data: `volume ${install}-content; its database in the volume ${install}-db`,
  };
}

/**
 * It would send a code to whoever signs in from another device, and let nobody in where it can't.
 * Set with the first account alone: who has given it a way to send mail switches that on again.
 */
const WITHOUT_MAIL = [{ name: 'security__staffDeviceVerification', value: 'false' }];

function withMail({ host, port, tls, user, password, from }: MailServer) {
  return filled({
    security__staffDeviceVerification: 'true',
    mail__transport: 'SMTP',
    mail__options__host: host,
    mail__options__port: String(port),
    mail__options__secure: String(tls),
    mail__options__auth__user: user,
    mail__options__auth__pass: password,
    mail__from: from,
  });
}
