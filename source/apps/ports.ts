import type { PublishedPort } from '../containers/container.ts';
import { lines } from './mounts.ts';

const LINE = /^(?:(\d{1,3}(?:\.\d{1,3}){3}):)?(\d{1,5}):(\d{1,5})(?:\/(tcp|udp))?$/;

/** Ports opened beside the web, one a line: `2222:22`, `53:53/udp`, `127.0.0.1:5432:5432`. */
export function parsePorts(text: string): PublishedPort[] {
  return lines(text).flatMap((line) => {
    const [, address, host, container, protocol] = LINE.exec(line.toLowerCase()) ?? [];
    if (host === undefined) return [];
    return {
      ...(address === undefined ? {} : { address }),
      host: Number(host),
      container: Number(container),
      protocol: protocol === 'udp' ? 'udp' : 'tcp',
    } as const;
  });
}

/** What is wrong with the lines; undefined where nothing is. */
export function problemWithPorts(text: string): string | undefined {
  const taken = new Set<string>();
  for (const line of lines(text)) {
    const [port] = parsePorts(line);
    const problem = port ? problemWithPort(port) : advice(line);
    if (problem !== undefined) return `${line}: ${problem}`;
    const key = `${port?.host}/${port?.protocol}`;
    if (taken.has(key)) return `${line}: port ${key} is there twice.`;
    taken.add(key);
  }
  return undefined;
}

function problemWithPort({ host, container, protocol }: PublishedPort): string | undefined {
  if ([host, container].some((port) => port < 1 || port > 65_535))
    return 'ports go from 1 to 65535.';
  if (protocol === 'udp') return undefined;
  if (host === 80 || host === 443)
    return 'the web server in front of your app has that port, and hands on what comes in.';
  if (host === 22) return 'that port is your own way in to the server. Take another: 2222:22';
  return undefined;
}

function advice(line: string): string {
  return /^\d+$/.test(line)
    ? `port on the server, colon, port in the container: ${line}:${line}`
    : 'two numbers with a colon: 2222:22';
}
