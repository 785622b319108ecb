import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { noRootTrouble, permission } from '../../source/hosts/no-root.ts';

describe('a user who may not become root', () => {
  it('is told why, and gets one line for whoever runs the server', () => {
    const trouble = noRootTrouble('anna', 'wrong-password');
    expect(trouble.why).toContain('did not take the password');
    expect(trouble.next?.[0]).toContain('SETUP_SERVER_SUDO_PASSWORD');
    expect(trouble.next?.at(-1)).toBe(
      "Or send this to whoever runs the server, to be run as root: echo 'anna ALL=(ALL) NOPASSWD:ALL' > /etc/sudoers.d/anna && chmod 440 /etc/sudoers.d/anna",
    );
  });

  it('is not told to give a password where none would help', () => {
    for (const why of ['no-program', 'doas-password'] as const)
      expect(JSON.stringify(noRootTrouble('anna', why))).not.toContain('PASSWORD.');
  });

  it('gets a line for the program that is there', () => {
    expect(permission('anna', 'doas-password')).toBe(
      "echo 'permit nopass anna as root' >> /etc/doas.conf",
    );
    expect(permission('anna', 'no-program')).toMatch(
      /^\(apt-get install -y sudo \|\| .*\) && echo /,
    );
  });

  it('may have any name: the line stays one command', () => {
    const user = `o'brien; touch /tmp/x $(id).~`;
    const line = permission(user, undefined);
    expect(line).toContain('/etc/sudoers.d/o_brien__touch__tmp_x___id___ ');
    const said = spawnSync('sh', ['-c', line.replace(/ > .*/, '')], { encoding: 'utf8' });
    expect(said.stdout).toBe(`${user} ALL=(ALL) NOPASSWD:ALL\n`);
  });
});
