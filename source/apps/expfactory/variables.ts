import type { Variable } from '../app.ts';
import { PASSWORD_VARIABLE } from './image.ts';
import { ONLY, ORDER, STUDY } from './questions.ts';

const ASKED = 'It follows from what is asked.';
const CONTAINER = 'The Experiment Factory runs in a container of ours, which needs this as it is.';
const BUILT = 'It counts when the image is built, which setup-server does.';

/** Every variable that the Experiment Factory 3.2.15 reads (its defaults.py and server.py); it ignores others. */
export const expfactoryVariables: Readonly<Record<string, Variable>> = {
  EXPFACTORY_STUDY_ID: { asked: STUDY, standard: 'expfactory' },
  EXPFACTORY_RANDOM: { asked: ORDER, standard: 'true' },
  EXPFACTORY_EXPERIMENTS: { asked: ONLY },
  EXPFACTORY_CONCEAL_NAMES: {},
  EXPFACTORY_RUNTIME_VARS: {},
  EXPFACTORY_RUNTIME_DELIM: {},
  EXPFACTORY_COLORIZE: {},
  MESSAGELEVEL: {},
  EXPFACTORY_HEADLESS: { leftOut: 'It follows from who may take part, which is asked.' },
  EXPFACTORY_WTF_CSRF_TIME_LIMIT: { leftOut: 'It follows from the minutes that are asked.' },
  EXPFACTORY_DATABASE: {
    leftOut: 'It follows from where results are kept, which is asked.',
    secret: true,
  },
  [PASSWORD_VARIABLE]: { leftOut: ASKED, secret: true },
  EXPFACTORY_DATA: { leftOut: CONTAINER },
  EXPFACTORY_BASE: { leftOut: CONTAINER },
  EXPFACTORY_LOGS: { leftOut: CONTAINER },
  EXPFACTORY_SERVER: { leftOut: CONTAINER },
  EXPFACTORY_CONTAINER: { leftOut: CONTAINER },
  EXPFACTORY_BRANCH: { leftOut: BUILT },
  EXPFACTORY_REGISTRY_BASE: { leftOut: BUILT },
};
