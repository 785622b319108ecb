import { describe, expect, it } from 'vitest';
import { appOf, apps } from '../../source/apps/index.ts';
import { parseEnvFile } from '../../source/containers/env-file.ts';
import { Facts } from '../../source/facts/facts.ts';
import { problemWith } from '../../source/questions/accept.ts';
import { ownLinesQuestion } from '../../source/questions/own-lines.ts';
import { questions } from '../../source/script.ts';
import { Secret } from '../../source/secrets/secret.ts';
import { appOfLines, givenLines } from '../../source/settings/given-lines.ts';
import { LINES } from '../../source/settings/own-lines.ts';

function given(app: string, text: string) {
  const { entries, problems } = parseEnvFile(text);
  const secret = new Map([...entries].map(([name, value]) => [name, new Secret(value)]));
  return givenLines({ entries: secret, problems }, 'env.list', appOf(app), questions);
}

const shown = (value: unknown) => (value instanceof Secret ? `secret ${value.reveal()}` : value);
const answersOf = (app: string, text: string) =>
  Object.fromEntries([...given(app, text).given].map(([id, { value }]) => [id, shown(value)]));

describe('an env.list that is brought along', () => {
  it('answers what its app asks; the rest are lines of their own', () => {
    const text = 'TIMEZONE=Europe/Berlin\nDBPASSWORD=Abc12345\nDAPYTHONVERSION=2\nMINE=1\n';
    expect(answersOf('docassemble', text)).toEqual({
      'settings.TIMEZONE': 'Europe/Berlin',
      'settings.DBPASSWORD': 'secret Abc12345',
      [LINES]: 'secret DAPYTHONVERSION=2\nMINE=1\n',
    });
  });

  it('is all of the variables of an image, which asks for them together', () => {
    expect(answersOf('image', 'A=1\nB=2')).toEqual({ 'image.env': 'secret A=1\nB=2\n' });
  });

  it('says where an answer came from, and what in it can not be read', () => {
    const { given: answers, problems } = given('jatos', 'JATOS_DB_URL=x\nNONSENSE\n');
    expect(answers.get('settings.JATOS_DB_URL')?.origin.where).toBe('env.list, JATOS_DB_URL');
    expect(problems).toMatchObject([{ problem: 'unreadable', where: 'env.list, line 2' }]);
  });

  it.each([
    [['JATOS_SECRET', 'TIMEZONE'], undefined],
    [['JATOS_SECRET', 'JATOS_DB_URL', 'TIMEZONE'], 'jatos'],
    [['TIMEZONE', 'DAHOSTNAME', 'OTHER'], 'docassemble'],
    [['OTHER'], undefined],
  ])('is of the app that knows most of its names: %j', (names, id) => {
    expect(appOfLines(names, apps)?.id).toBe(id);
  });
});

describe('more variables', () => {
  const problem = (app: string, text: string) =>
    problemWith(ownLinesQuestion, new Secret(text), { app }, new Facts());

  it('leaves to a question what a question asks for', () => {
    expect(problem('docassemble', 'MINE=1')).toBeUndefined();
    expect(problem('docassemble', 'MINE=1\nTIMEZONE=UTC')).toBe(
      'TIMEZONE has a question of its own here, settings.TIMEZONE.',
    );
    expect(problem('jatos', 'NONSENSE')).toBe('Line 1: This line has no "=".');
  });

  it('is not asked where the app asks for all together', () => {
    expect(ownLinesQuestion.when?.({ app: 'image' }, new Facts())).toBe(false);
    expect(ownLinesQuestion.when?.({ app: 'jatos' }, new Facts())).toBe(true);
  });
});
