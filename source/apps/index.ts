import type { Answers } from '../answers/answers.ts';
import type { App } from './app.ts';
import { docassemble } from './docassemble.ts';
import { expfactory } from './expfactory.ts';
import { ghost } from './ghost.ts';
import { image } from './image.ts';
import { jatos } from './jatos.ts';
import { limesurvey } from './limesurvey.ts';
import { nextcloud } from './nextcloud.ts';
import { rstudio } from './rstudio.ts';
import { vaultwarden } from './vaultwarden.ts';

/** The apps that the wizard knows, in the order of the list of choices. */
export const apps: readonly App[] = [
  ...[jatos, docassemble, expfactory, limesurvey],
  ...[rstudio, nextcloud, ghost, vaultwarden],
  image,
];

/** The chosen app's name as it stands within a sentence: "enough for JATOS". */
export function calledIn(app: App, answers: Answers): string {
  return app.called?.(answers) || app.label;
}

/** The app by its id; one that the interview let through. */
export function appOf(id: string): App {
  const app = apps.find((each) => each.id === id);
  if (!app) throw new TypeError(`No app is called "${id}".`);
  return app;
}
