import { sh } from '../../shell.ts';
import { stripControl } from '../../text/plain-text.ts';
import { type HostProbe, SAYS, unreadable } from '../probe.ts';
import { onlyFile } from './file.ts';

const LAST_LINES = 200;
const LAST_BYTES = 200_000;

/** The end of a text file, in whole lines. */
export const textFileProbe: HostProbe<'textFile'> = {
  fact: 'textFile',
  command: (path) => sh`
    ${onlyFile(path)}
    tail -n ${LAST_LINES} -- ${path} | tail -c ${LAST_BYTES}
  `,
  parse: (reply, path) => {
    if (reply.code === SAYS.absent) return null;
    if (reply.code !== 0) throw unreadable('textFile', path, reply);
    const lines = stripControl(reply.stdout).replace(/\n$/, '').split('\n');
    // What a cut leaves of a line may be the half of something that is to be hidden as a whole.
    return Buffer.byteLength(reply.stdout) >= LAST_BYTES ? lines.slice(1) : lines;
  },
};
