import { relativeName, zoneHolding } from '../relative-name.ts';
import { accountOf, type RecordSet, setsOfSingles } from './account.ts';
import { credentialIn, credentialQuestion } from './credential.ts';
import { type Http, orMissing, type RecordType } from './edges.ts';
import type { DnsProvider } from './provider.ts';
import { at, listAt, textAt } from './reading.ts';
import { notAlias } from './text-value.ts';

const KEY = 'dns.dynu.key';
const LEAST_TTL = 90;
const FIELD = { A: 'ipv4Address', AAAA: 'ipv6Address', TXT: 'textData' } as const;
/** What of a domain is sent back with its new address, so that it stays as it is. */
const KEPT = [
  ...['name', 'group', 'ipv4Address', 'ipv6Address', 'ttl', 'ipv4', 'ipv6'],
  ...['ipv4WildcardAlias', 'ipv6WildcardAlias', 'allowZoneTransfer', 'dnssec'],
];

/** https://www.dynu.com/Support/API */
export const dynu: DnsProvider = {
  id: 'dynu',
  label: 'Dynu',
  note: 'free; a name under one of its domains, or your own domain',
  questions: [
    credentialQuestion({
      id: KEY,
      title: 'What is the API key of your Dynu account?',
      help: [
        'Dynu gives away names like study.freeddns.org, and runs the DNS of',
        'your own domain.',
        'At www.dynu.com, log in, then Control Panel, API Credentials. The',
        'value beside "API Key" is the one; the glasses show it whole.',
        '',
        'It opens the whole account: Dynu has no smaller keys. Best use an',
        'account for this purpose alone.',
      ],
      example: 'V4d5Uf6e33…',
    }),
  ],
  limits: [
    'Its key opens the whole account; there are none for a single domain.',
    'The name itself has one IPv4 and one IPv6 address at most; names in front of it may have several.',
  ],
  leastTtl: LEAST_TTL,
  severalTexts: true,
  aliases: false,
  oneAddress: true,
  freeNames: ['freeddns.org', 'dynu.net', 'mywire.org', 'webredirect.org', 'ddnsfree.com'],
  open: (answers, edges) => {
    const http = edges.http({
      company: 'Dynu',
      base: 'https://api.dynu.com/v2',
      sign: { header: 'api-key', secret: credentialIn(answers, KEY) },
      credential: { called: 'API key', where: 'www.dynu.com, Control Panel, API Credentials' },
      says: (body) => textAt(body, 'message') || textAt(body, 'exception', 'message'),
      // A failure may come as a 200 whose body says otherwise.
      statusOf: (status, body) => (status === 200 && Number(textAt(body, 'statusCode'))) || status,
    });
    const singles = setsOfSingles({
      company: 'Dynu',
      leastTtl: LEAST_TTL,
      check: async (signal) => {
        await http({ path: '/dns' }, signal);
      },
      zoneOf: async (name, signal) => {
        const domains = listAt((await http({ path: '/dns' }, signal)).body, 'domains');
        const zones = domains.map((each) => ({
          id: textAt(each, 'id'),
          name: textAt(each, 'name'),
        }));
        return zoneHolding(name, zones);
      },
      list: async ({ zone, name, type }, signal) => {
        const { body } = await http({ path: `/dns/${zone.id}/record` }, signal);
        return listAt(body, 'dnsRecords')
          .filter((each) => textAt(each, 'nodeName') === nodeOf(name, zone.name))
          .filter((each) => textAt(each, 'recordType') === type)
          .map((each) => ({ id: textAt(each, 'id'), value: textAt(each, FIELD[notAlias(type)]) }));
      },
      create: async ({ zone, name, type }, value, ttl, signal) => {
        const json = {
          nodeName: nodeOf(name, zone.name),
          recordType: type,
          ttl,
          group: '',
          state: true,
          [FIELD[notAlias(type)]]: value,
        };
        await http({ method: 'POST', path: `/dns/${zone.id}/record`, json }, signal);
      },
      destroy: async ({ zone }, id, signal) => {
        const path = `/dns/${zone.id}/record/${id}`;
        await http({ method: 'DELETE', path, accepts: orMissing }, signal);
      },
    });
    return accountOf({
      ...singles,
      // The addresses of the domain itself are no records, but belong to the domain.
      read: async (set, signal) =>
        isOfDomain(set) ? await domainAddress(http, set, signal) : await singles.read(set, signal),
      write: async (set, values, ttl, signal) =>
        isOfDomain(set)
          ? await setDomainAddress(http, set, values, ttl, signal)
          : await singles.write(set, values, ttl, signal),
      takeName: async (name, signal) => {
        await http({ method: 'POST', path: '/dns', json: { name, ttl: LEAST_TTL } }, signal);
      },
    });
  },
};

function nodeOf(name: string, zone: string): string {
  const relative = relativeName(name, zone);
  return relative === '@' ? '' : relative;
}

function isOfDomain(set: RecordSet): boolean {
  return set.name === set.zone.name && set.type !== 'TXT';
}

function familyOf(type: RecordType): 'ipv4' | 'ipv6' {
  return type === 'A' ? 'ipv4' : 'ipv6';
}

async function domainAddress(http: Http, set: RecordSet, signal: AbortSignal): Promise<string[]> {
  const { body } = await http({ path: `/dns/${set.zone.id}` }, signal);
  const address = textAt(body, FIELD[notAlias(set.type)]);
  return at(body, familyOf(notAlias(set.type))) === true && address !== '' ? [address] : [];
}

async function setDomainAddress(
  http: Http,
  set: RecordSet,
  values: readonly string[],
  ttl: number,
  signal: AbortSignal,
): Promise<void> {
  const path = `/dns/${set.zone.id}`;
  const { body } = await http({ path }, signal);
  const kept = KEPT.map((key) => [key, at(body, key)] as const).filter(
    ([, value]) => value !== undefined && value !== null,
  );
  const [address] = values;
  const json = {
    ...Object.fromEntries(kept),
    ttl,
    [familyOf(notAlias(set.type))]: address !== undefined,
    ...(address !== undefined && { [FIELD[notAlias(set.type)]]: address }),
  };
  await http({ method: 'POST', path, json }, signal);
}
