import { type ShellCommand, sh } from '../shell.ts';
import type { PackageManager } from './distribution.ts';
import { LOCK_SECONDS, long } from './long.ts';

/**
 * zypper(8). It ends with 102 and 103 when all went well and something should be restarted, with
 * 106 when some other repository could not be read, with 107 when a package's own script complained
 * ("Exit codes" there). Whether Docker is installed after that, the step's check tells.
 */
function zypper(words: readonly string[]): ShellCommand {
  return sh`ZYPP_LOCK_TIMEOUT=${LOCK_SECONDS} zypper --non-interactive ${words} || { code=$?; case $code in 102 | 103 | 106 | 107) ;; *) (exit $code) ;; esac; }`;
}

export const zypperManager = {
  name: 'zypper',
  update: long(zypper(['refresh'])),
  install: (packages: readonly string[]) => long(zypper(['install', ...packages])),
  timeSync: { service: 'chronyd', packages: ['chrony'] },
} as const satisfies PackageManager;
