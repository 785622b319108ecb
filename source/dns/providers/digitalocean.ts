import { relativeName, zoneHolding } from '../relative-name.ts';
import { accountOf, setsOfSingles } from './account.ts';
import { credentialIn, credentialQuestion } from './credential.ts';
import { bearer, type Http, orMissing } from './edges.ts';
import type { DnsProvider } from './provider.ts';
import { at, everyPage, listAt, textAt } from './reading.ts';
import { plainValue, zoneValue } from './text-value.ts';

const TOKEN = 'dns.digitalocean.token';
const LEAST_TTL = 30;

/** https://docs.digitalocean.com/products/networking/dns/reference/api/domain-records */
export const digitalOcean: DnsProvider = {
  id: 'digitalocean',
  label: 'DigitalOcean',
  note: 'for domains under Networking, Domains',
  questions: [
    credentialQuestion({
      id: TOKEN,
      title: 'What is the personal access token of your DigitalOcean account?',
      hint: 'It begins with dop_v1_',
      help: [
        'A token lets setup-server change DNS records for you.',
        'At cloud.digitalocean.com, choose API in the menu, then Generate',
        'New Token. Choose Custom Scopes, and under "domain" tick create,',
        'read and delete. It can touch nothing but DNS then, though all',
        'of your domains: DigitalOcean has no tokens for one domain.',
        '',
        'The token is shown once. Copy it and paste it here.',
      ],
      example: 'dop_v1_…',
    }),
  ],
  limits: ['Its tokens are for all domains of the team; there are none for a single one.'],
  leastTtl: LEAST_TTL,
  severalTexts: true,
  aliases: true,
  freeNames: [],
  open: (answers, edges) => {
    const http = edges.http({
      company: 'DigitalOcean',
      base: 'https://api.digitalocean.com/v2',
      sign: bearer(credentialIn(answers, TOKEN)),
      credential: {
        called: 'token',
        where:
          'cloud.digitalocean.com, API: it needs the scopes domain:create, domain:read and domain:delete',
      },
      says: (body) => textAt(body, 'message'),
    });
    const records = (zone: string) => `/domains/${zone}/records`;
    return accountOf(
      setsOfSingles({
        company: 'DigitalOcean',
        leastTtl: LEAST_TTL,
        check: async (signal) => {
          await http({ path: '/domains', query: { per_page: 1, page: 1 } }, signal);
        },
        zoneOf: async (name, signal) => {
          const all = await pages(http, '/domains', 'domains', {}, signal);
          const zones = all.map((each) => textAt(each, 'name')).map((id) => ({ id, name: id }));
          return zoneHolding(name, zones);
        },
        list: async ({ zone, name, type }, signal) => {
          const relative = relativeName(name, zone.name);
          const query = { name, type };
          const all = await pages(http, records(zone.name), 'domain_records', query, signal);
          return all
            .filter((each) => textAt(each, 'name') === relative && textAt(each, 'type') === type)
            .map((each) => ({
              id: textAt(each, 'id'),
              value: plainValue(type, textAt(each, 'data')),
            }));
        },
        create: async ({ zone, name, type }, value, ttl, signal) => {
          const data = type === 'TXT' ? value : zoneValue(type, value);
          const json = { type, name: relativeName(name, zone.name), data, ttl };
          await http({ method: 'POST', path: records(zone.name), json }, signal);
        },
        destroy: async ({ zone }, id, signal) => {
          const path = `${records(zone.name)}/${id}`;
          await http({ method: 'DELETE', path, accepts: orMissing }, signal);
        },
      }),
    );
  },
};

function pages(
  http: Http,
  path: string,
  key: string,
  query: Record<string, string>,
  signal: AbortSignal,
) {
  return everyPage(async (page) => {
    const { body } = await http({ path, query: { ...query, per_page: 200, page } }, signal);
    return { items: listAt(body, key), more: at(body, 'links', 'pages', 'next') !== undefined };
  });
}
