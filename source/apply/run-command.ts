import type { RunAction } from '../action.ts';
import { ExpectedError } from '../expected-error.ts';
import type { Connection, Reply } from '../hosts/host.ts';
import { JOBS } from '../paths.ts';
import type { Telling } from '../run.ts';
import { Channel } from '../session/channel.ts';
import type { ShellCommand } from '../shell.ts';
import { asJob, INTERRUPTED } from './job.ts';
import { judgeOutput } from './judge-output.ts';

/** Runs a command on the host as root, telling its output line by line. */
export async function* runCommand(
  connection: Connection,
  action: RunAction,
  signal: AbortSignal,
): AsyncGenerator<Telling> {
  const command = action.detached
    ? asJob(action.command, JOBS, action.takenUp === true)
    : action.command;
  const lines = new Channel<Telling>();
  const replied = connection.run(command, {
    root: true,
    signal,
    timeoutSeconds: action.patienceSeconds,
    onLine: (line) => lines.put({ line }),
  });
  replied.then(
    () => lines.close(),
    (error) => lines.fail(error),
  );
  yield* lines;
  const reply = await replied;
  if (reply.code !== 0) throw refusalOf(action, reply);
}

function refusalOf(action: RunAction, reply: Reply): ExpectedError {
  if (reply.code === INTERRUPTED && action.detached) return vanished(action.command);
  const output = `${reply.stdout}\n${reply.stderr}`.trim();
  const known = judgeOutput(output);
  const [last = ''] = output.split('\n').slice(-1);
  const why = known?.why ?? (known || last === '' ? '' : `It said at last: ${last.slice(0, 300)}`);
  return new ExpectedError({
    code: known?.code ?? 'command.failed',
    what: known?.what ?? `A command on the server failed (exit code ${reply.code}).`,
    ...(why === '' ? {} : { why }),
    ...(known?.next ? { next: known.next } : {}),
    passing: known?.passing === true,
    detail: `$ ${action.command.text}\n${output.split('\n').slice(-40).join('\n')}`,
  });
}

/** Whether it came to its end is to be seen. */
function vanished(command: ShellCommand): ExpectedError {
  return new ExpectedError({
    code: 'command.vanished',
    what: 'A command on the server was cut off, or ended unseen.',
    why: 'Most often the server was restarted in the middle of it.',
    next: ['Run setup-server again: it looks how far that came, and goes on from there.'],
    passing: true,
    detail: `$ ${command.text}`,
  });
}
