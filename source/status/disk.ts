import type { DiskFact } from '../facts/machine.ts';
import type { Complaint } from './install-status.ts';

/** Less than that, and the next update or study may fill it. */
const [LEAST_SHARE, LEAST_MB] = [0.05, 1024];

/** Whether there is room. */
export function aboutDisk(disk: DiskFact | null): Complaint[] {
  if (!disk || disk.freeMB > Math.max(LEAST_MB, disk.totalMB * LEAST_SHARE)) return [];
  const advice = `On the server, \`df -h ${disk.path}\` shows the disk, \`docker system df\` what Docker has on it.`;
  const full = disk.freeMB < 100;
  return [
    full
      ? { status: 'stops', text: 'The disk is full', advice }
      : { status: 'warning', text: 'The disk is nearly full', advice },
  ];
}
