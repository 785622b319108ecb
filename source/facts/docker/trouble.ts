/** Why an engine does not start, by what it last said (dockerd's own words), for people. */
const KNOWN: readonly { readonly says: RegExp; readonly means: string }[] = [
  {
    says: /daemon\.json|daemon with file/,
    means: 'there is a mistake in its settings file, /etc/docker/daemon.json',
  },
  { says: /no space left/i, means: "the server's disk is full" },
  {
    says: /iptables|ip6tables|nf_tables|nftables|modprobe|Module \S+ not found/i,
    means:
      "it cannot use the server's firewall; after an update of the kernel a restart of the server helps",
  },
  {
    says: /overlay|graphdriver|storage-driver|cgroup|operation not permitted/i,
    means: 'this kind of virtual server may not be able to run Docker',
  },
  {
    says: /another process|is still running|address already in use/i,
    means: 'another Docker is in its way',
  },
];

/** The end of "It does not start: …". */
export function troubleOf(line: string): string {
  const known = KNOWN.find(({ says }) => says.test(line));
  return known ? `${known.means} ("${line}")` : `"${line}"`;
}

/** What matters of a line of the engine's log: its message, without the fields around it. */
export function messageOf(line: string): string {
  const [, quoted] = /\bmsg="((?:[^"\\]|\\.)*)"/.exec(line) ?? [];
  const [, error] = /\berror="((?:[^"\\]|\\.)*)"/.exec(line) ?? [];
  const text = [quoted, error].filter((each) => each !== undefined).join(': ') || line;
  return text.replace(/\\(.)/g, '$1').trim().slice(0, 300);
}
