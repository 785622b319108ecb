import { inZone, PLANTED, type Store, secretAnswerOf, type Vendor, whole } from './vendor.ts';

const FIELD: Record<string, string> = { A: 'ipv4Address', AAAA: 'ipv6Address', TXT: 'textData' };
const exception = (statusCode: number, type: string, message: string) => ({
  statusCode,
  type,
  message,
});

/** https://www.dynu.com/Support/API. A failure of its comes as a 200 here, as some really do. */
export const dynu: Vendor = {
  id: 'dynu',
  host: 'api.dynu.com',
  answers: secretAnswerOf('dns.dynu.key'),
  isAllowed: ({ headers }) => headers['api-key'] === PLANTED,
  refusal: (said) => ({
    status: 200,
    body: exception(401, 'Authentication Exception', `Failed to authenticate. ${said}`),
  }),
  words: (text) => exception(500, 'Server Exception', text),
  zone: 'example.freeddns.org',
  otherZones: ['other.mywire.org'],
  handle: ({ method, path, json }, store) => {
    const domains = store.zones.map((name, index) => ({ id: 9007 + index, name }));
    if (method === 'GET' && path === '/v2/dns')
      return { status: 200, body: { statusCode: 200, domains } };
    if (method === 'POST' && path === '/v2/dns') {
      const { name } = json as { name: string };
      store.zones.push(name);
      return { status: 200, body: { statusCode: 200, id: 1, name } };
    }
    const [, id, records, record] = /^\/v2\/dns\/(\d+)(\/record(?:\/(\d+))?)?$/.exec(path) ?? [];
    const zone = domains.find((each) => String(each.id) === id)?.name;
    if (zone === undefined) return undefined;
    if (records === undefined) return domainItself(method, json, zone, Number(id), store);
    if (method === 'GET' && record === undefined) {
      const dnsRecords = store.records.map((each) => ({
        id: each.id,
        recordType: each.type,
        nodeName: each.name === zone ? '' : inZone(each.name, zone),
        hostname: each.name,
        [FIELD[each.type] ?? '']: each.value,
      }));
      return { status: 200, body: { statusCode: 200, dnsRecords } };
    }
    if (method === 'DELETE' && record !== undefined) {
      store.records = store.records.filter((each) => String(each.id) !== record);
      return { status: 200, body: { statusCode: 200 } };
    }
    if (method === 'POST' && record === undefined) {
      const body = json as Record<string, unknown>;
      const { nodeName, recordType, ttl, state } = body;
      if (state !== true || typeof ttl !== 'number' || ttl < 90) return undefined;
      const type = String(recordType);
      const made = store.add(
        type,
        whole(String(nodeName), zone),
        String(body[FIELD[type] ?? '']),
        ttl,
      );
      return { status: 200, body: { statusCode: 200, id: made.id } };
    }
    return undefined;
  },
};

/** The domain's own addresses are no records. */
function domainItself(method: string, json: unknown, zone: string, id: number, store: Store) {
  if (method === 'GET') {
    const [four] = store.set('A', zone);
    const [six] = store.set('AAAA', zone);
    const body = {
      ...{
        statusCode: 200,
        id,
        name: zone,
        group: 'office',
        token: 'not-for-us',
        state: 'Complete',
      },
      ...{ ipv4Address: four?.value ?? '0.0.0.0', ipv6Address: six?.value ?? '' },
      ...{ ttl: 90, ipv4: four !== undefined, ipv6: six !== undefined },
      ...{ ipv4WildcardAlias: false, ipv6WildcardAlias: false },
    };
    return { status: 200, body };
  }
  const sent = json as Record<string, unknown>;
  // What is not sent along goes back to its default there.
  if (sent.name !== zone || sent.group !== 'office' || sent.ipv4WildcardAlias !== false)
    return undefined;
  store.replace('A', zone, sent.ipv4 === true ? [String(sent.ipv4Address)] : [], Number(sent.ttl));
  store.replace(
    'AAAA',
    zone,
    sent.ipv6 === true ? [String(sent.ipv6Address)] : [],
    Number(sent.ttl),
  );
  return { status: 200, body: { statusCode: 200 } };
}
