import { PLANTED, pageOf, type Store, secretAnswerOf, type Vendor, whole } from './vendor.ts';

const error = (code: string, message: string) => ({ error: { code, message } });

/** https://docs.hetzner.cloud/reference/cloud#zone-rrset-actions; an action is done when it is asked for a second time. */
export function hetzner(): Vendor {
  let actions = 0;
  const looked = new Map<number, number>();
  const started = () => {
    actions += 1;
    looked.set(actions, 0);
    return { status: 201, body: { action: { id: actions, status: 'running', progress: 0 } } };
  };
  return {
    id: 'hetzner',
    host: 'api.hetzner.cloud',
    answers: secretAnswerOf('dns.hetzner.token'),
    isAllowed: ({ headers }) => headers.authorization === `Bearer ${PLANTED}`,
    refusal: (said) => ({
      status: 401,
      body: error('unauthorized', `unable to authenticate ${said}`),
    }),
    words: (text) => error('service_error', text),
    zone: 'example.org',
    otherZones: [...Array(70).keys()].map((number) => `other${number}.test`),
    handle: ({ method, path, query, json }, store) => {
      if (method === 'GET' && path === '/v1/zones') {
        const all = store.zones.map((name, index) => ({ id: 42 + index, name })).reverse();
        const [page, size] = [Number(query.page), Number(query.per_page)];
        if (size > 50) return undefined;
        const next_page = page * size < all.length ? page + 1 : null;
        const zones = pageOf(all, page, size);
        return { status: 200, body: { zones, meta: { pagination: { page, next_page } } } };
      }
      const [, action] = /^\/v1\/actions\/(\d+)$/.exec(path) ?? [];
      if (method === 'GET' && action !== undefined) {
        const looks = (looked.get(Number(action)) ?? 0) + 1;
        looked.set(Number(action), looks);
        const status = looks > 1 ? 'success' : 'running';
        return { status: 200, body: { action: { id: Number(action), status } } };
      }
      const [, id, relative = '', type = '', what] =
        /^\/v1\/zones\/(\d+)\/rrsets\/([^/]+)\/(A|AAAA|TXT|CNAME)(?:\/actions\/(\w+))?$/.exec(
          path,
        ) ?? [];
      const zone = store.zones[Number(id) - 42];
      if (zone === undefined) return undefined;
      return changeOrShow({ method, what, json }, whole(relative, zone), type, store, started);
    },
  };
}

function changeOrShow(
  { method, what, json }: { method: string; what: string | undefined; json: unknown },
  name: string,
  type: string,
  store: Store,
  started: () => { status: number; body: unknown },
) {
  const set = store.set(type, name);
  const { ttl, records = [] } = (json ?? {}) as {
    ttl?: number;
    records?: { value: string }[];
  };
  const values = records.map(({ value }) => value);
  if (type === 'CNAME' && values.some((value) => !value.endsWith('.'))) {
    return { status: 422, body: error('invalid_input', 'CNAME must be fully-qualified') };
  }
  if (values.length > 0 && store.isInTheWay(type, name)) {
    return { status: 409, body: error('conflict', 'CNAME beside other records') };
  }
  if (type === 'TXT' && values.some((value) => !/^".*"$/.test(value))) {
    return { status: 422, body: error('invalid_input', 'TXT must be quoted') };
  }
  const missing = { status: 404, body: error('not_found', 'rrset not found') };
  const request = `${method} ${what ?? ''}`.trim();
  if (request === 'GET') {
    if (set.length === 0) return missing;
    const shown = { name, type, ttl: set[0]?.ttl, records: set.map(({ value }) => ({ value })) };
    return { status: 200, body: { rrset: shown } };
  }
  if (request === 'DELETE') {
    if (set.length === 0) return missing;
    store.replace(type, name, [], 0);
    return started();
  }
  if (request === 'POST add_records') {
    if (set[0] && ttl !== undefined && set[0].ttl !== ttl) {
      return { status: 422, body: error('invalid_input', 'TTL differs') };
    }
    for (const value of values) store.add(type, name, value, ttl ?? set[0]?.ttl);
    return started();
  }
  if (set.length === 0) return missing;
  if (request === 'POST set_records') {
    store.replace(type, name, values, set[0]?.ttl ?? 0);
    return started();
  }
  if (request === 'POST change_ttl') {
    for (const record of set) record.ttl = ttl ?? 0;
    return started();
  }
  if (request === 'POST remove_records') {
    store.records = store.records.filter(
      (each) => !set.includes(each) || !values.includes(each.value),
    );
    return started();
  }
  return undefined;
}
