import { type Answers, secretAnswer, textAnswer } from '../../answers/answers.ts';
import type { Mount } from '../../containers/container.ts';
import { Facts } from '../../facts/facts.ts';
import type { EnvEntry, RecipeFile } from '../recipe.ts';
import { basesIn, ldap, oidc, orcid, signInQuestions } from './signin-questions.ts';

/** None of the questions depends on a server. */
const NOTHING_SEEN = new Facts();
/** JATOS reads it at its start; ours stands in the place of the one in its image. */
const FILE = 'jatos.conf';

/** Variables of our own that hold the secrets; the file only names them. */
const SECRETS = [
  ['JATOS_LDAP_ADMIN_PASSWORD', 'jatos.ldap.password'],
  ['JATOS_OIDC_CLIENT_SECRET', 'jatos.oidc.secret'],
  ['JATOS_ORCID_CLIENT_SECRET', 'jatos.orcid.secret'],
] as const;

/** What env.list holds for it. */
export const signInVariables = Object.fromEntries(
  SECRETS.map(([name, asked]) => [name, { asked, secret: true } as const]),
);

export interface SignIn {
  readonly env: readonly EnvEntry[];
  readonly unset: readonly string[];
  readonly files: readonly RecipeFile[];
  readonly volumes: readonly Mount[];
  /** For the receipt. */
  readonly first: readonly string[];
}

/** What the answers say of signing in; `jatosAt` is where JATOS's pages for researchers are. */
export function signInIn(answers: Answers, files: string, jatosAt: string): SignIn {
  const needed = signInQuestions.filter(({ when }) => when?.(answers, NOTHING_SEEN) ?? true);
  const ids = needed.map(({ id }) => id);
  const env = SECRETS.flatMap(([name, id]): EnvEntry[] => {
    const value = ids.includes(id) ? secretAnswer(answers, id) : undefined;
    return value && !value.isEmpty ? [{ name, value }] : [];
  });
  const unset = SECRETS.filter(([, id]) => !ids.includes(id)).map(([name]) => name);
  const lines = configuration(answers);
  if (lines.length === 0) return { env, unset, files: [], volumes: [], first: [] };
  const content = [`include "application.conf"\n${lines.map((line) => `${line}\n`).join('')}`];
  const callbacks = [
    ...(oidc(answers) ? [`For OIDC: ${jatosAt}/signin/oidc/basic/callback`] : []),
    ...(orcid(answers) ? [`For orcid.org: ${jatosAt}/signin/oidc/orcid/callback`] : []),
  ];
  return {
    env,
    unset,
    files: [{ path: FILE, mode: '644', content }],
    volumes: [{ source: `${files}/${FILE}`, target: `/opt/jatos/conf/${FILE}`, readOnly: true }],
    first: callbacks.map((each) => `Give this address where JATOS is registered. ${each}`),
  };
}

/** HOCON: its strings are those of JSON. */
function configuration(answers: Answers): string[] {
  const given = (id: string) => JSON.stringify(textAnswer(answers, id));
  const line = (name: string, value: string) => `jatos.user.authentication.${name} = ${value}`;
  return [
    ...(ldap(answers)
      ? [
          line('ldap.url', given('jatos.ldap.url')),
          line('ldap.basedn', JSON.stringify(basesIn(textAnswer(answers, 'jatos.ldap.base')))),
          line('ldap.userAttribute', given('jatos.ldap.attribute')),
          ...(textAnswer(answers, 'jatos.ldap.reader') === ''
            ? []
            : [
                line('ldap.admin.dn', given('jatos.ldap.reader')),
                line('ldap.admin.password', fromVariable('JATOS_LDAP_ADMIN_PASSWORD')),
              ]),
        ]
      : []),
    ...(oidc(answers)
      ? [
          line('oidc.discoveryUrl', given('jatos.oidc.discovery')),
          line('oidc.clientId', given('jatos.oidc.client')),
          line('oidc.clientSecret', fromVariable('JATOS_OIDC_CLIENT_SECRET')),
          line('oidc.usernameFrom', given('jatos.oidc.name')),
          line('oidc.signInButtonText', given('jatos.oidc.button')),
        ]
      : []),
    ...(orcid(answers)
      ? [
          line('orcid.clientId', given('jatos.orcid.client')),
          line('orcid.clientSecret', fromVariable('JATOS_ORCID_CLIENT_SECRET')),
        ]
      : []),
  ];
}

/** The value of a variable, if there is one. */
function fromVariable(name: string): string {
  return `\${?${name}}`;
}
