import type { OtherContainer } from '../facts/docker/other-containers.ts';
import type { App, Recognised } from './app.ts';
import { beforeFirstStart, firstPassword, secretEntry } from './first-start.ts';
import { filled, type MailServer, mailIn, mailQuestions } from './mail.ts';
import { imageOf, type PinnedImage, versionQuestion, versionsOf } from './pinned-image.ts';
import { recognisePinned } from './pinned-recognise.ts';
import { type Recipe, type Setting, siteOf } from './recipe.ts';

const image: PinnedImage = {
  app: 'vaultwarden',
  label: 'Vaultwarden',
  repository: 'vaultwarden/server',
  version: '1.37.3',
  warning: [
    'It holds your passwords, so take a newer version soon after it is',
    'published. Its database may be changed then, and there is no way back:',
    'have a copy of the data first.',
  ],
  announced: 'github.com/dani-garcia/vaultwarden/releases',
};

const PASSWORD = 'vaultwarden.admin.password';

const first = beforeFirstStart(dataVolume, [
  firstPassword({
    id: PASSWORD,
    title: 'A password for the page on which you invite people',
    opens: [
      'Nobody can make an account who was not invited. You do that on a page',
      'of its own, /admin, which opens with this password. It does not open',
      'what people keep there, but whoever knows it can remove accounts.',
    ],
  }),
]);

/** A server for the apps and browser extensions of Bitwarden; its wiki and .env.template say what it reads. */
export const vaultwarden: App = {
  id: 'vaultwarden',
  label: 'Vaultwarden',
  note: "a team's passwords; for the apps of Bitwarden",
  needs: { memoryMB: 512, diskMB: 4096 },
  ...first,
  questions: [
    ...first.questions,
    ...mailQuestions('vaultwarden', 'Vaultwarden', [
      'It sends invitations by mail, and tells people of sign-ins on new',
      'devices. Without, tell those whom you invited to make their accounts.',
    ]),
    versionQuestion(image),
  ],
  versions: versionsOf(image),
  variables: {
    ADMIN_TOKEN: {
      secret: true,
      once: 'Once something was saved on the page /admin, what is in /data/config.json counts.',
    },
    DOMAIN: { leftOut: 'It is the name of the site, which is asked.' },
    SIGNUPS_ALLOWED: {
      leftOut: 'Anybody could make an account. Invite people on the page /admin instead.',
    },
    ROCKET_PORT: { leftOut: 'The web server in front knows it at port 80.' },
    ROCKET_ADDRESS: { leftOut: 'The web server in front must reach it.' },
    ROCKET_TLS: { leftOut: 'The web server in front has the certificate.' },
    DATA_FOLDER: { leftOut: 'Its data lie in the volume, where they are found again.' },
    ...Object.fromEntries(
      [
        ...['SMTP_FROM_NAME', 'SMTP_SECURITY', 'SMTP_PORT', 'INVITATIONS_ALLOWED'],
        ...['INVITATION_ORG_NAME', 'SENDS_ALLOWED'],
        ...['SIGNUPS_VERIFY', 'SIGNUPS_DOMAINS_WHITELIST', 'ORG_CREATION_USERS'],
        ...['EMERGENCY_ACCESS_ALLOWED', 'PASSWORD_HINTS_ALLOWED', 'SHOW_PASSWORD_HINT'],
        ...['PUSH_ENABLED', 'PUSH_INSTALLATION_ID', 'PUSH_RELAY_URI', 'PUSH_IDENTITY_URI'],
        ...['DATABASE_URL', 'ENABLE_WEBSOCKET', 'LOG_LEVEL', 'EXTENDED_LOGGING', 'IP_HEADER'],
        ...['TRASH_AUTO_DELETE_DAYS', 'ORG_EVENTS_ENABLED', 'EVENTS_DAYS_RETAIN'],
      ].map((name) => [name, {}]),
    ),
    SMTP_HOST: { asked: 'vaultwarden.mail.server' },
    SMTP_FROM: { asked: 'vaultwarden.mail.from' },
    SMTP_USERNAME: { asked: 'vaultwarden.mail.user' },
    SMTP_PASSWORD: { asked: 'vaultwarden.mail.password', secret: true },
    PUSH_INSTALLATION_KEY: { secret: true },
  },
  recipe,
  recognises,
};

/** `docker run -d -v /vw-data/:/data/ -p 80:80 vaultwarden/server`, as its README has it. */
function recognises(container: OtherContainer): Recognised | undefined {
  const { env } = container;
  const isOpen = env.get('SIGNUPS_ALLOWED')?.reveal() !== 'false';
  return recognisePinned(vaultwarden, image, container, {
    data: ['/data'],
    without: ['ROCKET_PORT', 'ROCKET_TLS', 'DATA_FOLDER'],
    remarks: [
      ...(isOpen
        ? [
            'Anybody who finds it can make an account there. Once it gets HTTPS here, people need an invitation; accounts that are there stay.',
          ]
        : []),
      ...(env.has('ADMIN_TOKEN')
        ? []
        : [
            'It has no password for the page /admin, on which people are invited: after it got HTTPS here, set ADMIN_TOKEN by npx setup-server env edit.',
          ]),
    ],
  });
}

function recipe(setting: Setting): Recipe {
  const { answers, install } = setting;
  const site = siteOf(setting);
  const mail = mailIn('vaultwarden', answers);
  return {
    container: {
      image: imageOf(image, answers),
      volumes: [{ source: dataVolume(install), target: '/data' }],
      ports: [],
      stop: { timeoutSeconds: 30 },
    },
    env: [
      { name: 'DOMAIN', value: site },
      { name: 'SIGNUPS_ALLOWED', value: 'false' },
      ...secretEntry('ADMIN_TOKEN', answers, PASSWORD),
      ...(mail ? withMail(mail) : []),
    ],
    unset: [],
    front: {
      port: 80,
      // As its wiki's examples have it: attachments of 500 MB, and what is around them.
      bodyMB: 525,
      timeoutSeconds: 120,
      buffering: true,
      // The apps hear of changes by one that stays open.
      websocketTimeoutSeconds: 24 * 3600,
    },
    ready: { path: '/alive', status: (status) => status === 200, patienceSeconds: 120 },
    first: [
      `Invite yourself at ${site}/admin, with the password for that page: under Users, by your e-mail address.`,
      'Then create your account on the site, with that address. Others need an invitation, too.',
    ],
    data: `volume ${dataVolume(install)}`,
  };
}

function withMail({ host, port, tls, user, password, from }: MailServer) {
  return filled({
    SMTP_HOST: host,
    SMTP_PORT: String(port),
    SMTP_SECURITY: tls ? 'force_tls' : 'starttls',
    SMTP_FROM: from,
    SMTP_USERNAME: user,
    SMTP_PASSWORD: password,
  });
}

function dataVolume(install: string): string {
  return `${install}-data`;
}
