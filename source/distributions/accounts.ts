import { sh } from '../shell.ts';
import type { Accounts } from './distribution.ts';

/** usermod(8), groupadd(8) and gpasswd(1). */
export const shadow: Accounts = {
  addToGroup: (user, group) =>
    sh`getent group ${group} >/dev/null || groupadd --system ${group}; usermod -aG ${group} ${user}`,
  removeFromGroup: (user, group) => sh`gpasswd -d ${user} ${group}`,
};

/** BusyBox's addgroup and delgroup; Alpine has no usermod. */
export const busybox: Accounts = {
  addToGroup: (user, group) =>
    sh`grep -q ${`^${group}:`} /etc/group || addgroup -S ${group}; addgroup ${user} ${group}`,
  removeFromGroup: (user, group) => sh`delgroup ${user} ${group}`,
};
