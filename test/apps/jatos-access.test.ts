import { describe, expect, it } from 'vitest';
import type { Answers } from '../../source/answers/answers.ts';
import { jatos } from '../../source/apps/jatos.ts';
import { Facts } from '../../source/facts/facts.ts';
import { accept } from '../../source/questions/accept.ts';
import { Secret } from '../../source/secrets/secret.ts';

function recipe(answers: Answers) {
  return jatos.recipe({
    ...{ answers, facts: new Facts(), host: 'ssh://root@203.0.113.7', install: 'jatos' },
    hostname: 'study.example.org',
  });
}

function judge(id: string, raw: unknown, answers: Answers = {}) {
  const question = jatos.questions.find((each) => each.id === id);
  if (!question) throw new Error(`No question ${id}`);
  return accept(question, raw, answers, new Facts());
}

describe('who may open the pages of JATOS for researchers', () => {
  it('is everybody, unless networks are given', () => {
    expect(recipe({}).front.inside).toBeUndefined();
    const some = { 'jatos.networks': '192.0.2.0/24 2001:db8::/32' };
    expect(recipe(some).front.inside).toEqual({
      paths: ['/jatos', '/mcp'],
      networks: ['192.0.2.0/24', '2001:db8::/32'],
    });
    const below = { ...some, 'settings.JATOS_URL_BASE_PATH': '/lab/' };
    expect(recipe(below).front.inside?.paths).toEqual(['/lab/jatos', '/lab/mcp']);
  });

  it.each([
    [' 192.0.2.0/24,  198.51.100.7 ;2001:DB8::/32\n', '192.0.2.0/24 198.51.100.7 2001:DB8::/32'],
    ['10.0.0.0/8', '10.0.0.0/8'],
    ['', ''],
  ])('takes %j as %j', (typed, value) => {
    expect(judge('jatos.networks', typed)).toEqual({ value });
  });

  it.each([
    ['example.org', '"example.org" is no network: 192.0.2.0/24'],
    ['192.0.2.0/33', '"192.0.2.0/33": a number from 1 to 32 after the slash.'],
    ['0.0.0.0/0', '"0.0.0.0/0": a number from 1 to 32 after the slash.'],
    ['192.0.2.0/24; deny all', '"deny" is no network: 192.0.2.0/24'],
    ['300.0.0.1', '"300.0.0.1" is no network: 192.0.2.0/24'],
    [
      '172.20.0.0/16',
      '172.20.0.0/16 has addresses that Docker uses on the server itself (172.16.0.0/12).',
    ],
    [
      '128.0.0.0/1',
      '128.0.0.0/1 has addresses that Docker uses on the server itself (172.16.0.0/12).',
    ],
  ])('refuses %j', (typed, problem) => {
    expect(judge('jatos.networks', typed)).toEqual({ problem });
  });
});

it('counts failed sign-ins by visitor, as the front tells who that is', () => {
  expect(recipe({}).container.command).toEqual(
    expect.arrayContaining([
      '-Dplay.http.forwarded.trustedProxies.0=10.0.0.0/8',
      '-Dplay.http.forwarded.trustedProxies.1=172.16.0.0/12',
      '-Dplay.http.forwarded.trustedProxies.2=192.168.0.0/16',
    ]),
  );
});

it('keeps logs of studies unless told', () => {
  const command = (answers: Answers) => recipe(answers).container.command?.join(' ');
  expect(command({})).not.toContain('studyLogs');
  expect(command({ 'jatos.studyLogs': true })).not.toContain('studyLogs');
  expect(command({ 'jatos.studyLogs': false })).toContain('-Djatos.studyLogs.enabled=false');
});

