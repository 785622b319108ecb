import { describe, expect, it } from 'vitest';
import type { Answers } from '../../source/answers/answers.ts';
import { authorityOf } from '../../source/certificate-authorities.ts';
import type { AuthorityFact } from '../../source/facts/certificates/authority.ts';
import { Facts } from '../../source/facts/facts.ts';
import { accept } from '../../source/questions/accept.ts';
import { certificateQuestions } from '../../source/questions/certificate.ts';
import { authorityLook } from '../../source/questions/certificate-account.ts';
import { certificateWishes } from '../../source/questions/certificate-wishes.ts';
import { textOf } from '../../source/questions/question.ts';
import { Secret } from '../../source/secrets/secret.ts';

const AUTHORITY: AuthorityFact = {
  accountsFromElsewhere: false,
  terms: null,
  caaNames: [],
  profiles: {},
  renewalInfo: null,
};
const none = new Facts();
const other = {
  'certificate.authority': 'other',
  'certificate.directory': 'https://ca.example.org:9000/acme/directory',
};

function question(id: string) {
  const found = certificateQuestions.find((each) => each.id === id);
  if (!found) throw new Error(`No question ${id}`);
  return found;
}

describe('the authority', () => {
  it("is Let's Encrypt, with a rehearsal, unless another one is chosen", () => {
    expect(authorityOf({})).toMatchObject({
      label: "Let's Encrypt",
      directory: 'https://acme-v02.api.letsencrypt.org/directory',
      rehearsal: 'https://acme-staging-v02.api.letsencrypt.org/directory',
    });
  });

  it('goes by the name of its server when it is another one', () => {
    expect(authorityOf(other)).toMatchObject({
      label: 'ca.example.org:9000',
      directory: 'https://ca.example.org:9000/acme/directory',
      rehearsal: null,
    });
  });

  it('is asked for its directory only then', () => {
    const { when } = question('certificate.directory');
    expect([when?.({}, none), when?.(other, none)]).toEqual([false, true]);
  });
});

it.each([
  [
    'certificate.authority',
    'letsencript',
    `There is no "letsencript" here. Choose letsencrypt, zerossl, google, other. Did you mean letsencrypt?`,
  ],
  [
    'certificate.directory',
    'ca.example.org',
    'A whole address: https://ca.example.org/acme/directory',
  ],
  ['certificate.directory', 'http://ca.example.org/directory', 'It must begin with https://'],
  ['certificate.email', 'ada', 'That does not look like a mail address: you@your-university.edu'],
  [
    'certificate.email',
    'ada@lab',
    'That does not look like a mail address: you@your-university.edu',
  ],
  [
    'certificate.email',
    'a@x.org, b@x.org',
    'That does not look like a mail address: you@your-university.edu',
  ],
  ['certificate.email', 'ada@example.com', 'An address of yours, or nothing.'],
  ['certificate.terms', 'no', 'Without it there is no certificate, and no HTTPS.'],
])('%s refuses %j', (id, raw, problem) => {
  expect(accept(question(id), raw, {}, none)).toEqual({ problem });
});

it.each([
  ['certificate.email', '', ''],
  ['certificate.email', ' ada@lab.university.edu ', 'ada@lab.university.edu'],
  ['certificate.directory', 'https://ca.example.org/dir', 'https://ca.example.org/dir'],
  ['certificate.terms', 'yes', true],
])('%s takes %j', (id, raw, value) => {
  expect(accept(question(id), raw, {}, none)).toEqual({ value });
});

it('says whose terms they are, and where they stand', () => {
  const { title, hint } = question('certificate.terms');
  expect(textOf(title, {}, none)).toBe("Do you agree to Let's Encrypt's subscriber agreement?");
  expect(textOf(hint ?? '', {}, none)).toBe(
    'The certificate for https:// comes from there, free of charge. The agreement: https://letsencrypt.org/repository/',
  );
  expect(textOf(title, other, none)).toBe('Do you agree to the terms of ca.example.org:9000?');
});

