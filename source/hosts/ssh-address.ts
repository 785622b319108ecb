import { serverProblem } from './ssh-server-problem.ts';
import { parseSshAddress, type SshTarget, serverText, sshAddress } from './ssh-target.ts';

/** The way that a text means if it is an SSH server's address, `ssh://root@203.0.113.7`; else null. */
export function asSshAddress(text: string): SshTarget | null {
  if (!text.startsWith('ssh://')) return null;
  try {
    const target = parseSshAddress(text);
    return serverProblem(serverText(target)) === undefined ? target : null;
  } catch {
    return null;
  }
}

/** The address with paths that mean the same wherever the program is started. */
export function withPaths(address: string, absolute: (path: string) => string): string {
  const target = asSshAddress(address);
  if (target === null) return address;
  // OpenSSH knows what ~ stands for.
  const whole = (path: string) => (path === '' || path.startsWith('~') ? path : absolute(path));
  return sshAddress({
    ...target,
    keyFile: whole(target.keyFile),
    configFile: whole(target.configFile),
  });
}
