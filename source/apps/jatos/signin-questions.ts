import { type Answers, textAnswer } from '../../answers/answers.ts';
import type { Question, SecretQuestion, TextQuestion } from '../../questions/question.ts';
import { valuesIn } from '../../questions/several.ts';

const WAYS = 'jatos.signin';

const uses = (way: string) => (answers: Answers) =>
  valuesIn(textAnswer(answers, WAYS)).includes(way);

/** Whether people of the institute's directory may sign in. */
export const ldap = uses('ldap');
/** Whether an OpenID Connect provider lets people in. */
export const oidc = uses('oidc');
/** Whether orcid.org lets people in. */
export const orcid = uses('orcid');

/** Who may sign in besides those whose passwords JATOS keeps. Settings as JATOS's own pages name them. */
export const signInQuestions: readonly Question[] = [
  {
    id: WAYS,
    section: 'Settings',
    form: 'settings',
    kind: 'several',
    title: 'Other ways to sign in',
    hint: 'Empty: none. With commas in between: ldap, oidc, orcid.',
    help: [
      'JATOS keeps passwords of its own. People can also sign in as they do',
      'elsewhere: "ldap" asks the directory of your institute, "oidc" its',
      'sign-in page (OpenID Connect: Keycloak, Entra ID), "orcid" asks',
      'orcid.org. Your IT department knows what there is, and gives you',
      'what is asked for then.',
      '',
      'For example: oidc',
    ].join('\n'),
    expert: true,
    optional: true,
    example: 'oidc',
    choices: () => [
      { value: 'ldap', label: 'ldap', note: 'the directory of an institute' },
      { value: 'oidc', label: 'oidc', note: 'OpenID Connect' },
      { value: 'orcid', label: 'orcid', note: 'orcid.org' },
    ],
  },
  text('jatos.ldap.url', ldap, {
    title: 'Address of the directory (LDAP)',
    hint: 'With ldaps:// passwords travel encrypted.',
    help: 'The server that knows the people of your institute.\n\nFor example: ldaps://ldap.example.edu:636',
    example: 'ldaps://ldap.example.edu:636',
    problem: (url) =>
      /^ldaps?:\/\/[^\s/]+\/?$/.test(url) ? undefined : 'It begins with ldaps:// or ldap://',
  }),
  text('jatos.ldap.base', ldap, {
    title: 'Where people are in it (base DN)',
    hint: 'Several with a semicolon in between.',
    help: [
      'The part of the directory in which people are looked for.',
      '',
      'For example: ou=people,dc=example,dc=edu',
    ].join('\n'),
    example: 'ou=people,dc=example,dc=edu',
    problem: (text) =>
      basesIn(text).every((each) => /^[^=\s]+=.+/.test(each))
        ? undefined
        : 'Like ou=people,dc=example,dc=edu',
  }),
  text('jatos.ldap.attribute', ldap, {
    title: 'How it calls user names',
    help: 'The attribute with what people type as their name: uid, cn, another.\n\nFor example: uid',
    example: 'uid',
    suggestion: () => 'uid',
    problem: (name) =>
      /^[A-Za-z][\w-]*$/.test(name) ? undefined : 'One word of letters and digits: uid',
  }),
  text('jatos.ldap.reader', ldap, {
    title: 'Who may search it (DN)',
    hint: 'Empty: nobody needs to sign in for that.',
    help: [
      'Some directories let only known programs look people up. This is the',
      'account that your IT department made for JATOS.',
      '',
      'For example: cn=jatos,ou=services,dc=example,dc=edu',
    ].join('\n'),
    optional: true,
    example: 'cn=jatos,ou=services,dc=example,dc=edu',
    problem: (dn) => (/^[^=\s]+=.+/.test(dn) ? undefined : 'Like cn=jatos,dc=example,dc=edu'),
  }),
  secret('jatos.ldap.password', 'Its password in the directory', (answers) =>
    Boolean(ldap(answers) && textAnswer(answers, 'jatos.ldap.reader')),
  ),
  text('jatos.oidc.discovery', oidc, {
    title: 'Discovery address of the sign-in page (OIDC)',
    help: [
      'Where JATOS reads how to talk to it; your IT department knows it.',
      '',
      'For example:',
      'https://login.example.edu/realms/main/.well-known/openid-configuration',
    ].join('\n'),
    example: 'https://login.example.edu/realms/main/.well-known/openid-configuration',
    problem: (url) =>
      /^https:\/\/[^\s/]+\/\S+$/.test(url)
        ? undefined
        : 'It begins with https://, and mostly ends in /.well-known/openid-configuration',
  }),
  clientId('jatos.oidc.client', oidc, 'Client ID that JATOS has there', 'jatos'),
  secret('jatos.oidc.secret', 'Client secret that JATOS has there', oidc),
  {
    id: 'jatos.oidc.name',
    section: 'Settings',
    form: 'settings',
    kind: 'choice',
    title: 'User names of those who come from there',
    help: [
      'JATOS calls people by what the sign-in page tells of them: its own',
      'lasting name for each (the subject), or the mail address. Choose',
      'before anybody signs in: with another one later they are strangers.',
    ].join('\n'),
    when: oidc,
    choices: () => [
      { value: 'subject', label: 'Subject', note: 'stays when an address changes' },
      { value: 'email', label: 'Mail address' },
    ],
    suggestion: () => 'subject',
  },
  text('jatos.oidc.button', oidc, {
    title: 'What the button for it says',
    help: 'Shown on the sign-in page of JATOS.\n\nFor example: Sign in with ABC university',
    example: 'Sign in with ABC university',
    suggestion: () => 'Sign in with OIDC',
  }),
  clientId('jatos.orcid.client', orcid, 'Client ID at orcid.org', 'APP-ABCDEFGHIJKLMNOP'),
  secret('jatos.orcid.secret', 'Client secret at orcid.org', orcid),
];

/** The base DNs of a directory. */
export function basesIn(text: string): string[] {
  return text
    .split(';')
    .map((each) => each.trim())
    .filter((each) => each !== '');
}

function text(
  id: string,
  when: (answers: Answers) => boolean,
  rest: Omit<TextQuestion, 'id' | 'section' | 'form' | 'kind' | 'when'>,
): TextQuestion {
  return {
    ...{ id, section: 'Settings', form: 'settings', kind: 'text', when },
    normalise: (typed) => typed.trim(),
    ...rest,
  };
}

function clientId(
  id: string,
  when: (answers: Answers) => boolean,
  title: string,
  example: string,
): TextQuestion {
  return text(id, when, {
    title,
    help: `Who runs the sign-in page knows JATOS by it.\n\nFor example: ${example}`,
    example,
    problem: (value) => (/\s/.test(value) ? 'Without spaces.' : undefined),
  });
}

function secret(id: string, title: string, when: (answers: Answers) => boolean): SecretQuestion {
  return {
    ...{ id, section: 'Settings', form: 'settings', kind: 'secret', title, when },
    hint: 'Empty: what the server has already is kept.',
    help: [
      'It is written to env.list on the server, which only root may read,',
      'and nowhere else.',
    ].join('\n'),
    example: 'As you were given it.',
    optional: true,
    problem: (value) => (/[\r\n\0]/.test(value.reveal()) ? 'It is a single line.' : undefined),
  };
}
