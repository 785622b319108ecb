import { sh } from '../../shell.ts';
import { type Also, type Finding, unremarkable } from '../finding.ts';
import type { ClockFact } from '../machine.ts';
import { REGISTRY } from '../network/reach.ts';
import { type HostProbe, unreadable } from '../probe.ts';

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
export const HARMLESS_SECONDS = 60;

/**
 * Which clock is wrong is known where a third one was seen: that of a website which the server asked
 * (`reach`), or those that it is set by.
 */
export function clockFinding({ aheadSeconds }: ClockFact, also: Also): Finding {
  const off = Math.abs(aheadSeconds);
  if (off <= HARMLESS_SECONDS) return unremarkable('Its clock is right');
  const way = aheadSeconds > 0 ? 'ahead' : 'behind';
  switch (whoseIsWrong(also)) {
    case 'server':
      return {
        status: 'warning',
        text: `The server's clock is ${duration(off)} ${way}`,
        note: 'certificates and downloads need the right time',
        advice: SERVER,
      };
    case 'here':
      return {
        status: 'warning',
        text: `This computer's clock is ${duration(off)} ${aheadSeconds > 0 ? 'behind' : 'ahead'}`,
        note: "the server's is right; certificates need the right time",
        advice: HERE,
      };
    case 'unknown':
      return {
        status: 'warning',
        text: `The clocks differ by ${duration(off)}`,
        note: `the server's is ${way}, or this computer's is wrong; certificates need the right time`,
        advice: [...SERVER, ...HERE],
      };
  }
}

const SERVER = ['On the server: timedatectl set-ntp true. Then look again.'];
const HERE = ["In this computer's settings, let the time be set automatically."];

function whoseIsWrong(also: Also): 'server' | 'here' | 'unknown' {
  const ahead = also('reach', REGISTRY)?.aheadSeconds;
  if (ahead !== undefined) return Math.abs(ahead) > HARMLESS_SECONDS ? 'server' : 'here';
  const synchronised = also('timeSync')?.synchronised ?? null;
  if (synchronised === null) return 'unknown';
  return synchronised ? 'here' : 'server';
}

function duration(seconds: number): string {
  if (seconds < 120) return `${seconds} seconds`;
  if (seconds < 7200) return `${Math.round(seconds / 60)} minutes`;
  return seconds < 172_800
    ? `${Math.round(seconds / 3600)} hours`
    : `${Math.round(seconds / 86_400)} days`;
}
