import { PLANTED, secretAnswerOf, type Vendor } from './vendor.ts';

/** https://www.duckdns.org/spec.jsp */
export const duckDns: Vendor = {
  id: 'duckdns',
  host: 'www.duckdns.org',
  answers: secretAnswerOf('dns.duckdns.token'),
  isAllowed: ({ query }) => query.token === PLANTED,
  refusal: () => ({ status: 200, body: 'KO' }),
  words: (text) => text,
  zone: 'study.duckdns.org',
  otherZones: [],
  handle: ({ method, path, query }, store) => {
    if (method !== 'GET' || path !== '/update') return undefined;
    const name = `${query.domains}.duckdns.org`;
    if (!store.zones.includes(name)) return { status: 200, body: 'KO' };
    if (query.txt !== undefined) {
      // One text for the name, seen at every name in front of it.
      const values = query.clear === 'true' ? [] : [query.txt];
      for (const each of [name, `_acme-challenge.${name}`]) store.replace('TXT', each, values, 60);
      return { status: 200, body: 'OK' };
    }
    if (query.clear === 'true') {
      store.replace('A', name, [], 60);
      store.replace('AAAA', name, [], 60);
      return { status: 200, body: 'OK' };
    }
    // Without an address it would take the caller's.
    if (!query.ip) return undefined;
    const six = query.ipv6 ?? (query.ip.includes(':') ? query.ip : undefined);
    if (!query.ip.includes(':')) store.replace('A', name, [query.ip], 60);
    if (six !== undefined) store.replace('AAAA', name, [six], 60);
    return { status: 200, body: 'OK' };
  },
};