describe('other ways to sign in to JATOS', () => {
  const all: Answers = {
    'jatos.signin': 'ldap,oidc,orcid',
    'jatos.ldap.url': 'ldaps://ldap.example.edu:636',
    'jatos.ldap.base': 'ou=a,dc=example,dc=edu; ou="b",dc=example,dc=edu',
    'jatos.ldap.attribute': 'uid',
    'jatos.ldap.reader': 'cn=jatos,dc=example,dc=edu',
    'jatos.ldap.password': new Secret('hush-1'),
    'jatos.oidc.discovery': 'https://login.example.edu/.well-known/openid-configuration',
    'jatos.oidc.client': 'jatos',
    'jatos.oidc.secret': new Secret('hush-2'),
    'jatos.oidc.name': 'email',
    'jatos.oidc.button': `Sign in \${HOME}`,
    'jatos.orcid.client': 'APP-ABCDEFGHIJKLMNOP',
    'jatos.orcid.secret': new Secret('hush-3'),
  };

  it('are none at first', () => {
    const { files, container, unset, first } = recipe({});
    expect([files, container.volumes.length, first]).toEqual([undefined, 1, []]);
    expect(unset).toEqual(
      expect.arrayContaining([
        'JATOS_LDAP_ADMIN_PASSWORD',
        'JATOS_OIDC_CLIENT_SECRET',
        'JATOS_ORCID_CLIENT_SECRET',
      ]),
    );
  });

  it('stand in a file without a secret, which the environment has', () => {
    const { files, container, env, first } = recipe(all);
    expect(files).toEqual([{ path: 'jatos.conf', mode: '644', content: [expect.any(String)] }]);
    expect(String(files?.[0]?.content[0]).split('\n')).toEqual([
      'include "application.conf"',
      'jatos.user.authentication.ldap.url = "ldaps://ldap.example.edu:636"',
      'jatos.user.authentication.ldap.basedn = ["ou=a,dc=example,dc=edu","ou=\\"b\\",dc=example,dc=edu"]',
      'jatos.user.authentication.ldap.userAttribute = "uid"',
      'jatos.user.authentication.ldap.admin.dn = "cn=jatos,dc=example,dc=edu"',
      `jatos.user.authentication.ldap.admin.password = \${?JATOS_LDAP_ADMIN_PASSWORD}`,
      'jatos.user.authentication.oidc.discoveryUrl = "https://login.example.edu/.well-known/openid-configuration"',
      'jatos.user.authentication.oidc.clientId = "jatos"',
      `jatos.user.authentication.oidc.clientSecret = \${?JATOS_OIDC_CLIENT_SECRET}`,
      'jatos.user.authentication.oidc.usernameFrom = "email"',
      `jatos.user.authentication.oidc.signInButtonText = "Sign in \${HOME}"`,
      'jatos.user.authentication.orcid.clientId = "APP-ABCDEFGHIJKLMNOP"',
      `jatos.user.authentication.orcid.clientSecret = \${?JATOS_ORCID_CLIENT_SECRET}`,
      '',
    ]);
    expect(container.volumes.at(-1)).toEqual({
      source: '/etc/setup-server/jatos/files/jatos.conf',
      target: '/opt/jatos/conf/jatos.conf',
      readOnly: true,
    });
    expect(env.slice(-3).map(({ name }) => name)).toEqual([
      'JATOS_LDAP_ADMIN_PASSWORD',
      'JATOS_OIDC_CLIENT_SECRET',
      'JATOS_ORCID_CLIENT_SECRET',
    ]);
    expect(first).toEqual([
      'Give this address where JATOS is registered. For OIDC: https://study.example.org/jatos/signin/oidc/basic/callback',
      'Give this address where JATOS is registered. For orcid.org: https://study.example.org/jatos/signin/oidc/orcid/callback',
    ]);
  });

  it('keep the secret that the server has, where none is given, and drop it with its way', () => {
    const { 'jatos.oidc.secret': _, ...others } = all;
    const kept = recipe(others);
    const name = 'JATOS_OIDC_CLIENT_SECRET';
    expect(kept.env.some((entry) => entry.name === name)).toBe(false);
    expect(kept.unset).not.toContain(name);
    expect(recipe({ ...others, 'jatos.signin': 'ldap' }).unset).toContain(name);
  });

  it.each([
    ['jatos.signin', 'ldap,saml', 'There is no "saml" here.'],
    ['jatos.ldap.url', 'ldap.example.edu', 'It begins with ldaps:// or ldap://'],
    ['jatos.ldap.base', 'example.edu', 'Like ou=people,dc=example,dc=edu'],
    ['jatos.ldap.attribute', 'user name', 'One word of letters and digits: uid'],
    ['jatos.ldap.reader', 'jatos', 'Like cn=jatos,dc=example,dc=edu'],
    [
      'jatos.oidc.discovery',
      'http://login.example.edu/x',
      'It begins with https://, and mostly ends in /.well-known/openid-configuration',
    ],
    ['jatos.orcid.client', 'APP 1', 'Without spaces.'],
    ['jatos.orcid.secret', 'a\nb', 'It is a single line.'],
  ])('%s does not take %j', (id, typed, problem) => {
    expect(judge(id, typed, all)).toEqual({ problem });
  });
});
