import { describe, expect, it } from 'vitest';
import { authorityOf } from '../../source/certificate-authorities.ts';
import { Facts } from '../../source/facts/facts.ts';
import { accept } from '../../source/questions/accept.ts';
import { certificateQuestions } from '../../source/questions/certificate.ts';
import { textOf } from '../../source/questions/question.ts';

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
    `There is no "letsencript" here. Choose letsencrypt, other. Did you mean letsencrypt?`,
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
  expect(textOf(hint ?? '', {}, none)).toBe('It stands at https://letsencrypt.org/repository/');
  expect(textOf(title, other, none)).toBe('Do you agree to the terms of ca.example.org:9000?');
});

it('does not agree for the person', () => {
  const terms = question('certificate.terms');
  expect(terms.kind === 'confirm' && terms.suggestion).toBe(undefined);
});
