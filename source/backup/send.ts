import { backupsFolder } from '../paths.ts';
import { type ShellCommand, sh } from '../shell.ts';

/** A whole copy as one tar archive, in lines of base64. */
export function sendCommand(install: string, stamp: string): ShellCommand {
  return sh`cd ${backupsFolder(install)} && tar -cf - ${stamp} | base64`;
}
