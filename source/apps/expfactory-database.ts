import { type Answers, secretAnswer, textAnswer } from '../answers/answers.ts';
import type { EnvEntry } from './app.ts';
import { type Companion, companionHost } from './companion.ts';
import { PASSWORD_HERE, PASSWORD_VARIABLE } from './expfactory-image.ts';
import { DATABASE, DATABASE_ADDRESS, DATABASE_PASSWORD } from './expfactory-questions.ts';
import type { TokenKeeper } from './expfactory-tokens.ts';

/** Where results go, as the container is told. */
export interface ResultsStore {
  readonly env: readonly EnvEntry[];
  readonly companions: readonly Companion[];
  /** Its password is on the server already. */
  readonly keepsPassword?: true;
  readonly keeper: TokenKeeper;
  /** For the receipt. */
  readonly where: string;
}

const NAME = 'expfactory';

/** What the answers say of the database. */
export function storeIn(answers: Answers, install: string): ResultsStore {
  const kind = textAnswer(answers, DATABASE) || 'filesystem';
  switch (kind) {
    case 'postgresql':
    case 'mariadb':
      return beside(kind === 'mariadb' ? mariadb(install) : postgresql(install), install);
    case 'own':
      return elsewhere(answers);
    default:
      return {
        env: [{ name: 'EXPFACTORY_DATABASE', value: kind }],
        companions: [],
        keeper: kind === 'sqlite' ? 'sqlite' : 'filesystem',
        where: `volume ${install}-data`,
      };
  }
}

interface Beside {
  readonly companion: Companion;
  /** SQLAlchemy's name for it. */
  readonly dialect: string;
  /** The companion's variable with the password. */
  readonly password: string;
}

function beside({ companion, dialect, password }: Beside, install: string): ResultsStore {
  const { name, label, container } = companion;
  const host = companionHost(install, name);
  return {
    env: [
      {
        name: 'EXPFACTORY_DATABASE',
        value: `${dialect}://${NAME}:${PASSWORD_HERE}@${host}/${NAME}`,
      },
      { name: PASSWORD_VARIABLE, value: { sameAs: name, name: password } },
    ],
    companions: [companion],
    keeper: 'server',
    where: `${label}, in the volume ${container.volumes.map(({ source }) => source).join(', ')}`,
  };
}

function elsewhere(answers: Answers): ResultsStore {
  const address = textAnswer(answers, DATABASE_ADDRESS);
  const password = secretAnswer(answers, DATABASE_PASSWORD);
  const given = password && !password.isEmpty;
  const full = address.replace(/^mysql:/, 'mysql+pymysql:').replace('@', `:${PASSWORD_HERE}@`);
  return {
    env: [
      { name: 'EXPFACTORY_DATABASE', value: full },
      ...(given ? [{ name: PASSWORD_VARIABLE, value: password }] : []),
    ],
    companions: [],
    ...(!given && { keepsPassword: true }),
    keeper: 'server',
    where: `the database ${address}`,
  };
}

function postgresql(install: string): Beside {
  return {
    dialect: 'postgresql',
    password: 'POSTGRES_PASSWORD',
    companion: {
      name: 'db',
      label: 'PostgreSQL',
      container: {
        image: 'postgres:17',
        volumes: [{ source: `${install}-db`, target: '/var/lib/postgresql/data' }],
        // "Fast shutdown" is what SIGINT asks for, and the image's own stop signal.
        stop: { timeoutSeconds: 60 },
      },
      env: [
        { name: 'POSTGRES_USER', value: NAME },
        { name: 'POSTGRES_DB', value: NAME },
        { name: 'POSTGRES_PASSWORD', value: { generate: 'letters-and-digits', length: 32 } },
      ],
      // By TCP: while it is being set up, it listens on its socket only.
      ready: {
        command: ['pg_isready', '--host=127.0.0.1', `--username=${NAME}`],
        patienceSeconds: 120,
      },
    },
  };
}

function mariadb(install: string): Beside {
  return {
    dialect: 'mysql+pymysql',
    password: 'MARIADB_PASSWORD',
    companion: {
      name: 'db',
      label: 'MariaDB',
      container: {
        image: 'mariadb:11.4',
        volumes: [{ source: `${install}-db`, target: '/var/lib/mysql' }],
        stop: { timeoutSeconds: 60 },
      },
      env: [
        { name: 'MARIADB_USER', value: NAME },
        { name: 'MARIADB_DATABASE', value: NAME },
        { name: 'MARIADB_PASSWORD', value: { generate: 'letters-and-digits', length: 32 } },
        { name: 'MARIADB_RANDOM_ROOT_PASSWORD', value: '1' },
      ],
      ready: {
        command: ['healthcheck.sh', '--connect', '--innodb_initialized'],
        patienceSeconds: 120,
      },
    },
  };
}
