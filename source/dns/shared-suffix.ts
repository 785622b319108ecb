/** Under which suffix strangers have names beside ours. */
export interface SharedSuffix {
  readonly suffix: string;
  /**
   * On the Public Suffix List: every name below it counts as a domain of its own, with certificate
   * limits of its own. Otherwise all share those of one domain.
   */
  readonly listed: boolean;
}

/** https://publicsuffix.org/list/public_suffix_list.dat, as of February 2026; Dynu's from its section "Dynu.com". */
const LISTED = [
  ...['duckdns.org', 'dedyn.io', 'dynv6.net', 'ddns.net', 'freeddns.us', 'no-ip.org'],
  ...['ddnsfree.com', 'ddnsgeek.com', 'giize.com', 'gleeze.com', 'kozow.com', 'loseyourip.com'],
  ...['ooguy.com', 'theworkpc.com', 'casacam.net', 'dynu.net', 'accesscam.org', 'camdvr.org'],
  ...['freeddns.org', 'mywire.org', 'webredirect.org', 'myddns.rocks', 'blogsite.xyz'],
  ...['1cooldns.com', 'bumbleshrimp.com', 'ddnsguru.com', 'dynuddns.com', 'dynuddns.net'],
  ...['mysynology.net'],
];

/** Not on it. Names that spell an address are refused there (its Guidelines, "Validation"). */
const UNLISTED = [
  ...['sslip.io', 'nip.io', 'xip.io', 'traefik.me', 'localtest.me'],
  // The one of Dynu's that is missing there.
  '4cloud.click',
];

/** The suffix that a name shares with strangers; null for a domain of somebody's own. */
export function sharedSuffixOf(name: string): SharedSuffix | null {
  const below = (suffix: string) => name.endsWith(`.${suffix}`);
  const listed = LISTED.find(below);
  if (listed !== undefined) return { suffix: listed, listed: true };
  const unlisted = UNLISTED.find(below);
  return unlisted === undefined ? null : { suffix: unlisted, listed: false };
}

/** What to know before a certificate is asked for under a shared suffix; undefined where there is nothing. */
export function warningAboutSuffix(name: string): string | undefined {
  const shared = sharedSuffixOf(name);
  if (shared === null || shared.listed) return undefined;
  return `Let's Encrypt counts the certificates of everybody under ${shared.suffix} together, and stops at a limit. It may refuse yours for days. A name under dedyn.io or duckdns.org has a limit of its own.`;
}
