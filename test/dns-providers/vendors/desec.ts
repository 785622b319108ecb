import { PLANTED, secretAnswerOf, type Vendor, whole } from './vendor.ts';

const within = (name: string, zone: string) => name === zone || name.endsWith(`.${zone}`);

/** https://desec.readthedocs.io/en/latest/dns/rrsets.html and …/domains.html */
export const desec: Vendor = {
  id: 'desec',
  host: 'desec.io',
  answers: secretAnswerOf('dns.desec.token'),
  isAllowed: ({ headers }) => headers.authorization === `Token ${PLANTED}`,
  refusal: (said) => ({ status: 401, body: { detail: `Invalid token. ${said}` } }),
  words: (text) => ({ detail: text }),
  zone: 'example.org',
  otherZones: ['other.test', 'study.dedyn.io'],
  handle: ({ method, path, query, json }, store) => {
    if (path === '/api/v1/domains/') {
      if (method === 'GET') {
        const [zone] = store.zones
          .filter((each) => within(query.owns_qname ?? '', each))
          .sort((one, other) => other.length - one.length);
        const minimum_ttl = zone?.endsWith('.dedyn.io') ? 60 : 3600;
        return { status: 200, body: zone === undefined ? [] : [{ name: zone, minimum_ttl }] };
      }
      const { name } = json as { name: string };
      if (name === 'taken.dedyn.io') {
        const says =
          'This domain name conflicts with an existing zone, or is disallowed by policy.';
        return { status: 400, body: { name: [says] } };
      }
      store.zones.push(name);
      return { status: 201, body: { name, minimum_ttl: 60 } };
    }
    const [, zone = '', rest = ''] = /^\/api\/v1\/domains\/([^/]+)\/rrsets\/(.*)$/.exec(path) ?? [];
    if (!store.zones.includes(zone)) return undefined;
    if (method === 'GET') {
      const [relative = '', type = ''] = rest.split('/');
      const set = store.set(type, whole(relative, zone));
      if (set.length === 0) return { status: 404, body: { detail: 'Not found.' } };
      return { status: 200, body: { type, records: set.map(({ value }) => value) } };
    }
    if (method === 'PUT' && rest === '' && Array.isArray(json)) {
      const least = zone.endsWith('.dedyn.io') ? 60 : 3600;
      for (const { subname, type, ttl, records } of json) {
        if (subname === '@') return undefined;
        if (ttl < least) {
          return { status: 400, body: [{ ttl: [`Ensure this value is at least ${least}.`] }] };
        }
        if (type === 'TXT' && records.some((value: string) => !/^".*"$/.test(value))) {
          return { status: 400, body: [{ records: ['Data for TXT records must be quoted.'] }] };
        }
        const name = whole(subname, zone);
        if (records.length > 0 && store.isInTheWay(type, name)) {
          const says = 'RRset with conflicting type present: CNAME.';
          return { status: 400, body: [{ non_field_errors: [says] }] };
        }
        if (type === 'CNAME' && records.some((value: string) => !value.endsWith('.'))) {
          return {
            status: 400,
            body: [{ records: ['Hostname must be fully-qualified (end in a dot).'] }],
          };
        }
        store.replace(type, name, records, ttl);
      }
      return { status: 200, body: json };
    }
    return undefined;
  },
};
