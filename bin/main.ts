import type { Shell } from './command-line/declaration.ts';
import { help, wrapped } from './command-line/help.ts';
import { type Parsed, parse } from './command-line/parse.ts';
import { complaint, exitCodeFor } from './complaint.ts';
import { COMPLETIONS } from './completion/index.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import { version } from './version.ts';
import type { World } from './world.ts';

/** The whole program; gives its exit code and throws nothing. */
export async function main(world: World): Promise<ExitCode> {
  try {
    return await carryOut(parse(world.words), world);
  } catch (error) {
    world.errors.write(complaint(error));
    return exitCodeFor(error);
  }
}

async function carryOut(parsed: Parsed, world: World): Promise<ExitCode> {
  const { command, operand, switches } = parsed;
  const print = (text: string) => void world.output.write(text);
  if (switches.has('help')) print(help(command, world.output.columns));
  else if (switches.has('version')) print(`${version()}\n`);
  else if (command.name === 'questions') print(await questionList(switches.has('json')));
  else if (command.name === 'completion') print(COMPLETIONS[operand as Shell](await settableIds()));
  else if (command.name === 'doctor') {
    const { doctor } = await import('./commands/doctor.ts');
    return await doctor(parsed, world);
  } else if (command.name === 'status') {
    const { status } = await import('./commands/status.ts');
    return await status(parsed, world);
  } else if (command.name === 'renew') {
    const { renew } = await import('./commands/renew.ts');
    return await renew(parsed, world);
  } else if (command.name === 'certificate') {
    const { certificate } = await import('./commands/certificate.ts');
    return await certificate(parsed, world);
  } else if (command.name === 'stop' || command.name === 'start') {
    const { errand } = await import('./commands/errand.ts');
    const { stopTask } = await import('../source/errands/stop.ts');
    const { startTask } = await import('../source/errands/start.ts');
    const task = command.name === 'stop' ? stopTask : startTask;
    return await errand(task, operand, parsed, world);
  } else if (command.name === 'env') {
    const { env } = await import('./commands/env.ts');
    return await env(parsed, world);
  } else if (command.name === 'move') {
    const { move } = await import('./commands/move.ts');
    return await move(parsed, world);
  } else if (command.name === 'config') {
    const { config } = await import('./commands/config.ts');
    return await config(parsed, world);
  } else if (command.name === 'logs') {
    const { logs } = await import('./commands/logs.ts');
    return await logs(parsed, world);
  } else if (command.name === 'remove') {
    const { errand } = await import('./commands/errand.ts');
    const { removeTask } = await import('../source/errands/remove/remove.ts');
    return await errand(removeTask, operand, parsed, world);
  } else if (command.name === 'menu') {
    const { menu } = await import('./commands/menu.ts');
    return await menu(parsed, world);
  } else if (command.name === 'shell') {
    const { shell } = await import('./commands/shell.ts');
    return await shell(parsed, world);
  } else if (command.name === 'history') {
    const { history } = await import('./commands/history.ts');
    return await history(parsed, world);
  } else if (command.name === 'adopt') {
    const { adopt } = await import('./commands/adopt.ts');
    return await adopt(parsed, world);
  } else if (command.name === 'upgrade') {
    const { errand } = await import('./commands/errand.ts');
    const { upgradeTask } = await import('../source/errands/upgrade/upgrade.ts');
    return await errand(upgradeTask, operand, parsed, world);
  } else if (command.name === 'restore' && parsed.values.has('file')) {
    const { restoreFile } = await import('./restore-file.ts');
    return await restoreFile(parsed, world);
  } else if (command.name === 'grow') {
    const { errand } = await import('./commands/errand.ts');
    if (parsed.values.has('write')) {
      const { growFilesTask } = await import('../source/errands/servers/grow-files.ts');
      return await errand(growFilesTask, operand, parsed, world);
    }
    const { growTask } = await import('../source/errands/servers/grow.ts');
    return await errand(growTask, operand, parsed, world);
  } else if (command.name === 'shrink') {
    const { errand } = await import('./commands/errand.ts');
    const { shrinkTask } = await import('../source/errands/servers/shrink.ts');
    return await errand(shrinkTask, operand, parsed, world);
  } else if (command.name === 'drain') {
    const { errand } = await import('./commands/errand.ts');
    const { drainTask } = await import('../source/errands/servers/drain.ts');
    return await errand(drainTask, operand, parsed, world);
  } else if (command.name === 'restore') {
    const { errand } = await import('./commands/errand.ts');
    const { restoreCopyTask } = await import('../source/errands/restore/copy.ts');
    return await errand(restoreCopyTask, operand, parsed, world);
  } else if (command.name === 'backup') {
    const { backup } = await import('./commands/backup.ts');
    return await backup(parsed, world);
  } else if (command.name === 'launch') {
    const { launch } = await import('./commands/launch.ts');
    return await launch(parsed, world);
  } else if (command.name === 'hosts') {
    const { hosts } = await import('./commands/hosts.ts');
    await hosts(parsed, world);
  } else {
    const { setUp } = await import('./commands/set-up.ts');
    return await setUp(parsed, world);
  }
  return EXIT.done;
}

async function questionList(json: boolean): Promise<string> {
  const { questions } = await import('../source/script.ts');
  const { listedQuestions, questionListLines } = await import('../source/output/question-list.ts');
  const list = listedQuestions(questions);
  if (json) return `${JSON.stringify(list, null, 2)}\n`;
  return `${questionListLines(list, wrapped).join('\n')}\n`;
}

async function settableIds(): Promise<string[]> {
  const { questions } = await import('../source/script.ts');
  return questions.filter(({ kind }) => kind !== 'secret').map(({ id }) => id);
}
