import { namesPort, WEB_PORTS } from './ports-we-need.ts';

/**
 * `firewall-cmd --list-all` (firewall-cmd(1)): `services: cockpit ssh`, `ports: 80/tcp 8000-8100/tcp`,
 * and rich rules such as `rule family="ipv4" port port="80" protocol="tcp" accept`.
 */
export function closedByFirewalld(text: string): number[] {
  const line = (name: string) => new RegExp(`^\\s*${name}: *(.*)$`, 'm').exec(text)?.[1] ?? '';
  if (line('target') === 'ACCEPT') return [];
  const ports = line('ports')
    .split(/\s+/)
    .flatMap((each) => /^(.+)\/tcp$/.exec(each)?.[1] ?? []);
  const services = line('services').split(/\s+/);
  const rich = text
    .split('\n')
    .filter((each) => /^\s*rule\b.*\baccept\b/.test(each) && !/\bsource\b/.test(each));
  const openers = [
    ...ports,
    ...services.filter((each) => each === 'http' || each === 'https'),
    ...rich.flatMap((each) => {
      const [, port] = /\bport port="([^"]+)" protocol="tcp"/.exec(each) ?? [];
      const [, service] = /\bservice name="(https?)"/.exec(each) ?? [];
      return [port, service].filter((found) => found !== undefined);
    }),
  ];
  return WEB_PORTS.filter((port) => !openers.some((each) => namesPort(each, port)));
}

/**
 * `ufw status verbose` (ufw(8)): `Default: deny (incoming), …`, then rules, of which the first that
 * fits counts: `80,443/tcp (Nginx Full)    ALLOW IN    Anywhere`. Rules for some senders only are
 * left out, and so are those for IPv6, which come in pairs with the others.
 */
export function closedByUfw(text: string): number[] {
  const open = /^Default: allow \(incoming\)/m.test(text);
  const rules = text.split('\n').flatMap((line) => {
    const [, to, action, from] =
      /^(\S+)(?: \([^)]*\))? +(ALLOW|DENY|REJECT|LIMIT)(?: IN)? +(.*?)\s*$/.exec(line) ?? [];
    if (to === undefined || action === undefined || !/^Anywhere\b/.test(from ?? '')) return [];
    const [, ports, protocol] = /^([\d,:]+)(?:\/(\w+))?$/.exec(to) ?? [];
    if (to !== 'Anywhere' && (ports === undefined || protocol === 'udp')) return [];
    return [{ ports, lets: action === 'ALLOW' || action === 'LIMIT' }];
  });
  return WEB_PORTS.filter((port) => {
    const rule = rules.find(({ ports }) => ports === undefined || namesPort(ports, port));
    return !(rule?.lets ?? open);
  });
}
