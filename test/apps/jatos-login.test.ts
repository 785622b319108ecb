import { describe, expect, it } from 'vitest';
import type { Answers } from '../../source/answers/answers.ts';
import { adminPassword } from '../../source/apps/jatos/login.ts';
import { jatos } from '../../source/apps/jatos.ts';
import { Facts, type FactTypes, type Query, query } from '../../source/facts/facts.ts';
import { applies } from '../../source/interview.ts';
import { accept } from '../../source/questions/accept.ts';
import { isOptional, textOf } from '../../source/questions/question.ts';
import { Secret } from '../../source/secrets/secret.ts';
import { sampleContainer } from '../core/sample-container.ts';

const HOST = 'ssh://root@203.0.113.7';
const answers: Answers = { app: 'jatos', server: '203.0.113.7', 'ssh.user': 'root' };
const FRESH = { status: 200, body: '{"redirectUrl":"/jatos","userSigninTime":1}' };
const CHANGED = { status: 401, body: 'Invalid user or password' };

function facts(seen: {
  answer: FactTypes['answer'];
  volume?: boolean;
  container?: boolean;
}): Facts {
  const value = ({ fact }: Query) => {
    if (fact === 'answer') return seen.answer;
    if (fact === 'volume') return seen.volume ? { users: [] } : null;
    return seen.container ? sampleContainer({ id: 'jatos' }) : null;
  };
  const queries = jatos.looks?.(answers) ?? [];
  return new Facts(queries.map((each) => ({ query: each, value: value(each) }) as never));
}

describe('the administrator of JATOS', () => {
  it.each<[string, Parameters<typeof facts>[0], string]>([
    ['on a new server', { answer: null }, 'asked'],
    ['where admin still works', { answer: FRESH, container: true, volume: true }, 'asked'],
    ['where it does not any more', { answer: CHANGED, container: true }, 'not asked'],
    ['with data and nobody to ask', { answer: null, volume: true }, 'may be left empty'],
    ['where JATOS does not answer', { answer: null, container: true }, 'may be left empty'],
    ['in trouble', { answer: { status: 500, body: '' }, container: true }, 'may be left empty'],
  ])('gets a password %s: %s', (_, seen, expected) => {
    const known = facts(seen);
    const asked = applies(adminPassword, answers, known);
    const optional = isOptional(adminPassword, answers, known);
    expect(asked ? (optional ? 'may be left empty' : 'asked') : 'not asked').toBe(expected);
    const hint = textOf(adminPassword.hint ?? '', answers, known);
    if (asked) expect(hint.startsWith('Empty:')).toBe(optional);
  });

  it('is not asked for while the server is not seen', () => {
    expect(applies(adminPassword, answers, new Facts())).toBe(false);
  });

  it.each([
    ['short', 'Too short: 12 characters are needed.'],
    ['password12345', 'Everybody tries that one first.'],
    ['admin-admin-admin', 'Everybody tries those first.'],
    ['two lines of\ntext', 'A password is a single line.'],
    ['', "This can't be empty."],
  ])('does not take %j', (typed, problem) => {
    expect(accept(adminPassword, typed, answers, facts({ answer: null }))).toEqual({ problem });
  });

  it('is let in with the first password, changes it, and is let in with the new one', () => {
    const password = new Secret('correct horse battery');
    const given = { ...answers, 'jatos.admin.password': password };
    const { defaultLogin } = jatos.recipe({
      ...{ answers: { ...given, 'settings.JATOS_URL_BASE_PATH': '/lab/' }, facts: new Facts() },
      ...{ host: HOST, install: 'jatos', hostname: 'study.example.org' },
    });
    expect(defaultLogin?.close.map(({ path, form }) => [path, form])).toEqual([
      ['/lab/jatos/signin', undefined],
      ['/lab/jatos/signin/local', { username: 'admin', password: 'admin' }],
      ['/lab/jatos', undefined],
      [
        '/lab/jatos/user/passwordByUser',
        {
          username: 'admin',
          oldPassword: 'admin',
          newPassword: password,
          newPasswordRepeat: password,
        },
      ],
      ['/lab/jatos/signin/local', { username: 'admin', password }],
    ]);
  });

  it.each([
    [
      '<script>window.common.csrfToken = "0a1b2c3d4e5f60718293-1700000000000-aabbccddeeff00112233";',
    ],
    [
      '<input type="hidden" name="csrfToken" value="0a1b2c3d4e5f60718293-1700000000000-aabbccddeeff00112233">',
    ],
    ['<meta name="csrf-token" content="0a1b2c3d4e5f60718293-1700000000000-aabbccddeeff00112233"/>'],
    ['headers: { "Csrf-Token": "0a1b2c3d4e5f60718293-1700000000000-aabbccddeeff00112233" }'],
  ])('proves that it comes from a page, wherever that has it: %s', (text) => {
    const password = new Secret('correct horse battery');
    const { defaultLogin } = jatos.recipe({
      ...{ answers: { ...answers, 'jatos.admin.password': password }, facts: new Facts() },
      ...{ host: HOST, install: 'jatos', hostname: 'study.example.org' },
    });
    const proofs = defaultLogin?.close.flatMap(({ proof }) => (proof ? [proof] : [])) ?? [];
    expect(proofs).toHaveLength(3);
    for (const { header, pattern } of proofs) {
      expect(header).toBe('Csrf-Token');
      expect(pattern.exec(text)?.[1]).toBe(
        '0a1b2c3d4e5f60718293-1700000000000-aabbccddeeff00112233',
      );
    }
  });

  it('is looked for in its own container and volume', () => {
    const looks = jatos.looks?.({ ...answers, install: 'teaching' }) ?? [];
    expect(looks).toContainEqual(query('volume', HOST, 'teaching-data'));
    expect(looks.find(({ fact }) => fact === 'answer')?.subject).toMatch(/^teaching 9000 \/jatos/);
  });
});
