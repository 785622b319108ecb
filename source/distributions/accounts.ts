import { sh } from '../shell.ts';
import type { Accounts } from './distribution.ts';

/** usermod(8) and groupadd(8). */
export const shadow: Accounts = {
  addToGroup: (user, group) =>
    sh`getent group ${group} >/dev/null || groupadd --system ${group}; usermod -aG ${group} ${user}`,
};

/** BusyBox's addgroup; Alpine has no usermod. */
export const busybox: Accounts = {
  addToGroup: (user, group) =>
    sh`grep -q ${`^${group}:`} /etc/group || addgroup -S ${group}; addgroup ${user} ${group}`,
};
