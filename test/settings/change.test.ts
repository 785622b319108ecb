import { describe, expect, it } from 'vitest';
import type { Answers } from '../../source/answers/answers.ts';
import { docassemble } from '../../source/apps/docassemble.ts';
import { appOf } from '../../source/apps/index.ts';
import { mergeEnv, parseEnvFile } from '../../source/containers/env-file.ts';
import { decideGoal } from '../../source/decide-goal.ts';
import { ExpectedError } from '../../source/expected-error.ts';
import { Facts } from '../../source/facts/facts.ts';
import { questions } from '../../source/script.ts';
import { Secret } from '../../source/secrets/secret.ts';
import { changeFor } from '../../source/settings/change.ts';
import { linesIn } from '../../source/settings/own-lines.ts';

const facts = new Facts();
const base = {
  'host.kind': 'ssh',
  server: 'root@203.0.113.7',
  hostname: 'forms.example.org',
  'certificate.email': '',
};
const jatos: Answers = { ...base, app: 'jatos' };
const forms: Answers = {
  ...base,
  app: 'docassemble',
  'docassemble.store': 'volume',
  'settings.TIMEZONE': 'Europe/Berlin',
};

/** The env.list that the answers make, with what is made up as text. */
function listOf(answers: Answers, before: ReadonlyMap<string, Secret> | null = null) {
  const { recipe } = decideGoal(answers, facts);
  return new Map(
    mergeEnv(before, recipe).map(({ name, value }) => [
      name,
      typeof value === 'string'
        ? new Secret(value)
        : value instanceof Secret
          ? value
          : new Secret('MADEUP'),
    ]),
  );
}

/** What env.list is after the wish, and what is said. */
function made(answers: Answers, set: string, remove: readonly string[] = []) {
  const present = listOf(answers);
  const { recipe, app } = decideGoal(answers, facts);
  const change = changeFor(
    { set: linesIn(new Secret(set)), remove },
    { app: appOf(app.id), recipe, present, answers, facts, questions },
  );
  const now = listOf(change.answers, present);
  return {
    changed: [...now]
      .filter(([name, value]) => !present.get(name)?.equals(value))
      .map(([name, value]) => `${name}=${value.reveal()}`),
    gone: [...present.keys()].filter((name) => !now.has(name)),
    ...change,
    remarks: [...change.remarks, ...(decideGoal(change.answers, facts).recipe.remarks ?? [])],
  };
}

function refusal(answers: Answers, set: string, remove: readonly string[] = []): string {
  try {
    made(answers, set, remove);
  } catch (error) {
    if (error instanceof ExpectedError) return `${error.code}: ${error.trouble.why}`;
    throw error;
  }
  return 'taken';
}

describe('a variable that is set', () => {
  it('becomes the answer of the question that asks for it', () => {
    const { answers, changed, remarks } = made(jatos, 'JATOS_THREADPOOL_SIZE=300');
    expect(answers['settings.JATOS_THREADPOOL_SIZE']).toBe('300');
    expect(changed).toEqual(['JATOS_THREADPOOL_SIZE=300']);
    expect(remarks).toEqual([]);
  });

  it('is judged as its question judges it', () => {
    expect(refusal(jatos, 'JATOS_THREADPOOL_SIZE=lots')).toMatch(
      /^env\.refused: JATOS_THREADPOOL_SIZE: /,
    );
    expect(refusal(forms, 'DADEBUG=perhaps')).toBe(
      'env.refused: DADEBUG: This value does not fit. It is true or false.',
    );
  });

  it('hears of quotes where they are what is wrong', () => {
    expect(refusal(forms, 'TIMEZONE="Europe/Berlin"')).toContain('Docker keeps the quotes');
  });

  it('names every value that can not be taken at once, and none of the values', () => {
    const why = refusal(forms, 'DADEBUG=hunter2\nTIMEZONE=hunter2');
    expect(why).toContain('DADEBUG');
    expect(why).toContain('TIMEZONE');
    expect(why).not.toContain('hunter2');
  });

  it('is a line of its own where no question asks', () => {
    const { answers, changed, remarks } = made(jatos, 'JATOS_SECRET=brought-along');
    expect(changed).toEqual(['JATOS_SECRET=brought-along']);
    expect(remarks).toEqual([]);
    expect(JSON.stringify(answers)).not.toContain('brought-along');
  });

  it('is kept where the app does not know it, with the nearest name', () => {
    const { changed, remarks } = made(jatos, 'JATOS_THREADPOL_SIZE=3');
    expect(changed).toEqual(['JATOS_THREADPOL_SIZE=3']);
    expect(remarks).toEqual([
      'JATOS does not know JATOS_THREADPOL_SIZE. Perhaps JATOS_THREADPOOL_SIZE is meant.',
    ]);
  });

  it.each([
    ['DAPYTHONVERSION=2', 'DAPYTHONVERSION is left out.'],
    ['USEHTTPS=true', 'USEHTTPS is left out.'],
    ['DAHOSTNAME=other.example.org', 'DAHOSTNAME is left out.'],
    ['S3BUCKET=mine', 'S3BUCKET is left out. It counts only together with other settings'],
  ])('is left out with a reason: %s', (line, reason) => {
    const { changed, remarks } = made(forms, line);
    expect(changed).toEqual([]);
    expect(remarks.join(' ')).toContain(reason);
  });

  it('takes the place of what was made up, where only then its question is asked', () => {
    const { changed } = made(forms, 'DBPASSWORD=Abcdef123456');
    expect(changed).toEqual(['DBPASSWORD=Abcdef123456']);
  });

  it('is nothing where it is so already', () => {
    const lines = [...listOf(forms)].map(([name, value]) => `${name}=${value.reveal()}`);
    expect(made(forms, lines.join('\n'))).toMatchObject({ changed: [], gone: [], remarks: [] });
  });

  it('keeps quotes, and says so', () => {
    expect(made(jatos, 'OTHER="x"').remarks).toContain(
      'OTHER: Docker keeps the quotes as part of the value.',
    );
  });

  it('is not remembered in the record but for what is asked openly', () => {
    const { answers } = made(jatos, 'JATOS_SECRET=brought-along\nJATOS_THREADPOOL_SIZE=300');
    const { answers: kept } = decideGoal(answers, facts);
    expect(kept['settings.JATOS_THREADPOOL_SIZE']).toBe('300');
    expect(Object.keys(kept).filter((id) => id.startsWith('env.'))).toEqual([]);
  });
});

