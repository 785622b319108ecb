import { ExpectedError } from '../../expected-error.ts';
import { changePassword } from './change-password.ts';
import { logIn, type Opening } from './login.ts';
import { HostKeyChanged, replaceHostKey } from './replace-host-key.ts';

/**
 * Logs in, and once more after what stood in the way was put right with the person: a changed host
 * key (of each server on the way once), an expired password.
 */
export async function logInWithRepairs(
  opening: Opening,
  replaced: readonly string[] = [],
): ReturnType<typeof logIn> {
  return await logIn(opening).catch(async (error) => {
    // Without prompts there is no way to confirm the new key.
    if (!opening.abilities.askpass) throw error;
    if (error instanceof HostKeyChanged && !replaced.includes(error.changed.name)) {
      const settings = await replaceHostKey(error, opening);
      if (settings !== null)
        return await logInWithRepairs({ ...opening, settings }, [...replaced, error.changed.name]);
    }
    if (error instanceof ExpectedError && error.code === 'ssh.password-expired') {
      if (await changePassword(opening)) return await logIn(opening);
    }
    throw error;
  });
}
