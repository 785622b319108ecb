import { type Answers, secretAnswer, textAnswer } from '../answers/answers.ts';
import { problemWithAddress } from '../questions/notify.ts';
import type { TextQuestion } from '../questions/question.ts';
import { Secret } from '../secrets/secret.ts';
import { beforeFirstAccount, firstPassword } from './first-start.ts';

const TITLE = 'ghost.title';
const NAME = 'ghost.owner.name';
const EMAIL = 'ghost.owner.email';
const PASSWORD = 'ghost.owner.password';

const SETUP = 'http://127.0.0.1:2368/ghost/api/admin/authentication/setup/';
/** Plain HTTP it only leads on to HTTPS, unless the web server in front says that it was that. */
const SECURELY = '"X-Forwarded-Proto": "https"';

/** Ends with 0 where the owner has an account, with 1 where not, with 2 where it does not tell. */
export const CHECK = node(
  `fetch("${SETUP}", { headers: { ${SECURELY} } })`,
  '.then((answer) => answer.json())',
  '.then(({ setup: [{ status }] }) => exit(status ? 0 : 1))',
  '.catch(() => exit(2));',
);

export const MAKE = node(
  'const body = require("fs").readFileSync(0, "utf8");',
  `const headers = { "Content-Type": "application/json", ${SECURELY} };`,
  `fetch("${SETUP}", { method: "POST", redirect: "manual", headers, body })`,
  '.then(async (answer) => { if (answer.status === 201) return;',
  'const { errors: [error] = [] } = await answer.json().catch(() => ({}));',
  'throw new Error(error ? [error.message, error.context].join(" ") : "Ghost answers with " + answer.status); })',
  '.catch(({ message }) => { console.error(message); exit(1); });',
);

export const READY = node(
  `fetch("http://127.0.0.1:2368/ghost/api/admin/site/", { redirect: "manual", headers: { ${SECURELY} } })`,
  '.then(({ status }) => exit(status === 200 ? 0 : 1))',
  '.catch(() => exit(1));',
);

/** Ghost's image has Node, and no other program that speaks HTTP. */
function node(...lines: readonly string[]): readonly string[] {
  return ['node', '-e', ['const { exit } = process;', ...lines].join(' ')];
}

/** Asked for as long as the site has no owner. */
export const owner = beforeFirstAccount(CHECK, [
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

/** What its own page for the first account sends. */
export function ownerOf(answers: Answers): Secret | undefined {
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
