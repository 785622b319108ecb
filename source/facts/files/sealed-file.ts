import { readSealed, type Sealed } from '../../renewal/sealed.ts';
import { sh } from '../../shell.ts';
import { type HostProbe, SAYS, unreadable } from '../probe.ts';
import { onlyFile } from './file.ts';

export interface SealedFileFact {
  readonly value: Sealed;
  /** Octal: `600`. */
  readonly mode: string;
}

export const sealedFileProbe: HostProbe<'sealedFile'> = {
  fact: 'sealedFile',
  command: (path) => sh`
    ${onlyFile(path)}
    stat -L -c %a -- ${path} && cat -- ${path}
  `,
  parse: (reply, path) => {
    if (reply.code === SAYS.absent) return null;
    const [, mode, text] = /^([0-7]{3,4})\n([\s\S]*)$/.exec(reply.stdout) ?? [];
    if (reply.code !== 0 || mode === undefined || text === undefined)
      throw unreadable('sealedFile', path, reply);
    const value = readSealed(text);
    return value === undefined ? null : { value, mode };
  },
};
