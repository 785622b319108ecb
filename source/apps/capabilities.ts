import { valuesIn } from '../questions/several.ts';
import { nearest } from '../text/nearest.ts';

/** Every right that there is. */
const ALL = 'ALL';

/** The rights that Linux splits root's power into (capabilities(7), to CAP_CHECKPOINT_RESTORE). */
const CAPABILITIES: readonly string[] = [
  ...['AUDIT_CONTROL', 'AUDIT_READ', 'AUDIT_WRITE', 'BLOCK_SUSPEND', 'BPF', 'CHECKPOINT_RESTORE'],
  ...['CHOWN', 'DAC_OVERRIDE', 'DAC_READ_SEARCH', 'FOWNER', 'FSETID', 'IPC_LOCK', 'IPC_OWNER'],
  ...['KILL', 'LEASE', 'LINUX_IMMUTABLE', 'MAC_ADMIN', 'MAC_OVERRIDE', 'MKNOD', 'NET_ADMIN'],
  ...['NET_BIND_SERVICE', 'NET_BROADCAST', 'NET_RAW', 'PERFMON', 'SETFCAP', 'SETGID', 'SETPCAP'],
  ...['SETUID', 'SYSLOG', 'SYS_ADMIN', 'SYS_BOOT', 'SYS_CHROOT', 'SYS_MODULE', 'SYS_NICE'],
  ...['SYS_PACCT', 'SYS_PTRACE', 'SYS_RAWIO', 'SYS_RESOURCE', 'SYS_TIME', 'SYS_TTY_CONFIG'],
  'WAKE_ALARM',
];

/** `cap_chown, net_admin` as Docker names them: `CHOWN,NET_ADMIN`. */
export function asCapabilities(typed: string): string {
  return valuesIn(typed)
    .map((each) => each.toUpperCase().replace(/^CAP_/, ''))
    .join(',');
}

/** What is wrong with a list of them; undefined where nothing is. */
export function problemWithCapabilities(text: string): string | undefined {
  const known = [ALL, ...CAPABILITIES];
  const wrong = valuesIn(text).find((each) => !known.includes(each));
  if (wrong === undefined) return undefined;
  const meant = nearest(wrong, known);
  return `Linux has no right called ${wrong}.${meant ? ` Did you mean ${meant}?` : ''}`;
}
