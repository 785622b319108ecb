import { type Answers, secretAnswer, textAnswer } from '../../answers/answers.ts';
import { problemWithAddress } from '../../questions/notify.ts';
import { Secret } from '../../secrets/secret.ts';
import { beforeFirstStart, firstPassword } from '../first-start.ts';
import type { RecipeFile } from '../recipe.ts';
import { exported } from './rules.ts';

const RULE = 'small and capital letters and a digit';

/** The id of the question for the first administrator's address. */
export const EMAIL = 'docassemble.admin.email';
const PASSWORD = 'docassemble.admin.password';
/** docassemble reads `/configdata/initial_credentials` when it makes its database, and deletes it. */
const FOLDER = 'configdata';

/** The volume that docassemble copies its data to. */
export function backupVolume(install: string): string {
  return `${install}-backup`;
}

/** Asked before the first start only: later, accounts are looked after in docassemble itself. */
export const administrator = beforeFirstStart(backupVolume, [
  {
    id: EMAIL,
    section: 'Settings',
    form: 'settings',
    kind: 'text',
    title: 'Your e-mail address, to sign in with',
    hint: 'The first account of docassemble, which may do everything there.',
    help: [
      'docassemble knows people by their e-mail addresses. This account is its',
      'administrator: it makes the other accounts and changes the settings.',
      'docassemble sends no e-mail by this alone.',
      '',
      'For example: you@your-firm.com',
    ].join('\n'),
    example: 'you@your-firm.com',
    normalise: (typed) => typed.trim().toLowerCase(),
    problem: problemWithAddress,
  },
  firstPassword({
    id: PASSWORD,
    title: 'A new password for docassemble',
    opens: [
      'Whoever knows it can read all that people type into your interviews.',
      'Not the one of your mail. It can be changed in docassemble at any time.',
    ],
    wants: RULE,
    problem: problemForDocassemble,
  }),
]);

/** Its own rule for those who change theirs. */
function problemForDocassemble(password: string): string | undefined {
  return /[a-z]/.test(password) && /[A-Z]/.test(password) && /\d/.test(password)
    ? undefined
    : `docassemble wants one with ${RULE}.`;
}

/** The file with the first account; none where it was not asked for. */
export function administratorFiles(answers: Answers): readonly RecipeFile[] {
  const email = textAnswer(answers, EMAIL);
  const password = secretAnswer(answers, PASSWORD);
  if (email === '' || password === undefined || password.isEmpty) return [];
  const lines =
    exported('DA_ADMIN_EMAIL', email) + exported('DA_ADMIN_PASSWORD', password.reveal());
  return [
    {
      path: `${FOLDER}/initial_credentials`,
      content: [new Secret(lines)],
      mode: '600',
      once: true,
    },
  ];
}

export const CREDENTIALS = { folder: FOLDER, inside: '/configdata' } as const;

/** For the receipt, which says the same after each run. */
export const ADMINISTRATOR =
  'Sign in with the e-mail address and the password that were chosen at the first setup.';
