import { type Answers, textAnswer } from '../answers/answers.ts';
import { CERTIFICATE_AUTHORITIES } from '../certificate-authorities.ts';
import { accountName, authorityOf } from '../certificates/account-files.ts';
import type { AccountChange } from '../certificates/certificate-action.ts';
import { ExpectedError } from '../expected-error.ts';
import type { AccountFact } from '../facts/certificates/accounts.ts';
import type { Facts } from '../facts/facts.ts';
import type { Goal } from '../goal.ts';
import { ACCOUNTS } from '../paths.ts';
import { certificateEmail } from '../questions/certificate.ts';
import type { Question } from '../questions/question.ts';
import type { Receipt } from '../receipt.ts';
import { hostOf } from '../status/renewal-script.ts';
import { type Check, HOLDS, lacks, type Step } from '../steps/step.ts';
import type { Occasion, Task, Undertaking } from './errand.ts';
import { accountAt, accountsQuery, certificateLooks } from './looks.ts';
import { certificatesIn, confirmation, wayToCertificates } from './questions.ts';

const AUTHORITY = 'account.authority';
const CHANGE = 'account.change';
const EMAIL = 'account.email';

/** The CA's directory URLs that an account on the host may belong to. */
export function directoriesOf(
  accounts: readonly AccountFact[],
  known: readonly string[],
): ReadonlyMap<string, string> {
  const all = [...known, ...CERTIFICATE_AUTHORITIES.map(({ directory }) => directory)];
  const usable = all.filter((directory) => URL.canParse(directory));
  return new Map(
    accounts.flatMap(({ name }) => {
      const directory = usable.find((each) => accountName(each) === name);
      return directory === undefined ? [] : [[name, directory] as const];
    }),
  );
}

function known(answers: Answers, facts: Facts): ReadonlyMap<string, string> {
  const noted = certificatesIn(answers, facts).map(({ authority }) => authority);
  return directoriesOf(facts.get(accountsQuery(hostOf(answers))) ?? [], noted);
}

const which: Question = {
  id: AUTHORITY,
  section: 'Certificate',
  kind: 'choice',
  title: 'Which account?',
  hint: 'A server has one at every authority that it got a certificate from.',
  help: [
    'An account at a certificate authority is a key that lies on the server:',
    'nobody has to log in to it. By it the authority knows who asks. It was',
    'opened by itself when the first certificate was got.',
  ].join('\n'),
  when: (answers, facts) => known(answers, facts).size > 0,
  choices: (answers, facts) =>
    [...known(answers, facts)].map(([name, directory]) => ({
      value: name,
      label: authorityOf(directory),
      note: name,
    })),
  suggestion: (answers, facts) => {
    const present = certificatesIn(answers, facts).find(({ stamp }) => stamp === null);
    const names = [...known(answers, facts)];
    const used = names.find(([, directory]) => directory === present?.authority);
    return (used ?? (names.length === 1 ? names[0] : undefined))?.[0];
  },
};

const change: Question = {
  id: CHANGE,
  section: 'Certificate',
  kind: 'choice',
  title: 'What shall be changed?',
  hint: 'Certificates stay as they are, whatever you choose.',
  help: [
    'The mail address is where the authority writes to, if it does; some keep',
    "none (Let's Encrypt since 2025).",
    '',
    'A new key is right where somebody else may have read the old one. The',
    'account stays the same, and so do its limits.',
    '',
    'An account that is closed stays closed. Certificates from it can not be',
    'revoked by setup-server any more. A new account is opened by itself with',
    'the next certificate.',
  ].join('\n'),
  when: which.when ?? (() => true),
  choices: () => [
    { value: 'email', label: 'The mail address', note: 'that the authority may write to' },
    { value: 'key', label: 'Its key', note: 'renewals go on with the new one' },
    { value: 'deactivate', label: 'Close the account', note: "can't be taken back" },
  ],
};

const email: Question = {
  ...certificateEmail,
  id: EMAIL,
  title: 'Which mail address?',
  when: (answers) => textAnswer(answers, CHANGE) === 'email',
};

const confirm = confirmation(
  'deactivate',
  () => 'The account can never be opened again. The website stays as it is.',
  'Before anything is done, you see all of it once more, and can leave.',
  (answers) => textAnswer(answers, CHANGE) === 'deactivate',
);

const questions = [which, change, email, confirm];

/** The account that the server has at a CA gets another mail address or key, or is closed. */
export const accountTask: Task = {
  command: 'certificate account',
  doing: 'Changing the account of',
  heading: 'Certificates',
  looks: certificateLooks,
  questions,
  script: [
    ...wayToCertificates('Its account at the certificate authority is meant.'),
    ...questions.map((ask) => ({ ask })),
  ],
  undertake,
};

