import { inZone, PLANTED, pageOf, secretAnswerOf, type Vendor, whole } from './vendor.ts';

const paged = (key: string, items: readonly unknown[], query: Readonly<Record<string, string>>) => {
  const [page, size] = [Number(query.page), Number(query.per_page)];
  const next =
    page * size < items.length ? { next: `https://api.digitalocean.com/?page=${page + 1}` } : {};
  return {
    [key]: pageOf(items, page, size),
    links: { pages: next },
    meta: { total: items.length },
  };
};

/** https://docs.digitalocean.com/products/networking/dns/reference/api/domain-records */
export const digitalOcean: Vendor = {
  id: 'digitalocean',
  host: 'api.digitalocean.com',
  answers: secretAnswerOf('dns.digitalocean.token'),
  isAllowed: ({ headers }) => headers.authorization === `Bearer ${PLANTED}`,
  refusal: (said) => ({
    status: 401,
    body: { id: 'Unauthorized', message: `Unable to authenticate you ${said}` },
  }),
  words: (text) => ({ id: 'server_error', message: text }),
  zone: 'example.org',
  otherZones: [...Array(230).keys()].map((number) => `other${number}.test`),
  handle: ({ method, path, query, json }, store) => {
    if (method === 'GET' && path === '/v2/domains') {
      const all = [...store.zones].reverse().map((name) => ({ name, ttl: 1800 }));
      return { status: 200, body: paged('domains', all, query) };
    }
    const [, zone = '', id] = /^\/v2\/domains\/([^/]+)\/records(?:\/(\d+))?$/.exec(path) ?? [];
    if (!store.zones.includes(zone)) return undefined;
    if (method === 'GET' && id === undefined) {
      const found = store.records
        .filter((each) => each.type === query.type && each.name === query.name)
        .map((each) => ({
          id: each.id,
          type: each.type,
          name: inZone(each.name, zone),
          data: each.value,
          ttl: each.ttl,
        }));
      return { status: 200, body: paged('domain_records', found, query) };
    }
    if (method === 'DELETE' && id !== undefined) {
      const there = store.records.some((each) => String(each.id) === id);
      store.records = store.records.filter((each) => String(each.id) !== id);
      return there
        ? { status: 204 }
        : { status: 404, body: { id: 'not_found', message: 'not found' } };
    }
    if (method === 'POST' && id === undefined) {
      const { type, name, data, ttl } = json as {
        type: string;
        name: string;
        data: string;
        ttl: number;
      };
      if (ttl < 30 || name.endsWith(zone)) return undefined;
      // "CNAME records must end with a dot"; it tells them without.
      if (type === 'CNAME' && !data.endsWith('.')) return undefined;
      if (store.isInTheWay(type, whole(name, zone))) return undefined;
      const made = store.add(type, whole(name, zone), data.replace(/\.$/, ''), ttl);
      return { status: 201, body: { domain_record: { id: made.id } } };
    }
    return undefined;
  },
};
