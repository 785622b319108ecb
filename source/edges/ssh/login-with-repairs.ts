import { ExpectedError } from '../../expected-error.ts';
import { changePassword } from './change-password.ts';
import { logIn, type Opening } from './login.ts';
import { HostKeyChanged, replaceHostKey } from './replace-host-key.ts';

type LoggedIn = ReturnType<typeof logIn>;

/**
 * Logs in, and once more after what stood in the way was put right: another user than the server
 * wants and, with the person, a changed host key (of each server on the way once) or an expired
 * password.
 */
export async function logInWithRepairs(opening: Opening): LoggedIn {
  const login = await logInWithPerson(opening, []);
  if ('client' in login || login.refusal !== 'other-user' || !login.user) return login;
  const insteadOf = opening.target.user || opening.settings.user;
  if (opening.insteadOf !== undefined || login.user === insteadOf) return login;
  opening.prompter.loginAs(login.user);
  const target = { ...opening.target, user: login.user };
  const other = await logInWithPerson({ ...opening, target, insteadOf }, []);
  // Not let in either: the person shall read whom the server wants, and say with which key.
  return 'client' in other || other.refusal !== 'other-user' ? other : login;
}

async function logInWithPerson(opening: Opening, replaced: readonly string[]): LoggedIn {
  return await logIn(opening).catch(async (error) => {
    // Without prompts there is no way to confirm the new key.
    if (!opening.abilities.askpass) throw error;
    if (error instanceof HostKeyChanged && !replaced.includes(error.changed.name)) {
      const settings = await replaceHostKey(error, opening);
      if (settings !== null)
        return await logInWithPerson({ ...opening, settings }, [...replaced, error.changed.name]);
    }
    if (error instanceof ExpectedError && error.code === 'ssh.password-expired') {
      if (await changePassword(opening)) return await logIn(opening);
    }
    throw error;
  });
}