describe('a variable that is removed', () => {
  const large: Answers = { ...jatos, 'settings.JATOS_THREADPOOL_SIZE': '300' };

  it('leaves its question as if nothing had been said', () => {
    const { gone, answers } = made(large, '', ['JATOS_THREADPOOL_SIZE']);
    expect(gone).toEqual(['JATOS_THREADPOOL_SIZE']);
    expect(answers['settings.JATOS_THREADPOOL_SIZE']).toBe('');
  });

  it("leaves docassemble's own default, which is another than what we suggest", () => {
    const { gone, answers } = made(forms, '', ['DADEBUG']);
    expect(gone).toEqual(['DADEBUG']);
    expect(answers['settings.DADEBUG']).toBe(true);
  });

  it.each(['JATOS_SECRET', 'JATOS_LOGS_APPENDER'])(
    'stays where setup-server sets it: %s',
    (name) => {
      const { gone, remarks } = made(jatos, '', [name]);
      expect(gone).toEqual([]);
      expect(remarks).toEqual([`${name} stays: setup-server sets it.`]);
    },
  );

  it('is told where it is not there', () => {
    expect(made(jatos, '', ['NOBODY']).remarks).toEqual(['NOBODY is not in env.list.']);
  });
});

describe("docassemble's own sample of an env.list", () => {
  // Docker/env.list of jhpyle/docassemble 1.10.7.
  const SAMPLE = [
    ...['DBHOST=localhost', 'DBNAME=docassemble', 'DBUSER=docassemble', 'DBPASSWORD=abc123'],
    ...['USEHTTPS=false', 'DAHOSTNAME=localhost', 'USELETSENCRYPT=false'],
    ...['LETSENCRYPTEMAIL=admin@admin.com', 'S3ENABLE=false', 'TIMEZONE=America/New_York'],
    ...['EC2=false', 'DAPYTHONVERSION=3', 'LOCALE=de_DE.UTF-8 UTF-8'],
  ].join('\r\n');

  it('is read with its Windows line ends, its settings taken, and what is old left out', () => {
    const { entries } = parseEnvFile(SAMPLE);
    expect(entries.get('TIMEZONE')).toBe('America/New_York');
    const { changed, gone, remarks, answers } = made(forms, SAMPLE);
    expect(changed).toEqual(['DBPASSWORD=abc123', 'LOCALE=de_DE.UTF-8 UTF-8']);
    // What it takes by itself need not stand there.
    expect(gone).toEqual(['TIMEZONE']);
    expect(answers['settings.TIMEZONE']).toBe('America/New_York');
    expect(answers['settings.DBHOST']).toBe('');
    expect(remarks.join(' ')).toContain('DAPYTHONVERSION is left out.');
  });

  it('knows of each variable what changes it later, or that it counts at every start', () => {
    expect(docassemble.variables?.TIMEZONE?.once).toContain('"timezone"');
    expect(decideGoal(forms, facts).recipe.once?.TIMEZONE).toContain('Configuration page');
  });
});
