import type { Exchange } from '../../action.ts';
import { type Answers, installOf, secretAnswer, textAnswer } from '../../answers/answers.ts';
import { type Facts, type Query, query } from '../../facts/facts.ts';
import { answerQuery } from '../../facts/network/answer.ts';
import { hostKindOf } from '../../hosts/index.ts';
import { type SecretQuestion, textOf } from '../../questions/question.ts';
import type { Secret } from '../../secrets/secret.ts';
import type { DefaultLogin } from '../accounts.ts';
import { firstPassword } from '../first-start.ts';
import { idOf } from './setting.ts';

/** Where its image keeps all data. */
export const DATA = '/opt/jatos_data';
/** The port on which JATOS speaks HTTP. */
export const PORT = 9000;
const USER = 'admin';
const FIRST_PASSWORD = 'admin';
const PASSWORD = 'jatos.admin.password';
/** The question for a folder of the server to keep the data in. */
export const FOLDER = 'jatos.folder';
/** As JATOS's own pages ask; it then answers with a status and words, not with a page. */
const HEADERS = { 'X-Requested-With': 'XMLHttpRequest' };
/** Wanted beside a session (Play's CSRF filter); it stands in the pages' own scripts or forms. */
const PROOF = {
  header: 'Csrf-Token',
  pattern: /csrf-?token\W+(?:(?:value|content)\W+)?([0-9a-f]{16,}[0-9a-f-]*)/i,
} as const;

/** The path that everything of JATOS lies below: `/`, `/lab/`. */
export function basePath(answers: Answers): string {
  return textAnswer(answers, idOf('JATOS_URL_BASE_PATH')) || '/';
}

/** Where JATOS keeps all its data: a volume, or a folder of the server. */
export function dataPlace(answers: Answers, install: string): string {
  return textAnswer(answers, FOLDER) || `${install}-data`;
}

type Knock = Pick<DefaultLogin, 'path' | 'form' | 'headers' | 'verdict'>;

/**
 * Seen in JATOS 3.9's source: JSON for those who are let in, 401 with a text for those who are not.
 * After three failures in a minute from one address it says so instead, and from the server itself
 * nobody but us tries.
 */
function knock(answers: Answers): Knock {
  return {
    path: `${basePath(answers)}jatos/signin/local`,
    form: { username: USER, password: FIRST_PASSWORD },
    headers: HEADERS,
    verdict: ({ status, body }) => {
      if (status === 200 && body.includes('"redirectUrl"')) return 'open';
      return status === 401 && /invalid user|\bthree\b/i.test(body) ? 'closed' : 'unknown';
    },
  };
}

/** The first account of JATOS, and how it gets the person's own password. */
export function defaultLogin(answers: Answers): DefaultLogin {
  const password = secretAnswer(answers, PASSWORD);
  return {
    ...knock(answers),
    user: USER,
    password: FIRST_PASSWORD,
    close: password && !password.isEmpty ? changing(answers, password) : [],
    follows: ['JATOS_DB_URL'],
  };
}

function changing(answers: Answers, password: Secret): readonly Exchange[] {
  const { path, form, headers } = knock(answers);
  const letIn = { status: 200, body: /"redirectUrl"/ };
  return [
    page(path.replace(/\/local$/, ''), 'show its sign-in page'),
    {
      asks: `let in ${USER} with the first password`,
      ...{ path, headers, form, proof: PROOF, expects: letIn },
    },
    page(`${basePath(answers)}jatos`, 'show its first page'),
    {
      asks: `change the password of ${USER}`,
      path: `${basePath(answers)}jatos/user/passwordByUser`,
      headers,
      proof: PROOF,
      form: {
        username: USER,
        oldPassword: FIRST_PASSWORD,
        newPassword: password,
        newPasswordRepeat: password,
      },
      expects: { status: 200 },
    },
    {
      asks: `let in ${USER} with the new password`,
      ...{ path, headers, proof: PROOF, expects: letIn },
      form: { ...form, password },
    },
  ];
}

function page(path: string, asks: string): Exchange {
  return { asks, path, headers: { Accept: 'text/html' } };
}

interface Seen {
  /** Whether JATOS was started here before. */
  readonly before: boolean;
  readonly verdict: 'open' | 'closed' | 'unknown';
}

/** What tells whether the first password may still work. */
export function loginLooks(answers: Answers): readonly Query[] {
  return Object.values(queries(answers));
}

function queries(answers: Answers) {
  const host = hostKindOf(answers).address(answers);
  const install = installOf(answers);
  const place = dataPlace(answers, install);
  return {
    container: query('container', host, install),
    data: place.startsWith('/')
      ? query('folder', host, `${place}/database`)
      : query('volume', host, place),
    answer: answerQuery(host, install, PORT, knock(answers)),
  };
}

function seen(answers: Answers, facts: Facts): Seen {
  const { container, data, answer } = queries(answers);
  const got = facts.get(answer);
  return {
    before: Boolean(facts.get(container) ?? facts.get(data)),
    verdict: got ? knock(answers).verdict(got) : 'unknown',
  };
}

/** Whether it can't be known: there is a database, and nobody who could be asked. */
function isUnsure(answers: Answers, facts: Facts): boolean {
  const { before, verdict } = seen(answers, facts);
  return before && verdict === 'unknown';
}

const asked = firstPassword({
  id: PASSWORD,
  title: `A password for ${USER}, the first user`,
  opens: [
    `JATOS begins with a user ${USER} whose password is ${FIRST_PASSWORD}, as everybody`,
    'knows. This one takes its place before the first visitor gets in.',
    'Whoever has it can read all results and delete all studies. It can be',
    'changed in JATOS at any time.',
  ],
  problem: (password) =>
    /^(admin|jatos)/i.test(password) ? 'Everybody tries those first.' : undefined,
});

/** Asked wherever the first password may still work. */
export const adminPassword: SecretQuestion = {
  ...asked,
  hint: (answers, facts) =>
    isUnsure(answers, facts)
      ? `Empty: JATOS has another one than ${FIRST_PASSWORD} already. It is changed only where it has not.`
      : textOf(asked.hint ?? '', answers, facts),
  // Of a server that can't be seen, nobody knows whether it is needed.
  when: (answers, facts) =>
    facts.has(queries(answers).answer) && seen(answers, facts).verdict !== 'closed',
  optional: isUnsure,
};
