/** A listening socket by /proc/net/tcp and tcp6 (proc(5)); `socket` is its inode. */
export interface ListeningSocket {
  readonly port: number;
  readonly address: string;
  readonly socket: string;
}

const LISTEN = '0A';

/** Reads /proc/net/tcp and its like. */
export function readSocketTable(text: string): ListeningSocket[] {
  return text.split('\n').flatMap((line) => {
    const [, local = '', , state, , , , , , socket = ''] = line.trim().split(/\s+/);
    const [, address, port] = /^([0-9A-F]+):([0-9A-F]{4})$/.exec(local) ?? [];
    if (state !== LISTEN || address === undefined || port === undefined) return [];
    return [{ port: Number.parseInt(port, 16), address: readAddress(address), socket }];
  });
}

/**
 * Program names by socket inode, from lines `/proc/7/comm nginx` and from `ls -l /proc/7/fd`:
 * `/proc/7/fd:`, and below it `… -> socket:[123]`.
 */
export function programsBySocket(text: string): Map<string, string> {
  const names = new Map<string, string>();
  const programs = new Map<string, string>();
  let process = '';
  for (const line of text.split('\n')) {
    const [, named, name] = /^\/proc\/(\d+)\/comm (.+)$/.exec(line) ?? [];
    if (named !== undefined && name !== undefined) names.set(named, name);
    process = /^\/proc\/(\d+)\/fd:$/.exec(line)?.[1] ?? process;
    const [, socket] = /-> socket:\[(\d+)\]$/.exec(line) ?? [];
    const program = names.get(process);
    if (socket !== undefined && program !== undefined) programs.set(socket, program);
  }
  return programs;
}

/** Words of 32 bits, each with its bytes turned round, as x86 and ARM have them. */
export function readAddress(hex: string): string {
  const words = hex.match(/.{8}/g) ?? [];
  const bytes = words.flatMap((word) => (word.match(/../g) ?? []).reverse());
  if (bytes.length === 4) return bytes.map((byte) => Number.parseInt(byte, 16)).join('.');
  const groups = bytes.join('').match(/.{4}/g) ?? [];
  const written = groups.map((group) => Number.parseInt(group, 16).toString(16)).join(':');
  return new URL(`http://[${written}]`).hostname.slice(1, -1);
}
