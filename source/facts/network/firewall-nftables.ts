import { namesPort, WEB_PORTS } from './ports-we-need.ts';

/** A chain of nft(8)'s ruleset; `hook` where the kernel calls it by itself. */
export interface Chain {
  readonly table: string;
  readonly name: string;
  readonly hook: string | null;
  readonly drops: boolean;
  readonly rules: readonly string[];
}

/** The chains of `nft list ruleset`, without those that other programs keep and answer for. */
export function chainsOf(ruleset: string): Chain[] {
  const chains: Chain[] = [];
  let table = '';
  for (const block of ruleset.split(/^(?=table |\tchain )/m)) {
    const [, opened] = /^table (\S+ \S+) \{/.exec(block) ?? [];
    if (opened !== undefined) table = opened;
    const [, name, body] = /^\tchain (\S+) \{\n([\s\S]*)/.exec(block) ?? [];
    if (name === undefined || body === undefined) continue;
    const lines = (body.split(/^\t\}/m)[0] ?? '').split('\n').map((line) => line.trim());
    const type = lines.find((line) => line.startsWith('type ')) ?? '';
    const rules = lines.filter((line) => line !== '' && line !== type);
    const [, hook = null] = /\bhook (\w+)/.exec(type) ?? [];
    const drops = /\bpolicy drop\b/.test(type) || UNCONDITIONAL.test(rules.at(-1) ?? '');
    if (!isKept(table, name)) chains.push({ table, name, hook, drops, rules });
  }
  return chains;
}

/** Ports that rules of the server's own keep closed. Ports in sets with a name count as open. */
export function closedByChains(chains: readonly Chain[]): number[] {
  const closing = chains.filter(({ hook, drops }) => hook === 'input' && drops);
  return WEB_PORTS.filter((port) =>
    closing.some(({ table }) => {
      const rules = chains.filter((each) => each.table === table).flatMap((each) => each.rules);
      return !rules.some((rule) => opens(rule, port));
    }),
  );
}

/**
 * Whether rules of the server's own drop what is forwarded, as all is that comes to a container.
 * What one table accepts another may still drop (nft(8), "Chains"), so Docker's rules don't help.
 */
export function dropsForwarded(chains: readonly Chain[]): boolean {
  return chains.some(
    ({ hook, drops, rules }) =>
      hook === 'forward' &&
      drops &&
      !rules.some((rule) => /\b(docker|br-|dnat)|^(counter .*)?accept$/.test(rule)),
  );
}

const UNCONDITIONAL = /^(counter( packets \d+ bytes \d+)? )?(drop|reject\b.*)$/;

/** iptables' own chains (in capitals), firewalld's, and those that Docker's nftables backend makes. */
function isKept(table: string, chain: string): boolean {
  if (/^ip6? (filter|nat|mangle|raw|security)$/.test(table)) {
    return /^[A-Z][A-Z0-9_-]*$/.test(chain);
  }
  return /^inet firewalld$|^ip6? docker-bridges$/.test(table);
}

function opens(rule: string, port: number): boolean {
  if (/\b(saddr|iif(name)?) (?!@)/.test(rule)) return false;
  if (/^(counter .*)?accept$/.test(rule)) return true;
  const [, map] = /\bdport vmap \{([^}]*)\}/.exec(rule) ?? [];
  if (map !== undefined) {
    return map
      .split(',')
      .some(
        (each) => /: *(accept|jump|goto)/.test(each) && namesPort(each.split(' : ')[0] ?? '', port),
      );
  }
  const [, set, single] = /\bdport (?:\{([^}]*)\}|(\S+))/.exec(rule) ?? [];
  const ports = set ?? single;
  if (ports === undefined || !/\baccept\b/.test(rule)) return false;
  return ports.startsWith('@') || namesPort(ports, port);
}
