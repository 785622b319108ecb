import { afterEach, expect, it } from 'vitest';
import { openSsh } from '../../source/edges/ssh/open-ssh.ts';
import { sh } from '../../source/shell.ts';
import { startSshd, type TestServer } from './sshd.ts';

let server: TestServer | null = null;

afterEach(async () => {
  await server?.stop();
  server = null;
});

it('tries whom a cloud image wants instead of root, without waiting for the end of its pause', async () => {
  const says = 'Please login as the user "ubuntu" rather than the user "root".';
  const connection = await enter(`echo '${says}';echo;sleep 60;exit 142`);
  expect(connection.fact).toEqual({
    open: false,
    refusal: 'key-refused',
    says: 'ubuntu@127.0.0.1: Permission denied (publickey).',
  });
});

it('says that an account without a shell can not be used', async () => {
  await expect(enter('/usr/sbin/nologin')).rejects.toMatchObject({
    code: 'ssh.no-shell',
    trouble: { detail: 'This account is currently not available.' },
  });
});

it('says that a password has expired', async () => {
  const says = 'WARNING: Your password has expired.';
  const next = 'Password change required but no TTY available.';
  await expect(enter(`echo '${says}' >&2; echo '${next}' >&2; exit 1`)).rejects.toMatchObject({
    code: 'ssh.password-expired',
    trouble: { detail: `${says}\n${next}` },
  });
});

it('says what a user needs who may not become root', async () => {
  const connection = await enter(
    'exec setpriv --reuid 65534 --regid 65534 --clear-groups sh -c "$SSH_ORIGINAL_COMMAND"',
  );
  expect(connection.fact).toMatchObject({ open: true, user: 'nobody' });
  expect((await connection.run(sh`id -un`)).stdout).toBe('nobody\n');
  await expect(connection.run(sh`id -u`, { root: true })).rejects.toMatchObject({
    code: 'ssh.no-root',
    message: 'nobody may not become root on this server, the user who may install software.',
  });
  await connection.close();
});

/** A server on which every login runs this instead of what was asked for. */
async function enter(forced: string) {
  server = await startSshd([`ForceCommand ${forced}`]);
  return await openSsh(server.target(), async ({ ask }) => (ask === 'host-key' ? 'yes' : null));
}
