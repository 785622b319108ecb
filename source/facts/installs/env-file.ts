import { parseEnvFile } from '../../containers/env-file.ts';
import { Secret } from '../../secrets/secret.ts';
import { sh } from '../../shell.ts';
import { judgeFile, onlyFile, readJudgement } from '../files/file.ts';
import { type HostProbe, SAYS } from '../probe.ts';

/** Not `slow`: what is asked aside waits in a file, and secrets shall lie in no other file. */
export const envFileProbe: HostProbe<'envFile'> = {
  fact: 'envFile',
  command: (path) => sh`
    ${onlyFile(path)}
    ${judgeFile(path)} && cat -- ${path}
  `,
  parse: (reply, path) => {
    if (reply.code === SAYS.absent) return null;
    const { sha256, mode } = readJudgement('envFile', path, reply);
    const content = reply.stdout.split('\n').slice(2).join('\n');
    const entries = [...parseEnvFile(content).entries];
    return {
      entries: new Map(entries.map(([name, value]) => [name, new Secret(value)])),
      sha256,
      mode,
    };
  },
};