describe('an account from the website of the authority', () => {
  const asked = (answers: Answers, facts = none) =>
    ['certificate.account.id', 'certificate.account.key'].map((id) =>
      question(id).when?.(answers, facts),
    );

  it('is asked for where the authority wants one, and nowhere else', () => {
    expect(asked({})).toEqual([false, false]);
    expect(asked({ 'certificate.authority': 'zerossl' })).toEqual([true, true]);
    expect(asked({ 'certificate.authority': 'google' })).toEqual([true, true]);
    expect(asked(other)).toEqual([false, false]);
  });

  it('is asked for where another authority says that it wants one', () => {
    const [look] = authorityLook(other);
    if (!look) throw new Error('It is not looked at.');
    const value = { ...AUTHORITY, accountsFromElsewhere: true };
    expect(asked(other, none.with([{ query: look, value }]))).toEqual([true, true]);
    expect(asked(other, none.with([{ query: look, value: AUTHORITY }]))).toEqual([false, false]);
    expect(asked(other, none.with([{ query: look, value: null }]))).toEqual([false, false]);
  });

  it('says where to get it', () => {
    const { hint } = question('certificate.account.id');
    const zerossl = { 'certificate.authority': 'zerossl' };
    expect(textOf(hint ?? '', zerossl, none)).toContain('https://app.zerossl.com/developer');
    expect(textOf(hint ?? '', other, none)).toBe('Whoever runs the authority gives you both.');
  });
});

describe('what is looked at', () => {
  it('is only another authority whose address is one', () => {
    expect(authorityLook({})).toEqual([]);
    expect(authorityLook({ ...other, 'certificate.directory': 'soon' })).toEqual([]);
    expect(
      authorityLook({ ...other, 'certificate.root': 'PEM' }).map(({ subject }) => subject),
    ).toEqual(['{"directory":"https://ca.example.org:9000/acme/directory","root":"PEM"}']);
  });
});

describe('kinds of certificates', () => {
  const kinds = (answers: Answers, facts = none) => {
    const asked = question('certificate.profile');
    if (asked.kind !== 'choice' || !asked.when?.(answers, facts)) return null;
    return asked.choices(answers, facts).map(({ value }) => value);
  };

  it("are those of Let's Encrypt, or those that another authority names", () => {
    expect(kinds({})).toEqual(['usual', 'tlsserver', 'shortlived']);
    expect(kinds({ 'certificate.authority': 'zerossl' })).toBeNull();
    const [look] = authorityLook(other);
    if (!look) throw new Error('It is not looked at.');
    const value = { ...AUTHORITY, profiles: { week: 'Lives for a week' } };
    expect(kinds(other, none.with([{ query: look, value }]))).toEqual(['usual', 'week']);
  });
});

it('gives the order what was wished for, and nothing where all is as usual', () => {
  expect(certificateWishes({})).toEqual({});
  expect(certificateWishes({ 'certificate.profile': 'usual', 'certificate.key': 'ecdsa' })).toEqual(
    {},
  );
  const key = new Secret(' a-key-of-the-website ');
  const { wishes } = certificateWishes({
    ...other,
    'certificate.root': 'PEM',
    'certificate.account.id': ' kid-1 ',
    'certificate.account.key': key,
    'certificate.profile': 'shortlived',
    'certificate.key': 'rsa',
  });
  expect(wishes).toMatchObject({
    root: 'PEM',
    externalAccount: { keyId: 'kid-1' },
    profile: 'shortlived',
    key: 'rsa-2048',
  });
  expect(wishes?.externalAccount?.hmacKey.reveal()).toBe('a-key-of-the-website');
});

it('does not agree for the person', () => {
  const terms = question('certificate.terms');
  expect(terms.kind === 'confirm' && terms.suggestion).toBe(undefined);
});
