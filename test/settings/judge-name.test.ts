import { describe, expect, it } from 'vitest';
import type { App } from '../../source/apps/app.ts';
import { apps } from '../../source/apps/index.ts';
import { jatos } from '../../source/apps/jatos.ts';
import { judgeName } from '../../source/settings/judge-name.ts';

const app: Pick<App, 'label' | 'variables'> = {
  label: 'Ghost',
  variables: {
    TITLE: { asked: 'settings.TITLE' },
    MAIL: {},
    MAILSERVER: { now: 'MAIL' },
    NAME: { now: 'TITLE' },
    PYTHON: { leftOut: 'It is not read since version 2.' },
  },
};

describe('the name of a variable', () => {
  it.each([
    ['TITLE', { goes: 'question', id: 'settings.TITLE' }],
    ['MAIL', { goes: 'extra', name: 'MAIL' }],
    ['MAILSERVER', { goes: 'extra', name: 'MAIL', remark: 'MAILSERVER is called MAIL today.' }],
    ['NAME', { goes: 'question', id: 'settings.TITLE', remark: 'NAME is called TITLE today.' }],
    ['PYTHON', { goes: 'nowhere', remark: 'PYTHON is left out. It is not read since version 2.' }],
    [
      'TITEL',
      {
        goes: 'extra',
        name: 'TITEL',
        remark: 'Ghost does not know TITEL. Perhaps TITLE is meant.',
      },
    ],
    ['COLOUR', { goes: 'extra', name: 'COLOUR', remark: 'Ghost does not know COLOUR.' }],
    ['toString', { goes: 'extra', name: 'toString', remark: 'Ghost does not know toString.' }],
  ])('%s', (name, judgement) => {
    expect(judgeName(app, name)).toEqual(judgement);
  });

  it('may be any where the app knows none', () => {
    expect(judgeName({ label: 'An image' }, 'ANY')).toEqual({ goes: 'extra', name: 'ANY' });
  });

  it('of JATOS leads to its questions', () => {
    const found = judgeName(jatos, 'JATOS_THREADPOOL_SIZE');
    expect(found).toEqual({ goes: 'question', id: 'settings.JATOS_THREADPOOL_SIZE' });
    expect(judgeName(jatos, 'JATOS_HTTP_PORT').goes).toBe('nowhere');
  });
});

describe.each(apps.map((each) => [each.id, each] as const))('%s', (_, each) => {
  it('names only questions of its own, and today only names that it reads', () => {
    const ids = each.questions.map(({ id }) => id);
    for (const { asked, now } of Object.values(each.variables ?? {})) {
      if (asked !== undefined) expect(ids).toContain(asked);
      if (now !== undefined) expect(each.variables?.[now]).not.toHaveProperty('now');
    }
  });
});
