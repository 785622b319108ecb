import { zoneHolding } from '../relative-name.ts';
import { accountOf, setsOfSingles } from './account.ts';
import { credentialIn, credentialQuestion } from './credential.ts';
import { bearer, type Http, orMissing } from './edges.ts';
import type { DnsProvider, DnsZone } from './provider.ts';
import { at, everyPage, listAt, textAt } from './reading.ts';
import { plainValue, quotedText } from './text-value.ts';

const TOKEN = 'dns.cloudflare.token';

/** https://developers.cloudflare.com/api/resources/dns/subresources/records/ */
export const cloudflare: DnsProvider = {
  id: 'cloudflare',
  label: 'Cloudflare',
  note: 'for domains whose DNS is at Cloudflare',
  questions: [
    credentialQuestion({
      id: TOKEN,
      title: 'What is the API token of your Cloudflare account?',
      hint: 'A token for this one domain; not the Global API Key.',
      help: [
        'An API token lets setup-server change DNS records for you.',
        'At dash.cloudflare.com, click the person at the top right, then',
        'My Profile, API Tokens, Create Token. Take the template "Edit zone',
        'DNS". Under Permissions, Zone / DNS / Edit is there; add',
        'Zone / Zone / Read. Under Zone Resources choose Include, Specific',
        'zone, and your domain. It may do nothing else then.',
        '',
        'The token is shown once. Copy it and paste it here.',
      ],
      example: 'v1.0-8f3b…',
    }),
  ],
  limits: [
    "A record that passes through Cloudflare's proxy (the orange cloud) and is right otherwise stays so.",
    "It can't make a domain: that is added at dash.cloudflare.com.",
  ],
  leastTtl: 60,
  severalTexts: true,
  aliases: true,
  freeNames: [],
  open: (answers, edges) => {
    const http = edges.http({
      company: 'Cloudflare',
      base: 'https://api.cloudflare.com/client/v4',
      sign: bearer(credentialIn(answers, TOKEN)),
      credential: {
        called: 'API token',
        where:
          'dash.cloudflare.com, My Profile, API Tokens: it needs Zone / DNS / Edit and Zone / Zone / Read for the domain',
      },
      says: (body) =>
        listAt(body, 'errors')
          .map((error) => textAt(error, 'message'))
          .join('; '),
      // A malformed token is a 400 with code 6003 or 6111.
      statusOf: (status, body) =>
        status === 400 && /^(6003|6111|9106|9109)$/.test(textAt(body, 'errors', 0, 'code'))
          ? 401
          : status,
    });
    const records = (zone: DnsZone) => `/zones/${zone.id}/dns_records`;
    return accountOf(
      setsOfSingles({
        company: 'Cloudflare',
        leastTtl: 60,
        check: async (signal) => {
          await http({ path: '/zones', query: { per_page: 5, page: 1 } }, signal);
        },
        zoneOf: async (name, signal) => zoneHolding(name, await zones(http, signal)),
        list: async ({ zone, name, type }, signal) => {
          const all = await pages(http, records(zone), { type, 'name.exact': name }, signal);
          return all
            .filter((each) => textAt(each, 'name') === name && textAt(each, 'type') === type)
            .map((each) => ({
              id: textAt(each, 'id'),
              value: plainValue(type, textAt(each, 'content')),
            }));
        },
        create: async ({ zone, name, type }, value, ttl, signal) => {
          const content = type === 'TXT' ? quotedText(value) : value;
          const json = { type, name, content, ttl, ...(type !== 'TXT' && { proxied: false }) };
          await http({ method: 'POST', path: records(zone), json, accepts: isIdentical }, signal);
        },
        destroy: async ({ zone }, id, signal) => {
          await http(
            { method: 'DELETE', path: `${records(zone)}/${id}`, accepts: orMissing },
            signal,
          );
        },
      }),
    );
  },
};

/** "An identical record already exists." */
function isIdentical(status: number, body: unknown): boolean {
  return status === 400 && textAt(body, 'errors', 0, 'code') === '81058';
}

async function zones(http: Http, signal: AbortSignal): Promise<DnsZone[]> {
  const all = await pages(http, '/zones', {}, signal);
  return all.map((zone) => ({ id: textAt(zone, 'id'), name: textAt(zone, 'name') }));
}

function pages(http: Http, path: string, query: Record<string, string>, signal: AbortSignal) {
  return everyPage(async (page) => {
    const { body } = await http({ path, query: { ...query, per_page: 50, page } }, signal);
    return {
      items: listAt(body, 'result'),
      more: Number(at(body, 'result_info', 'total_pages') ?? 1) > page,
    };
  });
}
