import type { RunAction } from '../action.ts';
import { sh } from '../shell.ts';
import type { PackageManager } from './distribution.ts';
import { LOCK_SECONDS, long } from './long.ts';

/** apk(8) asks nothing by itself. */
const APK = sh`apk --wait ${LOCK_SECONDS}`;

export const apk = {
  name: 'apk',
  update: long(sh`${APK} update`),
  install: (packages: readonly string[]) => long(sh`${APK} add ${packages}`),
  timeSync: { service: 'chronyd', packages: ['chrony'] },
} as const satisfies PackageManager;

const REPOSITORIES = '/etc/apk/repositories';

/**
 * Docker is in the community repository (wiki.alpinelinux.org/wiki/Docker), which a fresh Alpine
 * leaves out. It lies on the same mirror, beside `main`.
 */
export const withCommunity: RunAction = {
  do: 'run',
  patienceSeconds: 30,
  command: sh`
    grep -Eq '^[^#].*/community/?$' ${REPOSITORIES} || {
      community=$(sed -n 's|^\\([^#@ ].*\\)/main/*$|\\1/community|p' ${REPOSITORIES} | head -n 1)
      [ -n "$community" ] || { echo ${`There is no mirror in ${REPOSITORIES}.`} >&2; false; } &&
      echo "$community" >> ${REPOSITORIES}
    }
  `,
};
