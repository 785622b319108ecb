import { type Answers, textAnswer } from '../answers/answers.ts';
import { apps } from '../apps/index.ts';
import { tagged, upgradable } from '../errands/upgrade/questions.ts';
import type { Facts } from '../facts/facts.ts';
import { loginIn } from '../questions/registry-login.ts';
import type { RegistryLogin } from './source.ts';

/** With which login a registry is asked for an image; undefined for none. */
export function loginFor(answers: Answers, facts: Facts, image: string): RegistryLogin | undefined {
  const login = loginIn(answers);
  return login && imagesMeant(answers, facts).includes(image) ? login : undefined;
}

/** The images that the login was asked for: of what is set up, or of what gets another version. */
function imagesMeant(answers: Answers, facts: Facts): readonly string[] {
  const chosen = textAnswer(answers, 'app');
  if (chosen !== '')
    return apps.find(({ id }) => id === chosen)?.privateImages?.(answers, facts) ?? [];
  const known = upgradable(answers, facts);
  return known ? [tagged(known.image)] : [];
}
