import { inZone, PLANTED, pageOf, secretAnswerOf, type Vendor } from './vendor.ts';

const errors = (code: number, message: string) => ({
  success: false,
  errors: [{ code, message }],
  messages: [],
  result: null,
});
const paged = (items: readonly unknown[], query: Readonly<Record<string, string>>) => {
  const size = Number(query.per_page);
  return {
    success: true,
    errors: [],
    result: pageOf(items, Number(query.page), size),
    result_info: {
      page: Number(query.page),
      total_pages: Math.max(1, Math.ceil(items.length / size)),
    },
  };
};

/** https://developers.cloudflare.com/api/resources/dns/subresources/records/ */
export const cloudflare: Vendor = {
  id: 'cloudflare',
  host: 'api.cloudflare.com',
  answers: secretAnswerOf('dns.cloudflare.token'),
  isAllowed: ({ headers }) => headers.authorization === `Bearer ${PLANTED}`,
  refusal: (said) => ({ status: 403, body: errors(9109, `Invalid access token ${said}`) }),
  words: (text) => errors(10000, text),
  zone: 'example.org',
  otherZones: [...Array(60).keys()].map((number) => `other${number}.test`),
  handle: ({ method, path, query, json }, store) => {
    const zones = store.zones.map((name) => ({ id: `id-of-${name}`, name })).reverse();
    if (method === 'GET' && path === '/client/v4/zones') {
      return { status: 200, body: paged(zones, query) };
    }
    const [, zoneId, id] =
      /^\/client\/v4\/zones\/([^/]+)\/dns_records(?:\/(\d+))?$/.exec(path) ?? [];
    const zone = zones.find((each) => each.id === zoneId)?.name;
    if (zone === undefined) return undefined;
    if (method === 'GET' && id === undefined) {
      const found = store.records
        .filter((each) => each.type === query.type && each.name === query['name.exact'])
        .map((each) => ({
          id: String(each.id),
          type: each.type,
          name: each.name,
          content: each.value,
        }));
      return { status: 200, body: paged(found, query) };
    }
    if (method === 'DELETE' && id !== undefined) {
      if (!store.records.some((each) => String(each.id) === id)) {
        return { status: 404, body: errors(81044, 'Record does not exist.') };
      }
      store.records = store.records.filter((each) => String(each.id) !== id);
      return { status: 200, body: { success: true, result: { id } } };
    }
    if (method === 'POST' && id === undefined) {
      const { type, name, content, ttl, proxied } = json as {
        type: string;
        name: string;
        content: string;
        ttl: number;
        proxied?: boolean;
      };
      if (inZone(name, zone).length === 0) return { status: 400, body: errors(1004, 'Validation') };
      if (ttl < 60) return { status: 400, body: errors(1004, 'DNS Validation Error: ttl') };
      if (type !== 'TXT' && proxied !== false) return undefined;
      if (type === 'TXT' && !/^".*"$/.test(content)) return undefined;
      if (store.isInTheWay(type, name)) return undefined;
      if (store.set(type, name).some(({ value }) => value === content)) {
        return { status: 400, body: errors(81058, 'An identical record already exists.') };
      }
      const { id: made } = store.add(type, name, content, ttl);
      return { status: 200, body: { success: true, result: { id: String(made) } } };
    }
    return undefined;
  },
};
