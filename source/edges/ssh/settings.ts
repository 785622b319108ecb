/** What OpenSSH will do after reading the person's configuration, from `ssh -G`. */
export interface Settings {
  readonly user: string;
  readonly hostname: string;
  readonly port: string;
  /** The name under which the key is kept in known_hosts, where it is another one. */
  readonly hostKeyAlias: string;
  readonly strictHostKeyChecking: string;
  /** Files of known host keys that are the person's own, as OpenSSH would read them. */
  readonly knownHostsFiles: readonly string[];
  /** The server that it goes through (ProxyJump), as it is configured; '' for none. */
  readonly proxyJump: string;
  /** It goes through a server or a program (ProxyJump, ProxyCommand). */
  readonly proxied: boolean;
  /** Takes no host key of another kind; null: OpenSSH chooses. */
  readonly hostKeyAlgorithms: string | null;
  /** Of the keys that alone are taken, as known_hosts; null: what the person's files say. */
  readonly onlyKnownHosts: string | null;
  /** Private keys that are tried, `~` for the home. */
  readonly identityFiles: readonly string[];
  /** Seconds; null where the operating system decides. */
  readonly connectTimeout: number | null;
}

/** Reads what `ssh -G` printed: a keyword in lower case and its value a line. */
export function parseSettings(text: string): Settings {
  const values = new Map<string, string>();
  const identityFiles: string[] = [];
  for (const line of text.split('\n')) {
    const [, keyword, value = ''] = /^(\S+) ?(.*?)\r?$/.exec(line) ?? [];
    if (keyword === 'identityfile' && value !== 'none') identityFiles.push(value);
    if (keyword !== undefined && !values.has(keyword)) values.set(keyword, value);
  }
  const set = (keyword: string) => (values.get(keyword) ?? 'none').replace(/^none$/, '');
  const seconds = Number(values.get('connecttimeout'));
  return {
    user: values.get('user') ?? '',
    hostname: values.get('hostname') ?? '',
    port: values.get('port') ?? '22',
    hostKeyAlias: values.get('hostkeyalias') ?? '',
    // Printed without quotes: a path with spaces falls apart, and its parts are no files.
    knownHostsFiles: (values.get('userknownhostsfile') ?? '').split(' ').filter(Boolean),
    strictHostKeyChecking: values.get('stricthostkeychecking') ?? 'ask',
    proxyJump: set('proxyjump'),
    proxied: set('proxyjump') + set('proxycommand') !== '',
    hostKeyAlgorithms: null,
    onlyKnownHosts: null,
    identityFiles,
    connectTimeout: seconds > 0 ? seconds : null,
  };
}

/** How known_hosts names this host: `example.org`, `[example.org]:2222`. */
export function knownHostsName({ hostKeyAlias, hostname, port }: Settings): string {
  if (hostKeyAlias !== '' && hostKeyAlias !== 'none') return hostKeyAlias;
  return port === '22' ? hostname : `[${hostname}]:${port}`;
}
