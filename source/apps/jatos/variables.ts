import type { Variable } from '../app.ts';
import { idOf } from './setting.ts';
import { jatosSettings } from './settings.ts';
import { signInVariables } from './signin.ts';

const CONTAINER = 'JATOS runs in a container of ours, which needs this as it is.';
const FOLDER =
  'All that JATOS keeps lies in its data volume, where it is found again after an update.';

/** Every variable that JATOS 3.10 reads (its own application.conf and loader.sh); it ignores others. */
export const jatosVariables: Readonly<Record<string, Variable>> = {
  ...Object.fromEntries(
    jatosSettings
      .filter(({ id }) => id.startsWith(idOf('JATOS_')))
      .map(({ id }): [string, Variable] => [id.slice(idOf('').length), { asked: id }]),
  ),
  ...signInVariables,
  // One that is brought along keeps everybody signed in who is.
  JATOS_SECRET: {},
  JATOS_DB_DRIVER: { leftOut: 'It follows from the database.' },
  JATOS_LOGS_APPENDER: { leftOut: 'The log goes to Docker, where doctor and we look for it.' },
  JATOS_LOGS_FILENAME: { leftOut: 'The log goes to Docker, where doctor and we look for it.' },
  JATOS_LOGS_PATH: { leftOut: 'The log goes to Docker, where doctor and we look for it.' },
  JATOS_HTTP_ADDRESS: { leftOut: CONTAINER },
  JATOS_HTTP_PORT: { leftOut: CONTAINER },
  JATOS_HOME: { leftOut: CONTAINER },
  JATOS_DATA: { leftOut: CONTAINER },
  JATOS_STUDY_ASSETS_ROOT_PATH: { leftOut: FOLDER },
  JATOS_RESULT_UPLOADS_PATH: { leftOut: FOLDER },
  JATOS_STUDY_LOGS_PATH: { leftOut: FOLDER },
  JATOS_TMP_PATH: { leftOut: FOLDER },
};
