import { type Answers, textAnswer, yesAnswer } from '../answers/answers.ts';
import { query } from '../facts/facts.ts';
import { builtImage } from '../image/source.ts';
import { valuesIn } from '../questions/several.ts';
import type { App } from './app.ts';
import { type ResultsStore, storeIn } from './expfactory/database.ts';
import { chosenIn } from './expfactory/experiments.ts';
import { contentOf, experimentsSource, PASSWORD_VARIABLE } from './expfactory/image.ts';
import { ownExperiments, ownLooks } from './expfactory/own.ts';
import {
  expfactoryQuestions,
  MINUTES,
  ONLY,
  ORDER,
  STUDY,
  TOKENS,
  withTokens,
} from './expfactory/questions.ts';
import { recogniseExpfactory } from './expfactory/recognise.ts';
import { tokensOf } from './expfactory/tokens.ts';
import { expfactoryVariables } from './expfactory/variables.ts';
import type { EnvEntry, Recipe, Setting } from './recipe.ts';
import type { Spread } from './spread.ts';

/** The Experiment Factory 3.2.15: an image of chosen experiments, built on the server. */
export const expfactory: App = {
  id: 'expfactory',
  label: 'The Experiment Factory',
  note: 'tasks and surveys from a library; not maintained since 2022',
  needs: { memoryMB: 1024, diskMB: 8192 },
  questions: expfactoryQuestions,
  variables: expfactoryVariables,
  looksFirst: () => [query('experimentLibrary', '')],
  looksNext: ownLooks,
  recipe,
  several: { spread },
  recognises: (container) => recogniseExpfactory(expfactory.label, container),
};

function recipe({ answers, facts, host, install }: Setting): Recipe {
  const own = ownExperiments(answers, facts, host, install);
  // A person's own goes before one of the library.
  const experiments = chosenIn(answers).filter((name) => !own?.ids.includes(name));
  const store = storeIn(answers, install);
  const environment = environmentFrom(answers, store, [...experiments, ...(own?.ids ?? [])]);
  const names = new Set(environment.map(({ name }) => name));
  const tokens = withTokens(answers)
    ? tokensOf(textAnswer(answers, TOKENS) || '20', store.keeper)
    : undefined;
  return {
    container: {
      image: builtImage(install, contentOf(experiments, own)),
      command: ['start'],
      // Never the whole of /scif: the experiments themselves lie in there.
      volumes: [{ source: `${install}-data`, target: '/scif/data' }],
      ports: [],
      stop: { timeoutSeconds: 30 },
    },
    source: experimentsSource(install, experiments, own),
    env: environment,
    unset: ['EXPFACTORY_EXPERIMENTS', PASSWORD_VARIABLE].filter(
      (name) => !names.has(name) && !(name === PASSWORD_VARIABLE && store.keepsPassword),
    ),
    ...(store.companions.length > 0 && { companions: store.companions }),
    front: {
      port: 80,
      // As much as its own web server takes (script/nginx.conf).
      bodyMB: 200,
      timeoutSeconds: 300,
      buffering: true,
      websocketTimeoutSeconds: 60,
    },
    ready: { path: '/', status: (status) => status === 200, patienceSeconds: 120 },
    first: [
      tokens
        ? 'Give each participant the address and a token, to be typed there. A link with the token in it does not work.'
        : 'Everybody who knows the address can take part, as often as they like.',
      'The Experiment Factory is not maintained since 2022. Take the server down when your study is over.',
    ],
    data: store.where,
    ...(tokens && { tokens }),
    ...(own && { remembers: own.remembers }),
  };
}

function environmentFrom(
  answers: Answers,
  store: ResultsStore,
  all: readonly string[],
): EnvEntry[] {
  const random = answers[ORDER] === undefined || yesAnswer(answers, ORDER);
  const only = valuesIn(textAnswer(answers, ONLY));
  // Without a list the order is that of the folders.
  const listed = only.length > 0 ? only : random ? [] : all;
  return [
    ...store.env,
    { name: 'EXPFACTORY_STUDY_ID', value: textAnswer(answers, STUDY) || 'expfactory' },
    { name: 'EXPFACTORY_HEADLESS', value: String(withTokens(answers)) },
    { name: 'EXPFACTORY_RANDOM', value: String(random) },
    {
      name: 'EXPFACTORY_WTF_CSRF_TIME_LIMIT',
      value: String(Number(textAnswer(answers, MINUTES) || '180') * 60),
    },
    ...(listed.length > 0 ? [{ name: 'EXPFACTORY_EXPERIMENTS', value: listed.join(',') }] : []),
  ];
}

/**
 * Copies share what a database server keeps: who takes part is in a cookie, signed by a key that is in the image. What
 * lies in a folder stays on its server.
 */
function spread({ answers, install }: Setting): Spread {
  const { keeper, companions } = storeIn(answers, install);
  if (keeper !== 'server') return { roles: [{ name: 'app', runs: 'once' }], update: 'together' };
  return {
    roles: [{ name: 'app', runs: 'copies', volumes: [] }],
    update: companions.length > 0 ? 'together' : 'one-by-one',
  };
}
