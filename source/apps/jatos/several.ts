import { type Answers, textAnswer } from '../../answers/answers.ts';
import type { Setting } from '../recipe.ts';
import type { Role, Spreading, WhyNot } from '../spread.ts';
import { commandWords, MEMORY_MB } from './command.ts';
import { databaseIn } from './database.ts';
import { basePath, DATA, dataPlace, FOLDER, PORT } from './login.ts';
import { idOf } from './setting.ts';
import { signInIn } from './signin.ts';

const CONNECTIONS = 'JATOS_DB_CONNECTIONPOOL_SIZE';
const MULTI_NODE = '-Djatos.multiNode=true';

/**
 * As its own page "JATOS in a cluster" has it: one MySQL or MariaDB, one secret, the same folders, and no
 * version beside another one. Up to 3.10 (group/GroupDispatcherRegistry), the members of a group hear of each other
 * within one JATOS only, and so do the participants of a batch: all of them come to one copy, `channels`.
 * That one starts first, and alone: only one changes the database for a newer version.
 */
export const severalJatos: Spreading = {
  whyNot,
  spread: (setting) => {
    const { answers, install, besideMB = 0, copies = 1 } = setting;
    // On the first server there may be two of them.
    const own = { ...setting, besideMB: besideMB + MEMORY_MB };
    const role: Omit<Role, 'name' | 'runs'> = {
      command: [...commandWords(own, databaseIn(answers, install).memoryMB), MULTI_NODE],
      volumes: [{ source: dataPlace(answers, install), target: DATA }],
      env: [{ name: CONNECTIONS, value: String(connectionsEach(answers, copies + 1)) }],
      ready: { command: asksItself(`${basePath(answers)}ping`), patienceSeconds: 300 },
    };
    return {
      roles: [
        {
          ...{ ...role, name: 'channels', runs: 'once' },
          paths: channels(basePath(answers)),
          patterns: ['group/*', 'batch/*', 'end', 'abort'].map(
            (end) => `${basePath(answers)}publix/*/${end}`,
          ),
        },
        { ...role, name: 'app', runs: 'copies' },
      ],
      update: 'together',
      ...(textAnswer(answers, 'jatos.memory') === '' && { alike: true }),
    };
  },
};

/** What JATOS's own routes have for groups and batches, and by what one leaves a group. */
function channels(base: string): string {
  return `^${base}publix/[^/]+/((group|batch)/|(end|abort)$)`;
}

/**
 * All of them together have no more than the database was made for. There is room for a few copies more, which then
 * need not have all of them started anew.
 */
function connectionsEach(answers: Answers, number: number): number {
  const room = Math.ceil(number / 4) * 4;
  return Math.max(5, Math.floor(Number(textAnswer(answers, idOf(CONNECTIONS)) || '100') / room));
}

/** Its image has Bash and no other program that could ask. */
function asksItself(path: string): string[] {
  const script = `exec 3<>/dev/tcp/127.0.0.1/${PORT} && printf 'GET ${path} HTTP/1.0\\r\\n\\r\\n' >&3 && grep -q '^pong' <&3`;
  return ['bash', '-c', script];
}

/** Their way of being several is the same: newer ones form a cluster of their own, over ports of their own. */
const KNOWN = /^3\.([89]|10)\./;

const SHARED = [
  'Give all servers one folder in common, by NFS. For Amazon EFS or the network storage of DigitalOcean, its page there shows SERVER:/PATH. On each server (Debian, Ubuntu):',
  'apt-get install -y nfs-common && mkdir -p /mnt/shared',
  'echo "SERVER:/PATH /mnt/shared nfs4 hard,_netdev 0 0" >> /etc/fstab && mount /mnt/shared',
];

function whyNot({ answers, install }: Setting): WhyNot | undefined {
  const version = textAnswer(answers, 'jatos.version');
  if (!KNOWN.test(version))
    return {
      why: `It is JATOS ${version}. How several servers of that version work together is not known here, only of 3.8 to 3.10.`,
      next: 'Look whether a newer setup-server knows it: npx setup-server@latest grow',
    };
  if (databaseIn(answers, install).env.length === 0)
    return {
      why: 'Its database is H2, which one server alone can have: JATOS does not start with it on several. What is in it can not be moved over to another database, neither by setup-server nor by JATOS.',
      next: [
        'In JATOS, export each study, and the results of each as an archive.',
        'Set up another JATOS with MariaDB, on a server of its own: --set jatos.database=mariadb',
        'Import the studies there. Archives of results are for you to keep: JATOS does not take them in again.',
      ],
    };
  if (signInIn(answers, '', '').files.length > 0)
    return {
      why: 'How people sign in is in a file of this server. Copies on other servers would not see it.',
      next: 'Have them sign in by passwords of JATOS: npx setup-server config set --set jatos.signin=',
    };
  if (textAnswer(answers, FOLDER) === '')
    return {
      why: 'Its studies and uploads lie in a volume of this server, and all servers must see them.',
      next: [
        ...SHARED,
        `npx setup-server config set --install ${install} --set jatos.folder=/mnt/shared/jatos moves all of JATOS's files there. Then try again.`,
      ],
    };
  return undefined;
}
