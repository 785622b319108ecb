/** Where OpenSSH is to go. What is '' is left to the person's `~/.ssh/config`. */
export interface SshTarget {
  /** A name, an address (IPv6 without brackets) or an alias of `~/.ssh/config`. */
  readonly host: string;
  readonly user: string;
  readonly port: string;
  /** Path of a private key on this machine. */
  readonly keyFile: string;
  /** Another configuration file than `~/.ssh/config` (`ssh -F`). */
  readonly configFile: string;
}

/** What was typed or pasted as a server, taken apart: also the `ssh -i key user@host` that providers show. */
export type ServerText = Omit<SshTarget, 'configFile'>;

const SERVER = /^(?:ssh:\/\/)?(?:(.*)@)?(\[[^\]]*\]|[^:@]*:[^@]*:[^@]*|[^:@]*)(?::([^:/]*))?\/?$/;

/** Reads what a person types for a server: `root@203.0.113.7`, or a whole `ssh` command. */
export function parseServer(text: string): ServerText {
  const words = wordsOf(text);
  if (words[0]?.toLowerCase() === 'ssh') words.shift();
  const options = { p: '', i: '', l: '' };
  const rest: string[] = [];
  while (words.length > 0) {
    const word = words.shift() ?? '';
    const [, letter, value] = /^-([pil])(.*)$/.exec(word) ?? [];
    if (letter) options[letter as keyof typeof options] = value || (words.shift() ?? '');
    else if (!/^-[A-Za-z0-9]+$/.test(word)) rest.push(word);
  }
  const [, user = '', host = '', port = ''] = SERVER.exec(rest.join(' ')) ?? [
    '',
    '',
    rest.join(' '),
  ];
  return {
    host: host.replace(/^\[(.*)\]$/, '$1').replace(/\/$/, ''),
    user: user || options.l,
    port: port || options.p,
    keyFile: options.i,
  };
}

/** The shortest text that means the same; `parseServer` reads it back. */
export function serverText({ host, user, port, keyFile }: ServerText): string {
  const at = `${user && `${user}@`}${port ? `${bracketed(host)}:${port}` : host}`;
  return keyFile ? `-i ${/\s/.test(keyFile) ? `"${keyFile}"` : keyFile} ${at}` : at;
}

/** The host's id: `ssh://root@203.0.113.7:22?key=/home/me/key`. Holds all that is needed to get there. */
export function sshAddress({ host, user, port, keyFile, configFile }: SshTarget): string {
  const query = Object.entries({ key: keyFile, config: configFile })
    .filter(([, value]) => value !== '')
    .map(([name, value]) => `${name}=${encodeURIComponent(value).replaceAll('%2F', '/')}`)
    .join('&');
  const at = `${user && `${encodeURIComponent(user)}@`}${bracketed(host)}${port && `:${port}`}`;
  return `ssh://${at}${query && `?${query}`}`;
}

/** Reads what `sshAddress` writes. */
export function parseSshAddress(address: string): SshTarget {
  const parts = /^ssh:\/\/(?:([^@]*)@)?(\[[^\]]+\]|[^:?]+)(?::(\d+))?(?:\?(.*))?$/.exec(address);
  if (!parts) throw new TypeError(`Not the address of an SSH server: ${address}`);
  const query = new URLSearchParams(parts[4]);
  return {
    host: (parts[2] ?? '').replace(/^\[(.*)\]$/, '$1'),
    user: decodeURIComponent(parts[1] ?? ''),
    port: parts[3] ?? '',
    keyFile: query.get('key') ?? '',
    configFile: query.get('config') ?? '',
  };
}

/** Likely a name of the person's own, from `~/.ssh/config`, which may say who to log in as. */
export function looksLikeAlias(host: string): boolean {
  return host !== '' && host !== 'localhost' && !/[.:]/.test(host);
}

/** An IPv6 address in brackets, as URLs and ports want it. */
export function bracketed(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}

function wordsOf(text: string): string[] {
  return [...text.trim().matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(
    ([, double, single, bare]) => double ?? single ?? bare ?? '',
  );
}
