import { type Answers, textAnswer, yesAnswer } from '../../answers/answers.ts';
import type { Setting } from '../recipe.ts';
import type { Spread, Spreading, WhyNot } from '../spread.ts';
import { hasOwnDatabase } from './database-variables.ts';
import { MAIL } from './mail.ts';
import { HEALTH, readiness } from './readiness.ts';
import { storeOf } from './store-variables.ts';
import { idOf } from './variable.ts';

/**
 * On several servers (https://docassemble.org/docs/scalability.html): what is there once only is in the container
 * on the first server, since its database lies in that container until it is stopped; any copy answers visitors
 * and works in the background. They find it by what it writes to the storage when it starts.
 * Live help begins by asking again and again, which only the copy understands that was asked first
 * (docassemble_webapp, app_socket.py: SocketIO without a message queue); what is said goes from copy to copy by Redis (socketserver.py).
 */
export const several: Spreading = { whyNot, spread, whyNotEcs, bucketByRole };

/** Inside of it, in any role: docassemble's own word for it (Docker/initialize.sh). */
const READY_FILE = '/var/run/docassemble/ready';

function spread({ answers }: Setting): Spread {
  const root = textAnswer(answers, idOf('POSTURLROOT')) || '/';
  const { patienceSeconds } = readiness(root);
  return {
    roles: [
      {
        ...{ name: 'app', runs: 'copies', volumes: [] },
        sticky: `^${root}ws(/|$)`,
        env: [{ name: 'CONTAINERROLE', value: 'web:celery' }],
        stop: { timeoutSeconds: 600 },
        ready: { command: ['bash', '-c', wellCommand(root)], patienceSeconds },
      },
    ],
    // Each start changes the one database for its own version.
    update: 'together',
    note: 'What is there only once (database, queue, scheduled tasks, logs) runs in a container of its own on the first server.',
    stays: {
      env: [{ name: 'CONTAINERROLE', value: sharedRoles(answers) }],
      ready: ['test', '-e', READY_FILE],
      nameIn: 'SERVERHOSTNAME',
    },
  };
}

function sharedRoles(answers: Answers): string {
  return [...(hasOwnDatabase(answers) ? [] : ['sql']), 'redis:rabbitmq:log:cron:mail'].join(':');
}

/**
 * It answers, and reaches who hands out work. Where that is it notes once, in the last line of its own
 * /etc/hosts: a copy that noted an address that is outdated is to be replaced.
 */
function wellCommand(root: string): string {
  return `curl -sf -o /dev/null 'http://localhost${root}${HEALTH}' && read -r broker _ < <(tail -n 1 /etc/hosts) && : < "/dev/tcp/$broker/5672"`;
}

function whyNot({ answers }: Setting): WhyNot | undefined {
  const role = textAnswer(answers, idOf('CONTAINERROLE'));
  if (storeOf(answers) === 'volume')
    return {
      why: 'It keeps its data on this server. Several servers share them by a storage at a cloud company: S3, one that works like it, or Azure.',
      next: 'Set up another docassemble with such a storage, asked as docassemble.store. What this one has does not go there by itself.',
    };
  if (!['', 'all'].includes(role))
    return {
      why: `It was told to be a part of others already: CONTAINERROLE is ${role}.`,
      next: 'Have it do everything first: npx setup-server config set --set settings.CONTAINERROLE=all',
    };
  return yesAnswer(answers, MAIL)
    ? {
        why: 'It takes e-mail on ports of this server.',
        next: 'npx setup-server config set --set docassemble.mail=no lets go of them.',
      }
    : undefined;
}

/** Fargate gives a container two minutes to end, and its disk goes with it; a database may need ten. */
function whyNotEcs({ answers }: Setting): WhyNot | undefined {
  if (hasOwnDatabase(answers)) return undefined;
  return {
    why: 'Its database lies in its container. Amazon gives a container two minutes to end, in which the database may not get to the storage whole, and its disk goes with it.',
    next: 'Set it up with a database of its own, from its beginning: settings.DBHOST, or a new server at Amazon with ec2.database: yes.',
  };
}

function bucketByRole({ answers }: Setting): string | undefined {
  const text = (name: string) => textAnswer(answers, idOf(name));
  return storeOf(answers) === 's3' && text('S3ACCESSKEY') === '' ? text('S3BUCKET') : undefined;
}
