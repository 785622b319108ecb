import { textAnswer, yesAnswer } from '../../answers/answers.ts';
import type { PublishedPort } from '../../containers/container.ts';
import { filesFolder } from '../../paths.ts';
import { type EnvEntry, type Recipe, type Setting, siteOf } from '../recipe.ts';
import { tlsWay } from '../tls.ts';
import { ADMINISTRATOR, administratorFiles, backupVolume, CREDENTIALS } from './administrator.ts';
import { reconfiguration } from './configuration.ts';
import { hasOwnDatabase } from './database-variables.ts';
import { https } from './https.ts';
import { MAIL } from './mail.ts';
import { readiness } from './readiness.ts';
import { MAIL_PORTS } from './roles.ts';
import { storeOf } from './store-variables.ts';
import { environmentOf, idOf } from './variable.ts';
import { askedVariables } from './variables.ts';
import { imageOf } from './version.ts';

const BACKUP = '/usr/share/docassemble/backup';

export function recipe(setting: Setting): Recipe {
  const { answers, facts, install, hostname, port } = setting;
  const { env, unset } = environmentOf(askedVariables, answers, facts);
  const root = textAnswer(answers, idOf('POSTURLROOT')) || '/';
  const store = storeOf(answers);
  const cloud = store === 'azure' ? 'AZUREENABLE' : store === 'volume' ? undefined : 'S3ENABLE';
  const secured = https(answers);
  const settled = [
    { name: 'DAHOSTNAME', value: hostname },
    ...secured.env,
    ...generated(hasOwnDatabase(answers)),
    ...(cloud === undefined ? [] : [{ name: cloud, value: 'true' }]),
  ];
  return {
    container: {
      image: imageOf(answers),
      volumes: [
        { source: `${filesFolder(install)}/${CREDENTIALS.folder}`, target: CREDENTIALS.inside },
        ...(store === 'volume' ? [{ source: backupVolume(install), target: BACKUP }] : []),
      ],
      ports: yesAnswer(answers, MAIL) ? MAIL_PORTS.map(published) : [],
      stop: {
        timeoutSeconds: 600,
        // Supervisor's words. Its own data live in the container, and only this copies them out.
        proof: {
          exitCode: 0,
          says: [
            'stopped: initialize (exit status 0)',
            ...(hasOwnDatabase(answers) ? [] : ['stopped: postgres (exit status 0)']),
          ],
        },
      },
    },
    env: [...settled, ...env],
    reconfigure: (changes) => reconfiguration(changes, install, siteOf(setting)),
    unset: [
      // Of an own database, the password is made up.
      ...unset.filter((name) => !settled.some((each) => each.name === name)),
      ...['S3ENABLE', 'AZUREENABLE'].filter((name) => name !== cloud),
      // Would have it do again what the front does.
      ...secured.unset.filter((name) => name !== 'LETSENCRYPTEMAIL' || !tlsWay(answers)),
      'DAEXPOSEWEBSOCKETS',
    ],
    files: administratorFiles(answers),
    front: {
      port: 80,
      bodyMB: UPLOAD_MB,
      timeoutSeconds: 300,
      buffering: false,
      // Live help keeps a WebSocket open while somebody reads.
      websocketTimeoutSeconds: 24 * 3600,
    },
    ready: { ...readiness(root), ...secured.ready },
    ...(secured.tls && { tls: secured.tls }),
    ...(root !== '/' && { below: root }),
    first: [ADMINISTRATOR, ...(port === undefined ? [] : [withPort(siteOf(setting))])],
    data: dataText(answers, install),
    ...elsewhere(answers),
  };
}

/** Its own limit, `maximum content length`, is 16 MiB unless it is raised on the Configuration page: room for that. */
const UPLOAD_MB = 256;

function generated(ownDatabase: boolean): EnvEntry[] {
  const made = (name: string): EnvEntry => ({
    name,
    value: { generate: 'letters-and-digits', length: 32 },
  });
  // A letter first, and nothing that sed or YAML would read otherwise.
  return [...(ownDatabase ? [] : [made('DBPASSWORD')]), made('DADEFAULTSECRET')];
}

/** Its variables know of none, so its first start writes links to the usual one. */
function withPort(site: string): string {
  return `Then open Configuration in its menu, have the line that begins with url root say "url root: ${site}", and save: else its links lead to the usual port, and live help does not connect.`;
}

function published(port: number): PublishedPort {
  return { host: port, container: port, protocol: 'tcp' };
}

function dataText(answers: Setting['answers'], install: string): string {
  const to = cloudPlace(answers) ?? `the volume ${backupVolume(install)}`;
  return `in the container ${install}; copied to ${to} when it stops and every night`;
}

function elsewhere(answers: Setting['answers']): Pick<Recipe, 'elsewhere'> {
  const database = textAnswer(answers, idOf('DBHOST'));
  const places = [
    cloudPlace(answers),
    hasOwnDatabase(answers) ? `the database at ${database}` : undefined,
  ].filter((each) => each !== undefined);
  return places.length > 0 ? { elsewhere: places.join(', and in ') } : {};
}

function cloudPlace(answers: Setting['answers']): string | undefined {
  switch (storeOf(answers)) {
    case 'volume':
      return undefined;
    case 'azure':
      return `${textAnswer(answers, idOf('AZURECONTAINER'))} at Azure`;
    default:
      return `the bucket ${textAnswer(answers, idOf('S3BUCKET'))}`;
  }
}
