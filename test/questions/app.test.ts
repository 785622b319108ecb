import { expect, it } from 'vitest';
import { Facts } from '../../source/facts/facts.ts';
import { accept } from '../../source/questions/accept.ts';
import { appQuestions } from '../../source/questions/app.ts';
import type { Question } from '../../source/questions/question.ts';

const [app, install] = appQuestions as [Question, Question];
const none = new Facts();

it('offers the apps by name', () => {
  expect(app.kind === 'choice' && app.choices({}, none)).toEqual([
    { value: 'jatos', label: 'JATOS', note: 'online studies in the behavioural sciences' },
    {
      value: 'docassemble',
      label: 'docassemble',
      note: 'guided interviews and document assembly',
    },
    {
      value: 'expfactory',
      label: 'The Experiment Factory',
      note: 'tasks and surveys from a library; not maintained since 2022',
    },
    { value: 'limesurvey', label: 'LimeSurvey', note: 'questionnaires and surveys' },
    {
      value: 'rstudio',
      label: 'RStudio',
      note: 'R in the browser, for analyses on the server',
    },
    {
      value: 'nextcloud',
      label: 'Nextcloud',
      note: 'files, calendars and contacts, shared',
    },
    { value: 'ghost', label: 'Ghost', note: 'a website with a blog and a newsletter' },
    {
      value: 'vaultwarden',
      label: 'Vaultwarden',
      note: "a team's passwords; for the apps of Bitwarden",
    },
    {
      value: 'image',
      label: 'Your own Docker image',
      note: 'from Docker Hub, another registry, or a folder of yours',
    },
  ]);
});

it('calls an install after its app', () => {
  expect(install.kind === 'text' && install.suggestion?.({ app: 'jatos' }, none)).toBe('jatos');
});

it.each([
  ['jatos', 'jatos'],
  [' Jatos-2 ', 'jatos-2'],
  ['a'.repeat(32), 'a'.repeat(32)],
])('takes %j', (raw, value) => {
  expect(accept(install, raw, { app: 'jatos' }, none)).toEqual({ value });
});

it.each([
  ['a'.repeat(33), 'At most 32 characters.'],
  ['my jatos', 'Only small letters, digits and hyphens: jatos-teaching'],
  ['jatos_2', 'Only small letters, digits and hyphens: jatos-teaching'],
  ['../etc', 'Only small letters, digits and hyphens: jatos-teaching'],
  ['-jatos', "It can't begin or end with a hyphen."],
  ['jatos-', "It can't begin or end with a hyphen."],
  ['front', '"front" is taken by setup-server itself.'],
  ['accounts', '"accounts" is taken by setup-server itself.'],
])('refuses %j', (raw, problem) => {
  expect(accept(install, raw, { app: 'jatos' }, none)).toEqual({ problem });
});
