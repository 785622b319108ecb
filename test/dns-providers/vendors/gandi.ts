import { PLANTED, pageOf, secretAnswerOf, type Vendor, whole } from './vendor.ts';

const error = (code: number, message: string) => ({ object: 'HTTPError', code, message });

/** https://api.gandi.net/docs/livedns/ */
export const gandi: Vendor = {
  id: 'gandi',
  host: 'api.gandi.net',
  answers: secretAnswerOf('dns.gandi.token'),
  isAllowed: ({ headers }) => headers.authorization === `Bearer ${PLANTED}`,
  refusal: (said) => ({ status: 403, body: error(403, `Access was denied ${said}`) }),
  words: (text) => error(500, text),
  zone: 'example.org',
  otherZones: [...Array(130).keys()].map((number) => `other${number}.test`),
  handle: ({ method, path, query, json }, store) => {
    if (method === 'GET' && path === '/v5/livedns/domains') {
      const all = store.zones.map((fqdn) => ({ fqdn })).reverse();
      return { status: 200, body: pageOf(all, Number(query.page), Number(query.per_page)) };
    }
    const [, zone = '', relative = '', type = ''] =
      /^\/v5\/livedns\/domains\/([^/]+)\/records\/([^/]+)\/(A|AAAA|TXT|CNAME)$/.exec(path) ?? [];
    if (!store.zones.includes(zone)) return undefined;
    const name = whole(relative, zone);
    const set = store.set(type, name);
    if (method === 'GET' || method === 'DELETE') {
      if (set.length === 0)
        return { status: 404, body: error(404, 'The resource could not be found.') };
      if (method === 'DELETE') {
        store.replace(type, name, [], 0);
        return { status: 204 };
      }
      const rrset_values = set.map(({ value }) => value);
      return { status: 200, body: { rrset_type: type, rrset_ttl: set[0]?.ttl, rrset_values } };
    }
    if (method === 'PUT') {
      const { rrset_ttl, rrset_values } = json as { rrset_ttl: number; rrset_values: string[] };
      if (rrset_ttl < 300) return { status: 400, body: error(400, 'rrset_ttl: too small') };
      if (type === 'TXT' && rrset_values.some((value) => !/^".*"$/.test(value))) return undefined;
      // Without the dot it would be taken for a name in the zone.
      if (type === 'CNAME' && rrset_values.some((value) => !value.endsWith('.'))) return undefined;
      if (store.isInTheWay(type, name)) return undefined;
      store.replace(type, name, rrset_values, rrset_ttl);
      return { status: 201, body: { message: 'DNS Record Created' } };
    }
    return undefined;
  },
};
