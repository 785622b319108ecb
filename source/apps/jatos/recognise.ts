import type { OtherContainer } from '../../facts/docker/other-containers.ts';
import { answersFromEnv } from '../answers-from-env.ts';
import type { App, Recognised } from '../app.ts';
import { quoteWords } from '../command-words.ts';
import { isOf, lastingVersion } from '../other-image.ts';
import { TRUSTING_THE_FRONT } from './access.ts';
import { DATA } from './login.ts';

/** JATOS as its own pages have it started: `docker run -d -p 80:9000 jatos/jatos`. */
export function recogniseJatos(
  app: Pick<App, 'id' | 'label' | 'variables' | 'questions'>,
  container: OtherContainer,
): Recognised | undefined {
  const { image, env, command } = container;
  const version = lastingVersion(image);
  if (!isOf(image, 'jatos/jatos') || version === undefined) return undefined;
  const words = (command ?? []).filter((word) => !OURS.includes(word));
  const memory = words.map((word) => /^-J-Xmx(\d+[kmg])$/i.exec(word)?.[1]).find(Boolean);
  const rest = words.filter((word) => !/^-J-Xmx/i.test(word));
  return {
    app: app.id,
    label: app.label,
    answers: {
      'jatos.version': version,
      ...(memory && { 'jatos.memory': memory.toUpperCase() }),
      ...(rest.length > 0 && { 'jatos.arguments': quoteWords(rest) }),
      ...answersFromEnv(app, container),
    },
    data: [env.get('JATOS_DATA')?.reveal() ?? image.env.get('JATOS_DATA') ?? DATA],
    remarks: [
      'Where nobody changed it, its first account is still admin with the password admin: yours takes its place.',
      ...(/pidfile/.test(env.get('JAVA_OPTS')?.reveal() ?? '')
        ? [
            'JAVA_OPTS hides from JATOS how it can be stopped, so stopping it may harm its database. Make a copy of its data first.',
          ]
        : []),
    ],
  };
}

/** What our own recipe says anyway. */
const OURS: readonly string[] = [
  '-Dplay.http.session.secure=true',
  '-Djatos.idCookies.secure=true',
  ...TRUSTING_THE_FRONT,
];
