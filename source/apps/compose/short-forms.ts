import type { Mount, PublishedPort } from '../../containers/container.ts';
import { asRecord } from '../../text/untrusted-json.ts';
import { parsePorts } from '../ports.ts';

type Tell = (words: string) => void;

/** `files:/data:ro`, or the same in fields. A folder of the computer that the file lies on stays there. */
export function readVolume(value: unknown, tell: Tell): Mount[] {
  const { source, target, readOnly } = volumeParts(value);
  if (!target.startsWith('/')) {
    tell(`the volume ${source || target || 'in a form of its own'}`);
    return [];
  }
  if (/^[.~]/.test(source)) {
    tell(`the folder ${source} (${target}): it is on this computer, not on the server`);
    return [];
  }
  return [{ source, target, ...(readOnly && { readOnly: true }) }];
}

/** '' for the source of a volume without a name. */
function volumeParts(value: unknown): Mount & { readonly readOnly: boolean } {
  if (typeof value === 'string') {
    const [first = '', second, mode = ''] = value.split(':');
    if (second === undefined) return { source: '', target: first, readOnly: false };
    return { source: first, target: second, readOnly: mode.split(',').includes('ro') };
  }
  const { type = 'volume', source = '', target = '', read_only: readOnly } = asRecord(value);
  // tmpfs, npipe and the like.
  if (type !== 'volume' && type !== 'bind')
    return { source: String(type), target: '', readOnly: false };
  return { source: String(source), target: String(target), readOnly: readOnly === true };
}

/** `8080:80`, `127.0.0.1:53:53/udp`, `80`, or the same in fields. */
export function readPort(value: unknown, tell: Tell): PublishedPort[] {
  const line = portLine(value);
  const [port] = parsePorts(line);
  if (!port) tell(`the port ${line || 'in a form of its own'}`);
  return port ? [port] : [];
}

/** Where no port of the server is named, Docker takes any: none that somebody relies on. */
function portLine(value: unknown): string {
  if (typeof value === 'string' || typeof value === 'number') {
    const text = String(value);
    const [number = '', protocol] = text.split('/');
    return /^\d+$/.test(number) ? `${number}:${number}${protocol ? `/${protocol}` : ''}` : text;
  }
  const { target, published = target, protocol, host_ip: address } = asRecord(value);
  if (target === undefined) return '';
  const on = address === undefined ? '' : `${address}:`;
  return `${on}${published}:${target}${protocol === 'udp' ? '/udp' : ''}`;
}
