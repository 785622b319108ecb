import { namesPort, WEB_PORTS } from './ports-we-need.ts';

/** Ports that `iptables -S` keeps closed for what comes to the server itself (iptables(8)). */
export function closedByIptables(text: string): number[] {
  const rules = text.split('\n').filter((line) => line.startsWith('-A '));
  const input = rules.filter((line) => line.startsWith('-A INPUT '));
  const last = input.find((line) => /^-A INPUT -j (DROP|REJECT)\b/.test(line));
  if (!/^-P INPUT DROP$/m.test(text) && last === undefined) return [];
  // What stands below the rule that ends all is never asked.
  const asked = last === undefined ? input : input.slice(0, input.indexOf(last));
  const jumps = new Set(asked.flatMap((line) => / -j (\S+)/.exec(line)?.[1] ?? []));
  const reached = rules.filter((line) => jumps.has(line.split(' ')[1] ?? ''));
  return WEB_PORTS.filter((port) => ![...asked, ...reached].some((line) => opens(line, port)));
}

function opens(line: string, port: number): boolean {
  if (!line.endsWith('-j ACCEPT') || / (-s|-i|--src-range) /.test(line)) return false;
  if (/^-A \S+ -j ACCEPT$/.test(line)) return true;
  const [, ports] = / --dports? (\S+) /.exec(line) ?? [];
  return ports !== undefined && / -p tcp /.test(line) && namesPort(ports, port);
}
