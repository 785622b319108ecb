import { sh } from '../shell.ts';
import type { Finding } from './finding.ts';
import type { ClockFact } from './machine.ts';
import { type HostProbe, unreadable } from './probe.ts';

/** Only what the time of asking can't explain counts as a difference. */
export const clockProbe: HostProbe<'clock'> = {
  fact: 'clock',
  command: () => sh`date +%s`,
  parse: (reply, subject, { before, after }) => {
    const [seconds] = /^\d+$/m.exec(reply.stdout) ?? [];
    if (seconds === undefined) throw unreadable('clock', subject, reply);
    // It stands for a whole second, from its beginning to just before the next.
    const first = Number(seconds);
    if (first > after) return { aheadSeconds: Math.round(first - after) };
    if (first + 1 < before) return { aheadSeconds: Math.round(first + 1 - before) };
    return { aheadSeconds: 0 };
  },
};

/** Certificates and package lists carry times; a minute off is harmless. */
const HARMLESS_SECONDS = 60;

export function clockFinding({ aheadSeconds }: ClockFact): Finding | undefined {
  const off = Math.abs(aheadSeconds);
  if (off <= HARMLESS_SECONDS) return undefined;
  return {
    status: 'warning',
    text: `The clocks differ by ${duration(off)}`,
    note: `the server's is ${aheadSeconds > 0 ? 'ahead' : 'behind'}, or this computer's is wrong; certificates need the right time`,
  };
}

function duration(seconds: number): string {
  if (seconds < 120) return `${seconds} seconds`;
  if (seconds < 7200) return `${Math.round(seconds / 60)} minutes`;
  return seconds < 172_800
    ? `${Math.round(seconds / 3600)} hours`
    : `${Math.round(seconds / 86_400)} days`;
}
