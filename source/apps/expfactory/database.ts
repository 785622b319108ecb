import { type Answers, secretAnswer, textAnswer } from '../../answers/answers.ts';
import type { Companion } from '../companion.ts';
import { type Database, mariadb, postgresql } from '../databases.ts';
import type { EnvEntry } from '../recipe.ts';
import { PASSWORD_HERE, PASSWORD_VARIABLE } from './image.ts';
import { DATABASE, DATABASE_ADDRESS, DATABASE_PASSWORD } from './questions.ts';
import type { TokenKeeper } from './tokens.ts';

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
      return beside(postgresql(install, NAME), 'postgresql');
    case 'mariadb':
      return beside(mariadb(install, NAME), 'mysql+pymysql');
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

/** `dialect` is SQLAlchemy's name for it. */
function beside({ companion, host, password }: Database, dialect: string): ResultsStore {
  const { label, container } = companion;
  return {
    env: [
      {
        name: 'EXPFACTORY_DATABASE',
        value: `${dialect}://${NAME}:${PASSWORD_HERE}@${host}/${NAME}`,
      },
      { name: PASSWORD_VARIABLE, value: password },
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