function undertake({ host, goal, facts, wishes, answers }: Occasion): Undertaking {
  const directory = known(wishes, facts).get(textAnswer(wishes, AUTHORITY)) ?? '';
  const account = accountAt(facts, host, directory);
  if (!account) throw noAccount();
  const used = goal.certificate.use === undefined && goal.certificate.directory === directory;
  const wanted = changeOf(wishes);
  if (wanted.to === 'nothing' && used) refuseNeeded(directory, goal);
  const own = used && wanted.to === 'email';
  return {
    answers: own ? { ...answers, 'certificate.email': wanted.email } : answers,
    steps: (steps, toKeep) => [
      changing(toKeep, directory, account, wanted),
      // What a new account would be opened with, and what the server renews with.
      ...steps
        .filter(({ id }) => own && KEEPS_EMAIL.includes(id))
        .map((step) => ({ ...step, needs: ['account.change'] })),
    ],
    receipt: () => receiptOf(directory, wanted),
  };
}

const KEEPS_EMAIL: readonly string[] = ['renewal.write', 'record.write'];

function changeOf(wishes: Answers): AccountChange {
  switch (textAnswer(wishes, CHANGE)) {
    case 'email':
      return { to: 'email', email: textAnswer(wishes, EMAIL) };
    case 'key':
      return { to: 'key' };
    default:
      return { to: 'nothing' };
  }
}

function changing(
  { host, certificate }: Goal,
  directory: string,
  before: AccountFact,
  wanted: AccountChange,
): Step {
  const { root } = certificate.wishes ?? {};
  const place = {
    ...{ accounts: ACCOUNTS, directory, email: certificate.email },
    ...(root !== undefined && directory === certificate.directory && { root }),
  };
  const check = (facts: Facts): Check => {
    const now = accountAt(facts, host, directory);
    switch (wanted.to) {
      case 'email':
        return now?.email === wanted.email
          ? HOLDS
          : lacks('The authority was not told this address from here.');
      case 'key':
        return now && now.sha256 !== before.sha256
          ? HOLDS
          : lacks('It has the same key as before.');
      case 'nothing':
        return now ? lacks('It is open.') : HOLDS;
    }
  };
  const authority = authorityOf(directory);
  return {
    id: 'account.change',
    title: {
      email: `Tell ${authority} another mail address for this server's account`,
      key: `Give this server's account at ${authority} a new key`,
      nothing: `Close this server's account at ${authority} for good`,
    }[wanted.to],
    because: () => BECAUSE[wanted.to],
    needs: [],
    sees: [accountsQuery(host)],
    check,
    actions: () => [{ do: 'account', place, change: wanted }],
    remedies: ['Run the same once more: what is done already is not done twice.'],
  };
}

const BECAUSE: Readonly<Record<AccountChange['to'], string>> = {
  email: 'Certificates and renewals are not touched.',
  key: 'The new key is on the server before the authority hears of it, so that the account can not be lost. Renewals use it from then on.',
  nothing:
    "This can't be taken back. Certificates stay good until they end, but can not be revoked by this account any more. The next one opens a new account by itself.",
};

function receiptOf(directory: string, wanted: AccountChange): Receipt {
  const authority = authorityOf(directory);
  const next = { label: 'Renewal', text: 'goes on by itself as before' };
  switch (wanted.to) {
    case 'email':
      return {
        headline: `${authority} was told ${wanted.email === '' ? 'to have no address' : wanted.email}`,
        lines: [next],
      };
    case 'key':
      return {
        headline: `This server's account at ${authority} has a new key`,
        lines: [{ label: 'Key', text: `${ACCOUNTS}/${accountName(directory)}.pem` }, next],
      };
    case 'nothing':
      return {
        headline: `This server's account at ${authority} is closed`,
        lines: [
          { label: 'Website', text: 'as before; its certificate stays good until it ends' },
          { label: 'Renewal', text: 'opens a new account by itself' },
        ],
      };
  }
}

/** An account that a person must open on a website first can't be opened again by itself. */
function refuseNeeded(directory: string, { names }: Goal): void {
  const known = CERTIFICATE_AUTHORITIES.find((each) => each.directory === directory);
  if (!known?.account) return;
  throw new ExpectedError({
    code: 'account.needed',
    what: `The certificate of ${names[0]} is renewed by this account.`,
    why: `${known.label} wants an account to be opened on its website first, so the server could not open another one.`,
    next: ['Run npx setup-server and choose another authority first.'],
  });
}

function noAccount(): ExpectedError {
  return new ExpectedError({
    code: 'acme.no-account',
    what: 'This server has no such account at a certificate authority.',
    next: ['Get a certificate from there first; that opens one.'],
  });
}
