import { type ShellCommand, sh } from '../../shell.ts';
import type { FileFact } from '../objects.ts';
import { type HostProbe, type ProbeReply, SAYS, unreadable } from '../probe.ts';

/** Exits with `absent` where there is no such file; a folder of that name is none. */
export function onlyFile(path: string): ShellCommand {
  return sh`[ -f ${path} ] || exit ${SAYS.absent}`;
}

/** Prints mode and owner, then the SHA-256. */
export function judgeFile(path: string): ShellCommand {
  return sh`stat -L -c '%a %U' -- ${path} && sha256sum < ${path}`;
}

export const fileProbe: HostProbe<'file'> = {
  fact: 'file',
  command: (path) => sh`
    ${onlyFile(path)}
    ${judgeFile(path)}
  `,
  parse: (reply, path) => (reply.code === SAYS.absent ? null : readJudgement('file', path, reply)),
};

/** What `judgeFile` printed, at the beginning of a reply. */
export function readJudgement(fact: 'file' | 'envFile', path: string, reply: ProbeReply): FileFact {
  const [, mode, owner, sha256] =
    /^([0-7]{3,4}) (\S+)\n([0-9a-f]{64})\b.*\n/.exec(reply.stdout) ?? [];
  if (reply.code !== 0 || mode === undefined || owner === undefined || sha256 === undefined) {
    throw unreadable(fact, path, reply);
  }
  return { sha256, mode, owner };
}
