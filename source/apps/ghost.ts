import { type Answers, secretAnswer, textAnswer } from '../answers/answers.ts';
import { problemWithAddress } from '../questions/notify.ts';
import type { TextQuestion } from '../questions/question.ts';
import { Secret } from '../secret.ts';
import { type App, type Recipe, type Setting, siteOf } from './app.ts';
import { mysql } from './databases.ts';
import { beforeFirstAccount, firstPassword } from './first-start.ts';
import { filled, type MailServer, mailIn, mailQuestions } from './mail.ts';
import { imageOf, type PinnedImage, versionQuestion, versionsOf } from './pinned-image.ts';

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

const TITLE = 'ghost.title';
const NAME = 'ghost.owner.name';
const EMAIL = 'ghost.owner.email';
const PASSWORD = 'ghost.owner.password';

const SETUP = 'http://127.0.0.1:2368/ghost/api/admin/authentication/setup/';
/** Plain HTTP it only leads on to HTTPS, unless the web server in front says that it was that. */
const SECURELY = '"X-Forwarded-Proto": "https"';

/** Ends with 0 where the owner has an account, with 1 where not, with 2 where it does not tell. */
const CHECK = node(
  `fetch("${SETUP}", { headers: { ${SECURELY} } })`,
  '.then((answer) => answer.json())',
  '.then(({ setup: [{ status }] }) => exit(status ? 0 : 1))',
  '.catch(() => exit(2));',
);

const MAKE = node(
  'const body = require("fs").readFileSync(0, "utf8");',
  `const headers = { "Content-Type": "application/json", ${SECURELY} };`,
  `fetch("${SETUP}", { method: "POST", redirect: "manual", headers, body })`,
  '.then(async (answer) => { if (answer.status === 201) return;',
  'const { errors: [error] = [] } = await answer.json().catch(() => ({}));',
  'throw new Error(error ? [error.message, error.context].join(" ") : "Ghost answers with " + answer.status); })',
  '.catch(({ message }) => { console.error(message); exit(1); });',
);

const READY = node(
  `fetch("http://127.0.0.1:2368/ghost/api/admin/site/", { redirect: "manual", headers: { ${SECURELY} } })`,
  '.then(({ status }) => exit(status === 200 ? 0 : 1))',
  '.catch(() => exit(1));',
);

/** Ghost's image has Node, and no other program that speaks HTTP. */
function node(...lines: readonly string[]): readonly string[] {
  return ['node', '-e', ['const { exit } = process;', ...lines].join(' ')];
}

const first = beforeFirstAccount(CHECK, [
  asked(TITLE, {
    title: 'What is your site called?',
    hint: 'It stands at the top of every page, and can be changed at any time.',
    help: ['The name that readers know it by.', '', 'For example: News from the Kovacs lab'],
    example: 'News from the Kovacs lab',
  }),
  asked(NAME, {
    title: 'Your name, as readers shall see it',
    hint: 'You own the site: you may do everything there, and let in others.',
    help: ['It stands beside what you write.', '', 'For example: Anna Kovacs'],
    example: 'Anna Kovacs',
  }),
  {
    ...asked(EMAIL, {
      title: 'Your e-mail address, to sign in with',
      hint: 'Readers do not see it.',
      help: ['Ghost knows people by their addresses.', '', 'For example: anna@example.org'],
      example: 'anna@example.org',
    }),
    problem: problemWithAddress,
  },
  firstPassword({
    id: PASSWORD,
    title: 'A password to sign in with',
    opens: [
      'Whoever knows it can write in your name, and read the addresses of all',
      'who subscribed. It can be changed in Ghost at any time.',
    ],
    problem: problemForGhost,
  }),
]);

/** The official image (docker-library/ghost), as docs.ghost.org has it for production: behind HTTPS, with MySQL 8. */
export const ghost: App = {
  id: 'ghost',
  label: 'Ghost',
  note: 'a website with a blog and a newsletter',
  needs: { memoryMB: 1536, diskMB: 10_240 },
  ...first,
  questions: [
    ...first.questions,
    ...mailQuestions('ghost', 'Ghost', [
      'It sends a link to readers who subscribe or sign in, and a code to you',
      'on a new device. For newsletters it wants an account at Mailgun, too.',
    ]),
    versionQuestion(image),
  ],
  versions: versionsOf(image),
  variables: {
    url: { leftOut: 'It is the name of the site, which is asked.' },
    NODE_ENV: { leftOut: 'A site that others visit runs in production.' },
    ...Object.fromEntries(
      ['client', 'connection__host', 'connection__user', 'connection__database'].map((name) => [
        `database__${name}`,
        { leftOut: 'The database is set up with it.' },
      ]),
    ),
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
};

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

/** What its own page for the first account sends. */
function ownerOf(answers: Answers): Secret | undefined {
  const password = secretAnswer(answers, PASSWORD);
  if (!password || password.isEmpty) return undefined;
  const owner = {
    name: textAnswer(answers, NAME),
    email: textAnswer(answers, EMAIL),
    password: password.reveal(),
    blogTitle: textAnswer(answers, TITLE),
  };
  return new Secret(JSON.stringify({ setup: [owner] }));
}

function asked(
  id: string,
  { help, ...texts }: Pick<TextQuestion, 'title' | 'hint' | 'example'> & { help: string[] },
): TextQuestion {
  return {
    id,
    section: 'Settings',
    form: 'settings',
    kind: 'text',
    ...texts,
    help: help.join('\n'),
    normalise: (typed) => typed.trim(),
    problem: (text) => (text.length > 191 ? 'At most 191 characters.' : undefined),
  };
}

/** Its own rules (@tryghost/core, lib/validate-password). */
function problemForGhost(password: string): string | undefined {
  const word = ['ghost', 'password', 'passw0rd'].find((each) =>
    password.toLowerCase().includes(each),
  );
  if (word !== undefined) return `Ghost takes none with "${word}" in it.`;
  return password.length > 256 ? 'At most 256 characters.' : undefined;
}
