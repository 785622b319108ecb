import { sh } from '../../shell.ts';
import type { Finding, Needs } from '../finding.ts';
import type { MemoryFact } from '../machine.ts';
import { type HostProbe, unreadable } from '../probe.ts';
import { memorySize } from './sizes.ts';

export const memoryProbe: HostProbe<'memory'> = {
  fact: 'memory',
  command: () => sh`cat /proc/meminfo`,
  parse: (reply, subject) => {
    const megabytes = (name: string): number | undefined => {
      const [, kilobytes] = new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(reply.stdout) ?? [];
      return kilobytes === undefined ? undefined : Math.floor(Number(kilobytes) / 1024);
    };
    const totalMB = megabytes('MemTotal');
    if (totalMB === undefined) throw unreadable('memory', subject, reply);
    return {
      totalMB,
      availableMB: megabytes('MemAvailable') ?? megabytes('MemFree') ?? 0,
      swapMB: megabytes('SwapTotal') ?? 0,
    };
  },
};

/** The kernel keeps some for itself: a machine sold with 2 GB shows 1.9. */
const SHOWN = 0.9;
/** With less than this part of what the app wants, swap included, it would not even start. */
const HOPELESS = 1 / 3;

/** Swap can't make up for that, either. */
export function isHopeless(
  { totalMB, swapMB }: Pick<MemoryFact, 'totalMB' | 'swapMB'>,
  memoryMB: number,
): boolean {
  return totalMB + swapMB < memoryMB * HOPELESS;
}

/**
 * Megabytes of swap that make up for what the app wants: whole gigabytes, 1 to 4, since more would
 * only be waited for. 0 where memory and swap are enough.
 */
export function wantsSwap({ totalMB, swapMB }: MemoryFact, memoryMB: number): number {
  const together = totalMB + swapMB;
  if (together >= memoryMB * SHOWN) return 0;
  return Math.min(4, Math.ceil((memoryMB - together) / 1024)) * 1024;
}

const LARGER = [
  'At your provider, choose a size with more memory; the server is off for a minute or two.',
];
const SWAP =
  'Make a swap file, on the server: fallocate -l 2G /swapfile && chmod 600 /swapfile && mkswap /swapfile && swapon /swapfile && echo "/swapfile none swap sw 0 0" >>/etc/fstab';

/** Stops only where the app has no chance; a slow server is the person's own choice. */
export function memoryFinding(
  { totalMB, swapMB }: MemoryFact,
  { app, memoryMB, besideMB = 0 }: Needs,
): Finding {
  const swap = swapMB > 0 ? ` and ${memorySize(swapMB)} of swap` : '';
  const text = `${memorySize(totalMB)} of memory${swap}`;
  const [others, all] = [besideMB > 0, memoryMB + besideMB];
  if (totalMB >= all * SHOWN) {
    return { status: 'good', text, note: `enough for ${app}${others ? ' beside the others' : ''}` };
  }
  const beside = others ? `, what is here already ${memorySize(besideMB)}` : '';
  const wants = `${app} wants ${memorySize(memoryMB)}${beside}`;
  const together = totalMB + swapMB;
  if (isHopeless({ totalMB, swapMB }, memoryMB)) {
    return { status: 'stops', text, note: `${wants}; choose a larger server`, advice: LARGER };
  }
  return together >= all * SHOWN
    ? {
        status: 'warning',
        text,
        note: `${wants}; the swap makes up for it, slowly`,
        advice: LARGER,
        aside: true,
      }
    : {
        status: 'warning',
        text,
        note: `${wants}; it may be slow, or be stopped for want of it`,
        advice: [SWAP, ...LARGER],
      };
}
