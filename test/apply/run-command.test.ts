import { describe, expect, it } from 'vitest';
import { runCommand } from '../../source/apply/run-command.ts';
import type { Connection, Reply } from '../../source/hosts/host.ts';
import { sh } from '../../source/shell.ts';

const { signal } = new AbortController();

async function failing(reply: Reply): Promise<unknown> {
  const connection = { run: async () => reply } as unknown as Connection;
  const action = { do: 'run', command: sh`false`, patienceSeconds: 1 } as const;
  const running = runCommand(connection, action, signal).next();
  return await running.catch((error) => error.trouble);
}

describe('a command that fails', () => {
  it('is told with what it said at last', async () => {
    const stdout = 'Looking.\nThere is no folder /mnt/shared on this server.\n';
    expect(await failing({ code: 1, stdout, stderr: '' })).toMatchObject({
      what: 'A command on the server failed (exit code 1).',
      why: 'It said at last: There is no folder /mnt/shared on this server.',
    });
  });

  it('says no more where it said nothing', async () => {
    expect(await failing({ code: 3, stdout: '', stderr: '\n' })).not.toHaveProperty('why');
  });
});
